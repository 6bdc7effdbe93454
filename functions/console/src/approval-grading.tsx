import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Decision } from './approval-requests.ts'
import { GRADED, type Grade, type Graded, type ListedApproval } from './approval-shapes.ts'
import { GRADE_WORDS, GRADED_WORDS } from './approval-words.ts'
import type { Acting } from './hands.tsx'
import { plainText } from './names.ts'

type Props = {
  readonly approval: ListedApproval
  readonly acting: Acting
  readonly onDecide: (decision: Decision) => Promise<boolean>
  /** A text that is not saved is not what would be sent. */
  readonly isEditing: boolean
}

const GRADES: readonly Grade[] = [1, 2, 3, 4, 5]
const LONGEST = 500
type Given = Partial<Record<Graded, Grade>>
type Asking = 'reject' | 'request-changes'

/** Grades, without which nothing is sent; and the ways to say no. */
export function ApprovalGrading({ approval, acting, onDecide, isEditing }: Props) {
  const [given, setGiven] = useState<Given>({})
  const [note, setNote] = useState('')
  const [asking, setAsking] = useState<Asking | null>(null)
  const { open, state, blocks, receipt } = approval
  const heading = open
    ? 'Your decision'
    : receipt === null
      ? 'A second look: how would you grade it?'
      : 'A policy approved it: how would you grade it?'
  const missing = GRADED.filter((of) => given[of] === undefined)
  const { tone, accuracy, policy } = given
  const why = open ? whyNot({ missing, isEditing, state, blocks }) : missing.length > 0 ? whyMissing(missing) : null
  const isSending = acting.sending !== null
  const send = (): void => {
    if (why !== null || tone === undefined || accuracy === undefined || policy === undefined) return
    const grades = { tone, accuracy, policy, note: note.trim() === '' ? null : note.trim() }
    void onDecide({ verb: open ? 'approve' : 'second-look', grades })
  }
  return (
    <section class="approval-part approval-deciding" aria-labelledby="approval-grades">
      <h4 id="approval-grades">{heading}</h4>
      <div class="approval-grades">
        {GRADED.map((of) => (
          <GradeRow
            key={of}
            of={of}
            value={given[of] ?? null}
            onGrade={(grade) => setGiven({ ...given, [of]: grade })}
          />
        ))}
      </div>
      <label class="approval-note">
        <span>Note, without a customer's words</span>
        <input
          type="text"
          maxLength={LONGEST}
          value={note}
          placeholder="What was good, or what was missing"
          onInput={(event) => setNote(event.currentTarget.value)}
        />
      </label>
      <div class="approval-buttons">
        <button type="button" class="button is-main" aria-disabled={why !== null || isSending} onClick={send}>
          {acting.sending === 'approve' || acting.sending === 'second-look'
            ? 'Sending…'
            : open
              ? 'Approve and send'
              : 'Give these grades'}
        </button>
        {open && state === 'pending_review' && (
          <button type="button" class="button" onClick={() => setAsking('request-changes')}>
            Ask for changes…
          </button>
        )}
        {open && (
          <button type="button" class="button" onClick={() => setAsking('reject')}>
            Reject…
          </button>
        )}
      </div>
      {why !== null && <p class="quiet">{why}</p>}
      {asking !== null && <Reason verb={asking} {...{ acting, onDecide }} onDone={() => setAsking(null)} />}
    </section>
  )
}

type Facts = Pick<ListedApproval, 'state' | 'blocks'> & {
  readonly missing: readonly Graded[]
  readonly isEditing: boolean
}

/** Why it cannot be approved; null: it can. */
function whyNot({ missing, isEditing, state, blocks }: Facts): string | null {
  if (isEditing) return 'Save the text, or undo what you changed, before you approve it.'
  if (state === 'changes_requested') return 'Somebody asked for changes: edit the text first.'
  if (state === 'draft' || blocks.length > 0) return 'The guard has something against this text: edit it first.'
  return missing.length > 0 ? whyMissing(missing) : null
}
const whyMissing = (missing: readonly Graded[]): string =>
  `Still to be graded: ${missing.map((of) => GRADED_WORDS[of].toLowerCase()).join(', ')}.`

type RowProps = { readonly of: Graded; readonly value: Grade | null; readonly onGrade: (grade: Grade) => void }

/** Radio buttons: arrows move within one, Tab to the next. */
function GradeRow({ of, value, onGrade }: RowProps) {
  const name = useId()
  return (
    <fieldset class="grade">
      <legend>{GRADED_WORDS[of]}</legend>
      <span class="grade-choices">
        {GRADES.map((grade) => (
          <label key={grade} class="grade-choice" title={GRADE_WORDS[grade - 1]}>
            <input type="radio" class="sr" name={name} checked={value === grade} onChange={() => onGrade(grade)} />
            <span>
              {grade}
              <span class="sr">, {GRADE_WORDS[grade - 1]}</span>
            </span>
          </label>
        ))}
      </span>
    </fieldset>
  )
}

type ReasonProps = Pick<Props, 'acting' | 'onDecide'> & { readonly verb: Asking; readonly onDone: () => void }

function Reason({ verb, acting, onDecide, onDone }: ReasonProps) {
  const [reason, setReason] = useState('')
  const field = useRef<HTMLInputElement>(null)
  useLayoutEffect(() => field.current?.focus(), [])
  const isEmpty = reason.trim() === ''
  return (
    <form
      class="switch-asking"
      onSubmit={(event) => {
        event.preventDefault()
        if (isEmpty) return field.current?.focus()
        void onDecide({ verb, reason: reason.trim() }).then((done) => {
          if (done) onDone()
        })
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onDone()
      }}
    >
      <div class="reason">
        <label>
          <span class="sr">{verb === 'reject' ? 'Why it is rejected' : 'What should be written otherwise'}</span>
          <input
            ref={field}
            type="text"
            required
            maxLength={LONGEST}
            placeholder={verb === 'reject' ? 'Why, without a customer’s words' : 'What should be written otherwise'}
            value={reason}
            onInput={(event) => setReason(event.currentTarget.value)}
          />
        </label>
        <button type="submit" class="button is-small is-strong" aria-disabled={isEmpty || acting.sending !== null}>
          {acting.sending === verb ? 'Sending…' : verb === 'reject' ? 'Reject for good' : 'Ask for changes'}
        </button>
        <button type="button" class="button is-small is-quiet" onClick={onDone}>
          Cancel
        </button>
      </div>
    </form>
  )
}

/** Of one that has ended. */
export function GivenGrades({ approval }: { approval: ListedApproval }) {
  const { hasty, secondLook, receipt } = approval
  // nobody else has graded what a policy has approved
  const isLook = receipt !== null && secondLook !== null
  const grades = isLook ? secondLook.grades : approval.grades
  const decidedBy = isLook ? secondLook.by : approval.decidedBy
  if (grades === null) return null
  const told = GRADED.map((of) => `${GRADED_WORDS[of].toLowerCase()} ${grades[of]}`).join(', ')
  return (
    <section class="approval-part" aria-labelledby="approval-given">
      <h4 id="approval-given">Grades</h4>
      <p dir="auto">
        {decidedBy !== null && `${plainText(decidedBy)}: `}
        {told}
        {grades.note !== null && `. ${plainText(grades.note)}`}
      </p>
      {hasty && <p class="approval-lacks">Approved within three seconds of being seen.</p>}
    </section>
  )
}
