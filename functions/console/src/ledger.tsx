import type { ConversationEvent } from '#events/conversation-events'
import { clockTime, fullTime } from './format.ts'
import type { Names } from './ledger-line.ts'
import { tell } from './ledger-words.ts'
import { Ago, useNow } from './server-time.tsx'

/** The timeline of a conversation, newest last. */
export function Ledger({ events, names }: { events: readonly ConversationEvent[]; names: Names }) {
  const nowMs = useNow()
  if (events.length === 0) return <p class="quiet">Nothing has been recorded yet.</p>
  return (
    <ol class="ledger">
      {events.map((event) => {
        const { text, tone } = tell(event, names)
        return (
          <li key={event.id} class={`ledger-line is-${tone}`}>
            <span class="ledger-text" dir="auto">
              {text}
            </span>
            <time
              class="ledger-time"
              dateTime={new Date(event.occurredAtMs).toISOString()}
              title={fullTime(event.occurredAtMs)}
            >
              <Ago atMs={event.occurredAtMs} /> · {clockTime(event.occurredAtMs, nowMs)}
            </time>
          </li>
        )
      })}
    </ol>
  )
}
