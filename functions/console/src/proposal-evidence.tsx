import { ChangedText } from './changed-text.tsx'
import type { LineChange, ProposalAnswer, Trigger } from './knowledge-shapes.ts'
import { plainLines } from './knowledge-words.ts'
import { plainText } from './names.ts'
import { readableDiff } from './text-diff.ts'

const SHOWN = 5

/** What would be changed, what asks for it, and what past replies say of it. */
export function ProposalEvidence({ proposal }: { proposal: ProposalAnswer }) {
  const { patch, draft, standing, test, triggers, state, why, evidence } = proposal
  return (
    <>
      {patch !== null && patch.changes.length > 0 && (
        <section class="approval-part" aria-labelledby="proposal-diff">
          <h4 id="proposal-diff">What changes in the article</h4>
          {patch.changes.map((change) => (
            <Lines key={change.at} change={change} />
          ))}
        </section>
      )}
      {draft !== null && state !== 'proposed' && (
        <section class="approval-part" aria-labelledby="proposal-draft">
          <h4 id="proposal-draft">{plainText(draft.title ?? 'The article')}</h4>
          <p class="approval-said" dir="auto">
            {plainLines(draft.content)}
          </p>
        </section>
      )}
      {standing !== null && (
        <p class="quiet">
          {standing.to === 'archived'
            ? 'Customers do not find it any more. Its text stays, and it can be brought back.'
            : 'Customers find it again.'}
        </p>
      )}
      {test !== null && test.replies > 0 && (
        <p>
          Tried on {test.replies} {test.replies === 1 ? 'reply' : 'replies'} of 90 days:{' '}
          <strong>{test.better.length} better</strong>,{' '}
          <strong class={test.worse.length > 0 ? 'approval-lacks' : undefined}>{test.worse.length} worse</strong>.
        </p>
      )}
      {why === 'unanswered' && <p>Asked in conversations {evidence.map((id) => `#${id}`).join(', ')}.</p>}
      {triggers.length > 0 && <Edits triggers={triggers} />}
    </>
  )
}

const Lines = ({ change: { at, removed, added } }: { change: LineChange }) => (
  <div class="approval-diff">
    <span class="quiet">Line {at + 1}</span>
    <Changed before={removed.join('\n')} after={added.join('\n')} />
  </div>
)

const Changed = ({ before, after }: { before: string; after: string }) => (
  <ChangedText pieces={readableDiff(plainLines(before), plainLines(after))} />
)

/** Scrubbed since they were kept: marks like [name] stand for what was there. */
const Edits = ({ triggers }: { triggers: readonly Trigger[] }) => (
  <details class="approval-diff" open={triggers.length <= SHOWN}>
    <summary>
      What reviewers changed, in {triggers.length} {triggers.length === 1 ? 'reply' : 'replies'}
    </summary>
    {triggers.slice(0, SHOWN).map(({ id, conversationId, before, after, class: kind }) => (
      <div key={id} class="approval-diff">
        <span class="quiet">
          #{conversationId}
          {kind !== null && `, ${kind.replaceAll('_', ' ')}`}
        </span>
        <Changed before={before} after={after ?? ''} />
      </div>
    ))}
    {triggers.length > SHOWN && <p class="quiet">and {triggers.length - SHOWN} more</p>}
  </details>
)
