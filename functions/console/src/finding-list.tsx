import { clockTime } from './format.ts'
import type { Finding } from './intake-shapes.ts'
import { foundWords } from './intake-words.ts'
import { useNow } from './server-time.tsx'
import { type View, writeView } from './view-state.ts'

type Props = {
  readonly findings: readonly Finding[]
  readonly view: View
  /** Reads more; null: these are all. */
  readonly onOlder: (() => void) | null
}

/** What was found when Chatwoot was asked, newest first. */
export function FindingList({ findings, view, onOlder }: Props) {
  const nowMs = useNow()
  if (findings.length === 0)
    return <p class="quiet">Nothing: whatever Chatwoot told when it was asked, webhooks had told before.</p>
  return (
    <>
      <ul class="findings">
        {findings.map(({ conversationId, atMs, updatedAtMs, what }) => (
          <li key={`${atMs} ${conversationId}`}>
            <a class="finding-link" href={writeView({ ...view, conversation: conversationId, escalation: null })}>
              #{conversationId}
            </a>
            <span>{foundWords(what)}</span>
            <span class="quiet">
              found {clockTime(atMs, nowMs)}, changed {clockTime(updatedAtMs, nowMs)}
            </span>
          </li>
        ))}
      </ul>
      {onOlder !== null && (
        <button type="button" class="button" onClick={onOlder}>
          Older
        </button>
      )}
    </>
  )
}
