import { useCallback, useId, useState } from 'preact/hooks'
import type { Category } from '#domain/quality/quality-policy'
import type { Api } from './api-client.ts'
import { ChatwootLink } from './chatwoot-link.tsx'
import { fullTime } from './format.ts'
import { ActProblem, useActing } from './hands.tsx'
import { plainText } from './names.ts'
import { type Card, giveReview, readRubric } from './quality-requests.ts'
import type { BlindGrade, Rubric } from './quality-shapes.ts'
import { missingWords } from './quality-words.ts'
import { ReadAnswer } from './read-answer.tsx'
import { type UsedAnswer, useReading } from './use-answer.ts'

const PACE = { everyMs: 600_000 }
const GRADES = [1, 2, 3, 4, 5] as const
const LONGEST = 500
/** As docs/training/quality.md has it. */
const GRADE_MEANINGS = ['bad', '', 'fair', '', 'good'] as const

/** By which it was graded, which is not always the one in force. */
export function useRubric(
  api: Api,
  { account, version }: { account: string | null; version: number },
): UsedAnswer<Rubric> {
  const read = useCallback((_path: string) => readRubric(api, { account, version }), [api, account, version])
  return useReading<Rubric>(read, `rubric ${account} ${version}`, PACE)
}

type Given = Readonly<Record<string, number | null>>
type Fields = {
  readonly rubric: UsedAnswer<Rubric>
  readonly given: Given
  readonly criticals: readonly string[]
  readonly onGrade: (id: string, grade: number | null) => void
  readonly onCritical: (id: string, isSo: boolean) => void
}

export function useCard(rubric: UsedAnswer<Rubric>): Fields & { readonly card: Card; readonly missing: string | null } {
  const [given, setGiven] = useState<Given>({})
  const [criticals, setCriticals] = useState<readonly string[]>([])
  return {
    rubric,
    given,
    criticals,
    onGrade: (id, grade) => setGiven((before) => ({ ...before, [id]: grade })),
    onCritical: (id, isSo) => setCriticals((before) => [...before.filter((one) => one !== id), ...(isSo ? [id] : [])]),
    card: { categories: given, criticals },
    missing: rubric.body === null ? 'The rubric is still being read.' : missingWords(given, rubric.body),
  }
}

/** The categories with what they weigh, and what makes the whole worth nothing. */
export function CardFields({ rubric, given, criticals, onGrade, onCritical }: Fields) {
  return (
    <ReadAnswer answer={rubric}>
      {({ categories, criticals: known }) => (
        <>
          <div class="card-categories">
            {categories.map((category) => (
              <CategoryRow
                key={category.id}
                category={category}
                value={given[category.id]}
                onGrade={(grade) => onGrade(category.id, grade)}
              />
            ))}
          </div>
          {known.length > 0 && (
            <fieldset class="card-criticals">
              <legend>Critical fails: one makes the whole conversation worth 0</legend>
              {known.map(({ id, title }) => (
                <label key={id}>
                  <input
                    type="checkbox"
                    checked={criticals.includes(id)}
                    onChange={(event) => onCritical(id, event.currentTarget.checked)}
                  />
                  {plainText(title)}
                </label>
              ))}
            </fieldset>
          )}
        </>
      )}
    </ReadAnswer>
  )
}

type RowProps = {
  readonly category: Category
  readonly value: number | null | undefined
  readonly onGrade: (grade: number | null) => void
}

/** Radio buttons: arrows move within one, Tab to the next. */
function CategoryRow({ category: { title, weight }, value, onGrade }: RowProps) {
  const name = useId()
  return (
    <fieldset class="grade">
      <legend>
        {plainText(title)} <span class="quiet">weighs {weight}</span>
      </legend>
      <span class="grade-choices">
        {GRADES.map((grade) => (
          <label key={grade} class="grade-choice" title={GRADE_MEANINGS[grade - 1]}>
            <input type="radio" class="sr" name={name} checked={value === grade} onChange={() => onGrade(grade)} />
            <span>{grade}</span>
          </label>
        ))}
        <label class="grade-choice is-wide" title="Does not apply here">
          <input type="radio" class="sr" name={name} checked={value === null} onChange={() => onGrade(null)} />
          <span>n/a</span>
        </label>
      </span>
    </fieldset>
  )
}

type Props = {
  readonly api: Api
  readonly account: string | null
  readonly item: BlindGrade
  readonly onGiven: () => void
}

/** A review: blind, for nothing that anybody has said of the conversation is on this page. */
export function ScorecardForm({ api, account, item, onGiven }: Props) {
  const acting = useActing()
  const [coaching, setCoaching] = useState('')
  const { card, missing, ...fields } = useCard(useRubric(api, { account, version: item.rubricVersion }))
  return (
    <form
      class="grade-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (missing !== null) return
        const given = { ...card, coaching: coaching.trim() }
        void acting
          .act('review', () => giveReview(api, { account, id: item.id }, given))
          .then((done) => {
            if (done?.ok) onGiven()
          })
      }}
    >
      <p class="quiet">
        Resolved {fullTime(item.resolvedAtMs)}. Rubric {item.rubricVersion}.{' '}
        {item.wanted > 1 ? 'Two people review it, who do not see each other’s grades. ' : ''}
        <ChatwootLink href={item.chatwootUrl} />
      </p>
      <CardFields {...fields} />
      <label class="approval-note">
        <span>Coaching note for the operator, without a customer's words</span>
        <input
          type="text"
          maxLength={LONGEST}
          value={coaching}
          placeholder="One thing that was good, one thing to do otherwise"
          onInput={(event) => setCoaching(event.currentTarget.value)}
        />
      </label>
      <button type="submit" class="button is-main" aria-disabled={missing !== null || acting.sending !== null}>
        {acting.sending === null ? 'Give these grades' : 'Sending…'}
      </button>
      {missing !== null && <p class="quiet">{missing}</p>}
      <ActProblem acting={acting} />
    </form>
  )
}
