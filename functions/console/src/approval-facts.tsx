import type { Api } from './api-client.ts'
import type { ConversationAnswer } from './api-shapes.ts'
import type { Evidence, ListedApproval } from './approval-shapes.ts'
import { codeWords, evidenceKind, evidenceWords, pageOf, sourceWords } from './approval-words.ts'
import { waitWords } from './format.ts'
import { OutIcon } from './icons.tsx'
import { customerName, inboxName, personName, plainText, teamName } from './names.ts'
import { useNow } from './server-time.tsx'
import { useAnswer } from './use-answer.ts'
import { type View, writeView } from './view-state.ts'

type Props = { readonly api: Api; readonly view: View; readonly approval: ListedApproval }

const PACE = { everyMs: 10_000 }

/** The customer, what the draft is true by, and what it would do. */
export function ApprovalFacts({ api, view, approval }: Props) {
  const { evidence, impact, rollback, affected, intent } = approval
  return (
    <>
      <section class="approval-part" aria-labelledby="approval-customer">
        <h4 id="approval-customer">The customer</h4>
        <Situation api={api} view={view} approval={approval} />
      </section>
      <section class="approval-part" aria-labelledby="approval-evidence">
        <h4 id="approval-evidence">Evidence</h4>
        {evidence.length === 0 ? (
          <p class="approval-lacks">There is none: nothing says that it is true.</p>
        ) : (
          <ul class="approval-evidence">
            {evidence.map((one) => (
              <EvidenceRow key={`${one.kind} ${one.id}`} evidence={one} />
            ))}
          </ul>
        )}
      </section>
      <section class="approval-part" aria-labelledby="approval-means">
        <h4 id="approval-means">What it would do</h4>
        <dl class="approval-terms">
          <Term name="Impact" words={impact} />
          <Term name="If it turns out wrong" words={rollback} lacks="It does not say what to do." />
          <Term name="Concerns" words={affected.map(({ kind, id }) => `${kind} ${id}`).join(', ')} />
          <Term name="About" words={intent === null ? '' : codeWords(intent)} />
          <Term name="Written by" words={sourceWords(approval)} />
        </dl>
      </section>
    </>
  )
}

function Term({ name, words, lacks = 'not said' }: { name: string; words: string; lacks?: string }) {
  const plain = plainText(words)
  return (
    <>
      <dt>{name}</dt>
      <dd dir="auto" class={plain === '' ? 'quiet' : undefined}>
        {plain === '' ? lacks : plain}
      </dd>
    </>
  )
}

function EvidenceRow({ evidence }: { evidence: Evidence }) {
  const page = pageOf(evidence.url)
  const { excerpt } = evidence
  return (
    <li>
      <p class="approval-evidence-head">
        {page === null ? (
          <strong dir="auto">{evidenceWords(evidence)}</strong>
        ) : (
          <a href={page} target="_blank" rel="noopener noreferrer" dir="auto">
            {evidenceWords(evidence)}
          </a>
        )}
        <span class="quiet">{evidenceKind(evidence)}</span>
      </p>
      {excerpt !== null && <blockquote dir="auto">{plainText(excerpt)}</blockquote>}
    </li>
  )
}

/** As it stands now. What was said is in Chatwoot alone. */
function Situation({ api, view, approval: { conversationId, chatwootUrl } }: Props) {
  const nowMs = useNow()
  const account = view.account === null ? '' : `&account=${encodeURIComponent(view.account)}`
  const { body, failure } = useAnswer<ConversationAnswer>(
    api,
    `/v1/conversations/${conversationId}?limit=1${account}`,
    PACE,
  )
  const { contactName, status, priority, waitingSinceMs, inbox, team, assignee, labels } = body?.conversation ?? {}
  const parts = [
    ...(status == null ? [] : [status]),
    ...(priority == null ? [] : [`${priority} priority`]),
    ...(waitingSinceMs == null ? [] : [waitWords(waitingSinceMs, nowMs)]),
    ...(inbox == null ? [] : [inboxName(inbox)]),
    ...(team == null ? [] : [teamName(team)]),
    ...(assignee == null ? [] : [`with ${personName(assignee)}`]),
    ...(labels ?? []).map(plainText),
  ]
  return (
    <>
      {body !== null && (
        <p dir="auto">
          <strong>{customerName(contactName ?? null)}</strong>
          {parts.length > 0 && ` · ${parts.join(' · ')}`}
        </p>
      )}
      {body === null && failure !== null && <p class="quiet">{failure.detail}</p>}
      <p class="approval-links">
        {chatwootUrl !== null && (
          <a href={chatwootUrl} target="_blank" rel="noopener noreferrer">
            Read the conversation in Chatwoot <OutIcon />
          </a>
        )}
        <a href={writeView({ ...view, conversation: conversationId, escalation: null })}>Its clocks and its history</a>
      </p>
    </>
  )
}
