/** What stands out of a conversation beside its deadline: escalations, and a promise that is due soon. */
import type { QueueItem } from './api-shapes.ts'
import { markWords } from './escalation-words.ts'
import { shortTime } from './format.ts'
import { BellIcon } from './icons.tsx'
import { useNow } from './server-time.tsx'

export function Marks({ item }: { item: Pick<QueueItem, 'escalations' | 'promise'> }) {
  const nowMs = useNow()
  const { escalations, promise } = item
  return (
    <>
      {escalations.map((escalation) => (
        <span
          key={escalation.id}
          class={`flag ${escalation.acknowledged === null ? 'is-open' : 'is-taken'}`}
          dir="auto"
        >
          <BellIcon />
          <span class="sr">Escalated to </span>
          {markWords(escalation)}
        </span>
      ))}
      {promise?.dueSoon === true && (
        <span class="flag is-promise">
          {nowMs < promise.dueAtMs ? 'promised by' : 'was promised by'} {shortTime(promise.dueAtMs, nowMs)}
        </span>
      )}
    </>
  )
}
