/** What is watched of the conversation in the drawer: its escalations, and what was promised. */
import { useContext, useRef, useState } from 'preact/hooks'
import type { ConversationAnswer, OpenPromise } from './api-shapes.ts'
import type { Outcome } from './desk-actions.ts'
import { EscalationCard } from './escalation-card.tsx'
import { nextClimbFirst } from './escalation-words.ts'
import { duration, shortTime } from './format.ts'
import { ActButton, ActProblem, type Hands, useActing, useHands, useKeptFocus } from './hands.tsx'
import type { EscalationState } from './live-escalations.ts'
import { endedSince, joined, settled } from './own-results.ts'
import { ServerTime, useNow } from './server-time.tsx'
import type { ListedEscalation } from './watch-shapes.ts'

type EscalationsProps = {
  readonly conversation: ConversationAnswer['conversation']
  readonly state: EscalationState
  /** The escalation that a link asked for. */
  readonly askedFor: string | null
}

export function Escalations({ conversation, state, askedFor }: EscalationsProps) {
  const clock = useContext(ServerTime)
  const openedAtMs = useRef(clock.now())
  const { conversationId } = conversation
  // what was told to whom is known to the list alone
  const packetOf = (id: string) => state.active?.find((one) => one.id === id)?.packet ?? null
  const active = conversation.escalations.map(
    (one): ListedEscalation => ({ ...one, conversationId, ended: null, feedback: null, packet: packetOf(one.id) }),
  )
  const endedHere = endedSince(state.own, openedAtMs.current).filter((one) => one.conversationId === conversationId)
  const asked = state.ended?.find(({ id }) => id === askedFor)
  const shown = joined(joined(settled(active, state.own), endedHere), asked === undefined ? [] : [asked])
  const isMissing = askedFor !== null && state.ended !== null && !shown.some(({ id }) => id === askedFor)
  if (shown.length === 0 && !isMissing) return null
  return (
    <section>
      <h3 class="drawer-section">Escalations</h3>
      {isMissing && <p class="quiet">The escalation of this link ended a while ago.</p>}
      <ul class="escalations">
        {nextClimbFirst(shown).map((escalation) => (
          <EscalationCard
            key={escalation.id}
            escalation={escalation}
            rules={state.rules}
            isAskedFor={escalation.id === askedFor}
          />
        ))}
      </ul>
    </section>
  )
}

type PromiseProps = {
  readonly conversationId: number
  readonly promise: OpenPromise | null
  readonly byWhom: string
}

/** What an operator's reply said would happen by when, and a way to say that it said no such thing. */
export function Promised({ conversationId, promise, byWhom }: PromiseProps) {
  const nowMs = useNow()
  const hands = useHands()
  const acting = useActing()
  const place = useKeptFocus<HTMLElement>(acting)
  const [dismissed, setDismissed] = useState(false)
  if (promise === null && !dismissed) return null
  const dismiss = async (open: OpenPromise, { actions }: Hands): Promise<Outcome> => {
    const outcome = await actions.dismiss(conversationId, open)
    if (outcome.ok) setDismissed(true)
    return outcome
  }
  return (
    <section class={`promise${promise?.dueSoon === true ? ' is-soon' : ''}`} ref={place} tabIndex={-1}>
      {promise === null ? (
        <p class="quiet">Put away: it was no promise.</p>
      ) : (
        <p>
          {byWhom} promised an answer by <strong>{shortTime(promise.dueAtMs, nowMs)}</strong>{' '}
          <span class="quiet">({whenWords(promise.dueAtMs - nowMs)})</span>
        </p>
      )}
      {promise !== null && hands?.mayAct === true && (
        <ActButton
          words="Not a promise"
          sendingWords="Putting away…"
          acting={acting}
          work={() => dismiss(promise, hands)}
        />
      )}
      <ActProblem acting={acting} />
    </section>
  )
}

const whenWords = (leftMs: number): string => (leftMs > 0 ? `in ${duration(leftMs)}` : `${duration(-leftMs)} ago`)
