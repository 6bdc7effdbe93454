import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { CLOCK_WORDS } from './clock-words.ts'
import { clockTime } from './format.ts'
import { ActProblem, useActing, useHands, useKeptFocus } from './hands.tsx'
import { plainText } from './names.ts'
import { useNow } from './server-time.tsx'
import { candidateWords } from './sla-words.ts'
import type { UsedBreaches } from './use-breaches.ts'
import { type View, writeView } from './view-state.ts'
import type { Breach as BreachItem } from './watch-shapes.ts'

const LONGEST_REASON = 500

type Props = { readonly breaches: UsedBreaches; readonly view: View; readonly onExcused: () => void }

/** Candidates; those excused here stay in sight until the page is left. */
export function BreachList({ breaches, view, onExcused }: Props) {
  const [excused, setExcused] = useState<readonly BreachItem[]>([])
  const { items = [], hasOlder = false } = breaches.body ?? {}
  const done = new Set(excused.map(({ id }) => id))
  const shown = [...excused, ...items.filter(({ id }) => !done.has(id))].sort((a, b) => b.breachedAtMs - a.breachedAtMs)
  return (
    <>
      {shown.length === 0 ? (
        <p class="quiet">{hasOlder ? 'None among the newest; there may be older ones.' : 'None.'}</p>
      ) : (
        <ul class="breaches">
          {shown.map((breach) => (
            <BreachRow
              key={breach.id}
              breach={breach}
              view={view}
              onExcused={(by) => {
                setExcused((before) => [...before, by])
                onExcused()
              }}
            />
          ))}
        </ul>
      )}
      {hasOlder && (
        <button
          type="button"
          class="link-button"
          aria-disabled={breaches.isReadingOlder}
          onClick={breaches.isReadingOlder ? undefined : breaches.showOlder}
        >
          {breaches.isReadingOlder ? 'Looking…' : 'Show older'}
        </button>
      )}
    </>
  )
}

type RowProps = {
  readonly breach: BreachItem
  readonly view: View
  readonly onExcused: (breach: BreachItem) => void
}

function BreachRow({ breach, view, onExcused }: RowProps) {
  const nowMs = useNow()
  const hands = useHands()
  const [isAsking, setAsking] = useState(false)
  const opener = useRef<HTMLButtonElement>(null)
  const { conversationId, clock, breachedAtMs, excused } = breach
  const cancel = (): void => {
    setAsking(false)
    // the button comes back with the next rendering
    requestAnimationFrame(() => opener.current?.focus())
  }
  return (
    <li class="breach" tabIndex={-1}>
      <span class="breach-what">
        <a class="breach-link" href={writeView({ ...view, conversation: conversationId, escalation: null })}>
          #{conversationId}
        </a>{' '}
        {CLOCK_WORDS[clock]}, {clockTime(breachedAtMs, nowMs)}
        <span class="who-note">
          {excused === null
            ? candidateWords(breach, nowMs)
            : `Excused by ${plainText(excused.by) || 'somebody'}: ${plainText(excused.reason)}`}
        </span>
      </span>
      {excused === null && hands?.mayExcuse === true && !isAsking && (
        <button type="button" class="button is-small" ref={opener} onClick={() => setAsking(true)}>
          Excuse<span class="sr"> the breach of #{conversationId}</span>
        </button>
      )}
      {excused === null && isAsking && <Reason breach={breach} onCancel={cancel} onExcused={onExcused} />}
    </li>
  )
}

type ReasonProps = {
  readonly breach: BreachItem
  readonly onCancel: () => void
  readonly onExcused: (breach: BreachItem) => void
}

/** Nobody excuses without saying why. */
function Reason({ breach, onCancel, onExcused }: ReasonProps) {
  const hands = useHands()
  const acting = useActing()
  const place = useKeptFocus<HTMLFormElement>(acting)
  const [reason, setReason] = useState('')
  const field = useRef<HTMLInputElement>(null)
  // before anything can be typed
  useLayoutEffect(() => field.current?.focus(), [])
  const isEmpty = reason.trim() === ''
  const send = async (event: Event): Promise<void> => {
    event.preventDefault()
    if (isEmpty || hands === null) return field.current?.focus()
    const row = place.current?.closest('li')
    const outcome = await acting.act('excuse', () => hands.actions.excuse(breach, reason.trim()))
    if (outcome?.breach === undefined) return
    onExcused(outcome.breach)
    row?.focus()
  }
  return (
    <form
      class="reason"
      ref={place}
      onSubmit={(event) => void send(event)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        onCancel()
      }}
    >
      <label>
        <span class="sr">Reason, without a customer's words</span>
        <input
          ref={field}
          type="text"
          placeholder="Reason, without a customer's words"
          required
          maxLength={LONGEST_REASON}
          value={reason}
          onInput={(event) => setReason(event.currentTarget.value)}
        />
      </label>
      <button type="submit" class="button is-small is-strong" aria-disabled={isEmpty || acting.sending !== null}>
        {acting.sending === null ? 'Excuse' : 'Excusing…'}
      </button>
      <button type="button" class="button is-small is-quiet" onClick={onCancel}>
        Cancel
      </button>
      <ActProblem acting={acting} />
    </form>
  )
}
