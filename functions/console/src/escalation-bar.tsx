import { useContext, useMemo, useRef } from 'preact/hooks'
import type { QueueItem } from './api-shapes.ts'
import { EscalationCard } from './escalation-card.tsx'
import { barWords, causesOf, causeWords, nextClimbFirst } from './escalation-words.ts'
import { BellIcon, ChevronIcon } from './icons.tsx'
import type { EscalationState } from './live-escalations.ts'
import { customerName } from './names.ts'
import { endedSince, joined } from './own-results.ts'
import { ServerTime } from './server-time.tsx'
import type { Navigate } from './use-view.ts'
import { type View, writeView } from './view-state.ts'
import type { ListedEscalation } from './watch-shapes.ts'

type Props = {
  readonly state: EscalationState
  readonly items: readonly QueueItem[] | null
  readonly view: View
  readonly navigate: Navigate
}

/** Where a page about breaches leads in the end: such a page is no escalation, and ends with them. */
const AT_RISK = { page: 'queue', status: 'open', sort: 'deadline', atRisk: true, escalations: null } as const

/** Above everything else while anything is escalated: how many, how many of them nobody has, and on demand the list. */
export function EscalationBar(props: Props) {
  const { state, view, navigate } = props
  const { active, failure } = state
  const isOpen = view.escalations !== null
  const current = active?.filter(({ ended }) => ended === null) ?? []
  const isCall = current.some(({ acknowledged }) => acknowledged === null)
  const words = active === null ? 'Escalations are not known' : barWords(active)
  const isShown = current.length > 0 || failure !== null || (isOpen && active !== null)
  return (
    <>
      {/* always there: what appears together with its words is not read out everywhere */}
      <p class="sr" role="status">
        {current.length > 0 && words}
      </p>
      {isShown && (
        <section class={`alarm${isCall ? ' is-call' : ''}`} aria-label="Escalations">
          <button
            type="button"
            class="alarm-head"
            aria-expanded={isOpen}
            aria-controls="alarm-list"
            onClick={() => navigate({ escalations: isOpen ? null : '' })}
          >
            <BellIcon />
            <span class="alarm-words">{words}</span>
            <span class="alarm-more">{isOpen ? 'Hide' : 'Show'}</span>
            <ChevronIcon />
          </button>
          {failure !== null && <p class="alarm-note">{failure.detail} What you see is what was last known.</p>}
          <div id="alarm-list">{isOpen && <EscalationList {...props} />}</div>
        </section>
      )}
    </>
  )
}

function EscalationList({ state, items, view, navigate }: Props) {
  const clock = useContext(ServerTime)
  const openedAtMs = useRef(clock.now())
  const endedHere = endedSince(state.own, openedAtMs.current)
  const shown = joined(state.active ?? [], endedHere)
  const here = new Set(shown.map(({ id }) => id))
  const cause = view.escalations ?? ''
  const isOfCause = (one: ListedEscalation): boolean => cause === '' || one.cause === cause
  // what was ended here stays where it was until the list closes
  const current = nextClimbFirst(shown.filter(isOfCause)).map((one) => withNewerEnd(one, state.ended))
  const ended = (state.ended ?? []).filter((one) => isOfCause(one) && !here.has(one.id))
  const names = useMemo(
    () => new Map((items ?? []).map((item) => [item.conversationId, customerName(item.contactName)])),
    [items],
  )
  const card = (escalation: ListedEscalation) => {
    const { id, conversationId } = escalation
    const href = writeView({ ...view, conversation: conversationId, escalation: id })
    const link = { href, name: names.get(conversationId) }
    return <EscalationCard key={id} escalation={escalation} rules={state.rules} link={link} />
  }
  return (
    <div class="alarm-list">
      <Causes
        escalations={shown.filter(({ ended }) => ended === null)}
        cause={cause}
        onChoose={(escalations) => navigate({ escalations })}
      />
      {current.length === 0 ? (
        <p class="alarm-note">
          {cause === ''
            ? 'Nothing is escalated just now. '
            : `Nothing is escalated because of “${causeWords(cause)}” just now. `}
          <a class="escalation-link" href={writeView({ ...view, ...AT_RISK })}>
            Show what is at risk or overdue
          </a>
        </p>
      ) : (
        <ul class="escalations">{current.map(card)}</ul>
      )}
      {ended.length > 0 && (
        <details class="ended" open={current.length === 0}>
          <summary>Ended lately ({ended.length})</summary>
          <ul class="escalations">{ended.map(card)}</ul>
        </details>
      )}
    </div>
  )
}

/** The server knows how and by whom. */
const withNewerEnd = (one: ListedEscalation, ended: readonly ListedEscalation[] | null): ListedEscalation =>
  ended?.find(({ id }) => id === one.id) ?? one

type CausesProps = {
  readonly escalations: readonly ListedEscalation[]
  readonly cause: string
  readonly onChoose: (cause: string) => void
}

/** Worth a choice only when there is one. */
function Causes({ escalations, cause, onChoose }: CausesProps) {
  const counts = new Map(causesOf(escalations))
  if (cause !== '' && !counts.has(cause)) counts.set(cause, 0)
  if (counts.size < 2 && cause === '') return null
  return (
    <fieldset class="causes">
      <legend class="sr">Cause</legend>
      <button type="button" class="chip" aria-pressed={cause === ''} onClick={() => onChoose('')}>
        All ({escalations.length})
      </button>
      {[...counts].map(([one, count]) => (
        <button key={one} type="button" class="chip" aria-pressed={cause === one} onClick={() => onChoose(one)}>
          {causeWords(one)} ({count})
        </button>
      ))}
    </fieldset>
  )
}
