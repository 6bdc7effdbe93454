import { useState } from 'preact/hooks'
import type { Api } from './api-client.ts'
import { ago } from './format.ts'
import { ActProblem, useActing, useKeptFocus } from './hands.tsx'
import { decideProposal, type ProposalDecision, proposalPath } from './knowledge-requests.ts'
import type { ProposalAnswer } from './knowledge-shapes.ts'
import { KIND_WORDS, refusalWords, STATE_TONES, STATE_WORDS, sentence, whyWords } from './knowledge-words.ts'
import { plainText } from './names.ts'
import { ProposalDeciding } from './proposal-deciding.tsx'
import { ProposalEvidence } from './proposal-evidence.tsx'
import { ReadAnswer } from './read-answer.tsx'
import { useNow } from './server-time.tsx'
import { useAnswer } from './use-answer.ts'
import { useReadHeading } from './use-read-heading.ts'

type Props = {
  readonly api: Api
  readonly account: string | null
  readonly id: string
  readonly onDecided: () => void
  readonly onClose: () => void
}

const PACE = { everyMs: 10_000 }

/** One proposal: what it would change, what asks for it, and what is decided. */
export function ProposalDetail(props: Props) {
  const { api, account, id, onClose } = props
  const answer = useAnswer<ProposalAnswer>(api, proposalPath(id, account), PACE)
  const heading = useReadHeading(answer.body !== null)
  return (
    <section class="panel approval" aria-labelledby="proposal-title">
      <ReadAnswer answer={answer}>
        {(proposal) => (
          <>
            <header class="approval-head">
              <h3 id="proposal-title" ref={heading} tabIndex={-1}>
                {KIND_WORDS[proposal.kind]}
              </h3>
              <span class="approval-standing">
                <span class={`clock-state is-${STATE_TONES[proposal.state]}`}>{STATE_WORDS[proposal.state]}</span>
              </span>
              <button type="button" class="button is-small is-quiet approval-close" onClick={onClose}>
                Close
              </button>
            </header>
            <Opened {...props} proposal={proposal} readAgain={answer.readAgain} />
          </>
        )}
      </ReadAnswer>
    </section>
  )
}

type OpenedProps = Props & { readonly proposal: ProposalAnswer; readonly readAgain: () => void }

function Opened({ api, account, id, proposal, readAgain, onDecided }: OpenedProps) {
  const acting = useActing()
  const place = useKeptFocus<HTMLDivElement>(acting)
  const [isDone, setIsDone] = useState(false)
  const decide = async (decision: ProposalDecision): Promise<boolean> => {
    const outcome = await acting.act(decision.verb, () => decideProposal(id, { account, ...decision }, api))
    readAgain()
    onDecided()
    setIsDone(outcome?.ok === true)
    return outcome?.ok === true
  }
  const { article, state } = proposal
  return (
    <div class="approval-body" ref={place} tabIndex={-1}>
      <Ending proposal={proposal} />
      <p>
        {article !== null && (
          <>
            <a href={article.url} target="_blank" rel="noreferrer" class="breach-link" dir="auto">
              {plainText(article.title)}
            </a>
            :{' '}
          </>
        )}
        {article === null ? sentence(whyWords(proposal)) : whyWords(proposal)}.
      </p>
      <ProposalEvidence proposal={proposal} />
      {(state === 'proposed' || state === 'applied') && !isDone && (
        <ProposalDeciding proposal={proposal} acting={acting} onDecide={decide} />
      )}
      <ActProblem acting={acting} />
    </div>
  )
}

function Ending({ proposal: { decision, end, state } }: { proposal: ProposalAnswer }) {
  const nowMs = useNow()
  if (decision === null) return null
  const verb = state === 'rejected' ? 'Rejected' : 'Approved'
  return (
    <p class={`approval-ending is-${STATE_TONES[state]}`} role="status" dir="auto">
      {verb} by {plainText(decision.by)} {ago(decision.atMs, nowMs)}
      {decision.reason !== null && `: ${plainText(decision.reason)}`}.
      {state === 'approved' && ' On its way to Chatwoot.'}
      {state === 'applied' && end !== null && ` In Chatwoot since ${ago(end.atMs, nowMs)}.`}
      {state === 'refused' && end !== null && ` Not done: ${refusalWords(end.code)}`}
    </p>
  )
}
