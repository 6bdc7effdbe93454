import { useEffect, useId, useState } from 'preact/hooks'
import type { Decision } from './approval-requests.ts'
import type { ListedApproval } from './approval-shapes.ts'
import { ChangedText } from './changed-text.tsx'
import { ago } from './format.ts'
import type { Acting } from './hands.tsx'
import { plainText } from './names.ts'
import { useNow } from './server-time.tsx'
import { diffOf } from './text-diff.ts'

type Props = {
  readonly approval: ListedApproval
  readonly acting: Acting
  /** True: it is done. */
  readonly onDecide: (decision: Decision) => Promise<boolean>
  /** There are changes that are not saved. */
  readonly onEditing: (isEditing: boolean) => void
}

/** What the customer would read: it can be edited, and what was changed of the draft is seen. */
export function ApprovalReply({ approval, acting, onDecide, onEditing }: Props) {
  const { text, proposedText, open } = approval
  const [written, setWritten] = useState<string | null>(null)
  const field = useId()
  const now = written ?? text
  const isEditing = written !== null && written !== text
  useEffect(() => onEditing(isEditing), [isEditing, onEditing])
  // what somebody else put there meanwhile is shown; what is being written here stays
  useEffect(() => {
    if (written === text) setWritten(null)
  }, [written, text])
  return (
    <section class="approval-part" aria-labelledby={`${field}-title`}>
      <h4 id={`${field}-title`}>
        {open ? <label for={field}>The reply, as the customer would read it</label> : 'The reply'}
      </h4>
      {open ? (
        <textarea
          id={field}
          class="approval-field"
          dir="auto"
          rows={rowsOf(now)}
          value={now}
          onInput={(event) => setWritten(event.currentTarget.value)}
        />
      ) : (
        <p class="approval-said" dir="auto">
          {plainText(text)}
        </p>
      )}
      {isEditing && (
        <div class="approval-buttons">
          <button
            type="button"
            class="button is-small is-strong"
            aria-disabled={acting.sending !== null || now.trim() === ''}
            onClick={() => {
              if (now.trim() !== '')
                void onDecide({ verb: 'edit', text: now }).then((done) => {
                  if (done) setWritten(null)
                })
            }}
          >
            {acting.sending === 'edit' ? 'Saving…' : 'Save the text'}
          </button>
          <button type="button" class="button is-small is-quiet" onClick={() => setWritten(null)}>
            Undo
          </button>
          <span class="quiet">The guard looks again before it can be approved.</span>
        </div>
      )}
      {now !== proposedText && <Changes before={proposedText} after={now} approval={approval} />}
    </section>
  )
}

const CHARACTERS_A_ROW = 90

/** About as high as the text, within bounds. */
function rowsOf(text: string): number {
  const rows = text.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / CHARACTERS_A_ROW)), 1)
  return Math.min(16, Math.max(4, rows))
}

function Changes({ before, after, approval }: { before: string; after: string; approval: ListedApproval }) {
  const nowMs = useNow()
  const { editedBy, editedAtMs } = approval
  return (
    <details class="approval-diff" open>
      <summary>
        What is changed of the draft
        {editedBy !== null && editedAtMs !== null && `, last by ${plainText(editedBy)} ${ago(editedAtMs, nowMs)}`}
      </summary>
      <ChangedText pieces={diffOf(before, after)} />
    </details>
  )
}
