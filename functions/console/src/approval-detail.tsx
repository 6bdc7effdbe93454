import { useState } from 'preact/hooks'
import type { Api } from './api-client.ts'
import { ApprovalFacts } from './approval-facts.tsx'
import { ApprovalGrading, GivenGrades } from './approval-grading.tsx'
import { ApprovalReply } from './approval-reply.tsx'
import { approvalPath, type Decision, decide } from './approval-requests.ts'
import type { ApprovalAnswer, ListedApproval } from './approval-shapes.ts'
import {
  answeredWords,
  blockWords,
  endingWords,
  isOver,
  leftWords,
  RISK_WORDS,
  stateTone,
  stateWords,
} from './approval-words.ts'
import { ActProblem, useActing, useKeptFocus } from './hands.tsx'
import { plainText } from './names.ts'
import { ReadAnswer } from './read-answer.tsx'
import { useNow } from './server-time.tsx'
import { useAnswer } from './use-answer.ts'
import { useReadHeading } from './use-read-heading.ts'
import type { View } from './view-state.ts'

type Props = {
  readonly api: Api
  readonly view: View
  readonly id: string
  readonly onDecided: () => void
  readonly onClose: () => void
  /** Null: this is the last. */
  readonly onNext: (() => void) | null
}

/** Often: while somebody reads, the customer may write again. */
const PACE = { everyMs: 3_000 }

/** One draft: all that speaks for it and against it, and what is decided. */
export function ApprovalDetail(props: Props) {
  const { api, view, id, onClose } = props
  const answer = useAnswer<ApprovalAnswer>(api, approvalPath(id, view.account), PACE)
  // what a decision answered is newer than what was read before it
  const [decided, setDecided] = useState<ListedApproval | null>(null)
  const heading = useReadHeading(answer.body !== null)
  return (
    <section class="panel approval" aria-labelledby="approval-title">
      <ReadAnswer answer={answer}>
        {({ approval: read }) => {
          const approval = decided !== null && decided.version >= read.version ? decided : read
          return (
            <>
              <header class="approval-head">
                <h3 id="approval-title" ref={heading} tabIndex={-1}>
                  Conversation #{approval.conversationId}
                </h3>
                <Standing approval={approval} />
                <button type="button" class="button is-small is-quiet approval-close" onClick={onClose}>
                  Close
                </button>
              </header>
              <Opened {...props} approval={approval} onAnswer={setDecided} />
            </>
          )
        }}
      </ReadAnswer>
    </section>
  )
}

function Standing({ approval }: { approval: ListedApproval }) {
  const nowMs = useNow()
  const { state, risk } = approval
  const left = leftWords(approval, nowMs)
  return (
    <span class="approval-standing">
      <span class={`clock-state is-${stateTone(state)}`}>{stateWords(state)}</span>
      <span class={`approval-risk is-${risk}`}>{RISK_WORDS[risk]}</span>
      {left !== null && <span class={isOver(approval, nowMs) ? 'letter-soon' : undefined}>{left}</span>}
    </span>
  )
}

type OpenedProps = Props & {
  readonly approval: ListedApproval
  readonly onAnswer: (approval: ListedApproval) => void
}

function Opened({ api, view, approval, onAnswer, onDecided, onNext }: OpenedProps) {
  const acting = useActing()
  const place = useKeptFocus<HTMLDivElement>(acting)
  const [isEditing, setIsEditing] = useState(false)
  const ending = endingWords(approval)
  const send = async (decision: Decision) => {
    const outcome = await acting.act(decision.verb, async () => {
      const done = await decide(approval, { account: view.account, ...decision }, api)
      if (done.approval !== null) onAnswer(done.approval)
      onDecided()
      return done
    })
    return outcome?.ok === true
  }
  const common = { approval, acting, onDecide: send }
  return (
    <div class="approval-body" ref={place} tabIndex={-1}>
      {ending !== null && (
        <p class={`approval-ending is-${stateTone(approval.state)}`} role="status" dir="auto">
          {ending}{' '}
          {!approval.open && onNext !== null && (
            <button type="button" class="link-button" onClick={onNext}>
              Next draft
            </button>
          )}
        </p>
      )}
      <Answered approval={approval} />
      {approval.open && approval.blocks.length > 0 && <Blocks approval={approval} />}
      <ApprovalReply {...common} onEditing={setIsEditing} />
      <ApprovalFacts api={api} view={view} approval={approval} />
      {approval.open || approval.secondLookWanted ? (
        <ApprovalGrading {...common} isEditing={isEditing} />
      ) : (
        <GivenGrades approval={approval} />
      )}
      <ActProblem acting={acting} />
    </div>
  )
}

function Answered({ approval: { answered, open } }: { approval: ListedApproval }) {
  const nowMs = useNow()
  if (answered === null || !open) return null
  return (
    <p class="approval-ending is-warned" role="status">
      {answeredWords(answered, nowMs)}
    </p>
  )
}

const Blocks = ({ approval: { blocks } }: { approval: ListedApproval }) => (
  <section class="approval-blocks" aria-labelledby="approval-blocks">
    <h4 id="approval-blocks">It cannot be sent like this</h4>
    <ul>
      {blocks.map(({ code, excerpt }, nth) => (
        <li key={`${code} ${nth}`}>
          {blockWords(code)}
          {excerpt !== null && (
            <>
              : <q dir="auto">{plainText(excerpt)}</q>
            </>
          )}
        </li>
      ))}
    </ul>
  </section>
)
