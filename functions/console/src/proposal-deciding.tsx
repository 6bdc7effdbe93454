import { useId, useState } from 'preact/hooks'
import type { Acting } from './hands.tsx'
import type { ProposalDecision } from './knowledge-requests.ts'
import type { ProposalAnswer } from './knowledge-shapes.ts'
import { hasMarks, refusalWords } from './knowledge-words.ts'

type Props = {
  readonly proposal: ProposalAnswer
  readonly acting: Acting
  readonly onDecide: (decision: ProposalDecision) => Promise<boolean>
}

/** Codes that a text of one's own may answer. */
const MENDABLE = new Set(['no_patch', 'changed_meanwhile', 'mends_nothing', 'makes_worse', 'changes_nothing'])

/** A yes, with the text as it should be; or a no, with the reason. What was done is taken back by the same hands. */
export function ProposalDeciding(props: Props) {
  const { proposal, acting, onDecide } = props
  if (proposal.state === 'applied') return proposal.draft === null ? <TakeBack {...props} /> : null
  return (
    <section class="approval-part approval-deciding" aria-labelledby="proposal-deciding">
      <h4 id="proposal-deciding">Your decision</h4>
      {proposal.kind === 'update_article' && <Changing {...props} />}
      {proposal.kind === 'new_article' && <Writing {...props} />}
      {proposal.kind === 'archive_article' && (
        <Yes
          {...props}
          words="Put it away"
          why={proposal.refusedNowAs === null ? null : refusalWords(proposal.refusedNowAs)}
          given={{}}
        />
      )}
      <No acting={acting} onDecide={onDecide} />
    </section>
  )
}

const TakeBack = ({ acting, onDecide }: Props) => (
  <div class="approval-buttons">
    <button
      type="button"
      class="button is-small"
      aria-disabled={acting.sending !== null}
      onClick={() => void onDecide({ verb: 'rollback' })}
    >
      {acting.sending === 'rollback' ? 'Asking…' : 'Take it back'}
    </button>
    <span class="quiet">Puts back what was before, unless somebody has changed the article since.</span>
  </div>
)

type YesProps = Props & {
  readonly words: string
  /** Why not as things stand; null: it may be approved. */
  readonly why: string | null
  readonly given: { readonly title?: string; readonly content?: string; readonly portal?: string }
}

const Yes = ({ acting, onDecide, words, why, given }: YesProps) => (
  <>
    <div class="approval-buttons">
      <button
        type="button"
        class="button is-main"
        aria-disabled={why !== null || acting.sending !== null}
        onClick={() => {
          if (why === null) void onDecide({ verb: 'approve', given })
        }}
      >
        {acting.sending === 'approve' ? 'Sending…' : words}
      </button>
    </div>
    {why !== null && <p class="quiet">{why}</p>}
  </>
)

/** As proposed, or with a text of one's own, which stands the same trial. */
function Changing(props: Props) {
  const { refusedNowAs, patch, content } = props.proposal
  const suggested = patch?.after ?? content ?? ''
  const [written, setWritten] = useState<string | null>(null)
  const field = useId()
  const text = written ?? suggested
  const isOwn = written !== null && written !== suggested
  const isStuck = refusedNowAs !== null && !(isOwn && MENDABLE.has(refusedNowAs))
  return (
    <>
      <details class="approval-diff" open={patch === null}>
        <summary>{patch === null ? 'The article, to be changed by you' : 'Change the text first'}</summary>
        <label class="sr" for={field}>
          The whole text of the article
        </label>
        <textarea
          id={field}
          class="approval-field"
          dir="auto"
          rows={12}
          value={text}
          onInput={(event) => setWritten(event.currentTarget.value)}
        />
      </details>
      <Yes
        {...props}
        words={isOwn ? 'Approve this text' : 'Approve the change'}
        why={text.trim() === '' ? refusalWords('no_patch') : isStuck ? refusalWords(refusedNowAs ?? '') : null}
        given={isOwn ? { content: text } : {}}
      />
    </>
  )
}

/** Begins with what good replies said; a person makes an article of it. */
function Writing(props: Props) {
  const { draft, refusedNowAs } = props.proposal
  const [title, setTitle] = useState(draft?.title ?? '')
  const [content, setContent] = useState(draft?.content ?? '')
  const [portal, setPortal] = useState(draft?.portal ?? '')
  const [isTouched, setIsTouched] = useState(false)
  const ids = { title: useId(), content: useId(), portal: useId() }
  const why = whyNotWritten({ title, content, isTouched })
  return (
    <>
      <p class="quiet">
        {draft === null
          ? 'Nothing that was sent with good grades answers this yet. Write what everybody should read.'
          : 'Made of replies that were sent with good grades. Make an article of it: they answer one customer each. It becomes a draft in Chatwoot, which somebody publishes there.'}
      </p>
      <label class="approval-note" for={ids.title}>
        <span>Title</span>
        <input
          id={ids.title}
          type="text"
          dir="auto"
          maxLength={255}
          value={title}
          onInput={(event) => setTitle(event.currentTarget.value)}
        />
      </label>
      <label class="approval-note" for={ids.content}>
        <span>Text</span>
      </label>
      <textarea
        id={ids.content}
        class="approval-field"
        dir="auto"
        rows={12}
        value={content}
        onInput={(event) => {
          setContent(event.currentTarget.value)
          setIsTouched(true)
        }}
      />
      <label class="approval-note" for={ids.portal}>
        <span>Portal, by its slug</span>
        <input
          id={ids.portal}
          type="text"
          maxLength={100}
          value={portal}
          onInput={(event) => setPortal(event.currentTarget.value.trim())}
        />
      </label>
      <Yes
        {...props}
        words="Approve as a draft"
        why={refusedNowAs === 'not_open' ? refusalWords('not_open') : why}
        given={{ title: title.trim(), content, ...(portal === '' ? {} : { portal }) }}
      />
    </>
  )
}

function whyNotWritten(of: { readonly title: string; readonly content: string; readonly isTouched: boolean }) {
  if (of.title.trim() === '' || of.content.trim() === '') return refusalWords('no_text')
  if (hasMarks(of.title) || hasMarks(of.content)) return refusalWords('still_scrubbed')
  return of.isTouched ? null : 'Read and change the text first: it was written for single customers.'
}

function No({ acting, onDecide }: Pick<Props, 'acting' | 'onDecide'>) {
  const [reason, setReason] = useState<string | null>(null)
  if (reason === null)
    return (
      <div class="approval-buttons">
        <button type="button" class="button" onClick={() => setReason('')}>
          Reject…
        </button>
      </div>
    )
  const isEmpty = reason.trim() === ''
  return (
    <form
      class="switch-asking"
      onSubmit={(event) => {
        event.preventDefault()
        if (!isEmpty) void onDecide({ verb: 'reject', reason: reason.trim() })
      }}
    >
      <div class="reason">
        <label>
          <span class="sr">Why it is rejected</span>
          <input
            type="text"
            required
            maxLength={300}
            placeholder="Why, without a customer’s words"
            value={reason}
            ref={(field) => field?.focus()}
            onInput={(event) => setReason(event.currentTarget.value)}
          />
        </label>
        <button type="submit" class="button is-small is-strong" aria-disabled={isEmpty || acting.sending !== null}>
          {acting.sending === 'reject' ? 'Sending…' : 'Reject for good'}
        </button>
        <button type="button" class="button is-small is-quiet" onClick={() => setReason(null)}>
          Cancel
        </button>
      </div>
    </form>
  )
}
