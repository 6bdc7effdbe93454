import { useCallback } from 'preact/hooks'
import { ChatwootLink } from './chatwoot-link.tsx'
import type { FiguresTabProps } from './figures-page.tsx'
import { fullTime } from './format.ts'
import { DisputeAsking, DisputeDeciding } from './grade-dispute.tsx'
import { GradeHistory, GradeReviews, MachinePart } from './grade-parts.tsx'
import { CloseIcon } from './icons.tsx'
import { reaches } from './permissions.ts'
import { readGrade } from './quality-requests.ts'
import type { ListedGrade, OpenGrade } from './quality-shapes.ts'
import { countedWords } from './quality-words.ts'
import { ReadAnswer } from './read-answer.tsx'
import { ScorecardForm } from './scorecard-form.tsx'
import { useReading } from './use-answer.ts'

const PACE = { everyMs: 30_000 }

type Props = FiguresTabProps & {
  readonly id: string
  readonly onChanged: () => void
  readonly onClose: () => void
}

/** One grade with what it rests on. To whoever may still review it: the scorecard, and nothing else. */
export function GradeSheet(props: Props) {
  const { api, view, id, onChanged, onClose } = props
  const { account } = view
  const read = useCallback((_path: string) => readGrade(api, { account, id }), [api, account, id])
  const answer = useReading<{ readonly grade: ListedGrade | null }>(read, `grade ${id}`, PACE)
  const changed = (): void => {
    answer.readAgain()
    onChanged()
  }
  const isGone = answer.failure?.code === 'no_such_conversation'
  return (
    <article class="panel grade-sheet" aria-labelledby="grade-title">
      <header class="report-top">
        <h3 id="grade-title">Conversation #{id.split('-')[0]}</h3>
        <span />
        <button type="button" class="icon-button" aria-label="Close the grade" onClick={onClose}>
          <CloseIcon />
        </button>
      </header>
      {isGone ? (
        <NoSuchGrade />
      ) : (
        <ReadAnswer answer={answer}>
          {({ grade }) =>
            grade === null ? (
              <NoSuchGrade />
            ) : grade.blind ? (
              <ScorecardForm api={api} account={account} item={grade} onGiven={changed} />
            ) : (
              <Told {...props} grade={grade} onChanged={changed} />
            )
          }
        </ReadAnswer>
      )}
    </article>
  )
}

const NoSuchGrade = () => (
  <p class="quiet" role="status">
    There is no such grade that you may see. Leads see grades a day after their operators.
  </p>
)

function Told({ api, view, me, grade, onChanged }: Props & { readonly grade: OpenGrade }) {
  const isOwn = grade.operatorId !== null && grade.operatorId === me.operatorId
  const isDisputed = grade.dispute?.state === 'open'
  return (
    <>
      <p class="grade-counted">{countedWords(grade)}</p>
      <p class="quiet">
        Resolved {fullTime(grade.resolvedAtMs)}. Rubric {grade.rubricVersion}. <ChatwootLink href={grade.chatwootUrl} />
      </p>
      <MachinePart grade={grade} />
      <GradeReviews grade={grade} />
      {isOwn && grade.dispute === null && (
        <DisputeAsking api={api} account={view.account} id={grade.id} onDone={onChanged} />
      )}
      {!isOwn && isDisputed && reaches(me.role, 'lead') && (
        <DisputeDeciding api={api} account={view.account} grade={grade} onDone={onChanged} />
      )}
      <GradeHistory grade={grade} />
    </>
  )
}
