import type { CheckResult, Finding, Review } from '#domain/quality/grade'
import type { Check } from '#domain/quality/quality-policy'
import { fullTime } from './format.ts'
import { plainText } from './names.ts'
import type { OpenGrade } from './quality-shapes.ts'
import {
  CHECK_WORDS,
  cannotWords,
  chanceWords,
  DIMENSION_WORDS,
  DIMENSIONS,
  DISPUTE_WORDS,
  findingWords,
  RESULT_WORDS,
  RISK_WORDS,
  scoreWords,
} from './quality-words.ts'

/** What the rubric says, and by which messages. */
export function MachinePart({ grade: { machine, sample } }: { grade: OpenGrade }) {
  const risks = sample.risks.map((risk) => RISK_WORDS[risk]).join(', ')
  return (
    <section class="report-part" aria-labelledby="grade-machine">
      <h4 id="grade-machine">By the rubric</h4>
      {machine.kind === 'cannot_grade' ? (
        <p>{cannotWords(machine.reason)}.</p>
      ) : (
        <>
          <p class="quiet">
            {scoreWords(machine.score)}
            {machine.criticals.length > 0 && ': a critical fail makes it worth nothing'}. That the customer was helped:{' '}
            {machine.outcomePercent} % likely, which is no part of the score.
          </p>
          <dl class="grade-dimensions">
            {DIMENSIONS.map((dimension) => {
              const { grade, because } = machine.dimensions[dimension]
              return (
                <div key={dimension}>
                  <dt>
                    {DIMENSION_WORDS[dimension]} <strong>{grade ?? '–'}</strong>
                  </dt>
                  <dd>
                    <Because findings={because} />
                  </dd>
                </div>
              )
            })}
          </dl>
          <Checks checks={machine.checks} />
          <Because findings={machine.criticals} />
        </>
      )}
      <p class="quiet">
        Drawn for a review: {sample.isDrawn ? `yes, for ${sample.wanted}` : 'no'} ({chanceWords(sample.probability)}
        {risks === '' ? '' : `: ${risks}`}).
      </p>
    </section>
  )
}

/** Each with the messages that it is about, by Chatwoot's ids. */
function Because({ findings }: { findings: readonly Finding[] }) {
  if (findings.length === 0) return null
  return (
    <ul class="grade-because">
      {findings.map((finding) => (
        <li key={finding.code}>
          {findingWords(finding)} <Messages ids={finding.messageIds} />
        </li>
      ))}
    </ul>
  )
}

const Messages = ({ ids }: { ids: readonly number[] }) =>
  ids.length === 0 ? null : (
    <span class="quiet grade-messages">
      {ids.length === 1 ? 'message' : 'messages'} {ids.join(', ')}
    </span>
  )

function Checks({ checks }: { checks: Readonly<Partial<Record<Check, CheckResult>>> }) {
  const all = (Object.keys(CHECK_WORDS) as Check[]).flatMap((check) => {
    const found = checks[check]
    return found === undefined ? [] : [{ check, ...found }]
  })
  if (all.length === 0) return null
  return (
    <ul class="grade-checks">
      {all.map(({ check, result, messageIds }) => (
        <li key={check} class={`is-${result}`}>
          {CHECK_WORDS[check]}: <strong>{RESULT_WORDS[result] ?? result}</strong> <Messages ids={messageIds} />
        </li>
      ))}
    </ul>
  )
}

/** What people gave, and what the operator is to learn from it. */
export function GradeReviews({ grade: { reviews, correction, sample } }: { grade: OpenGrade }) {
  return (
    <section class="report-part" aria-labelledby="grade-reviews">
      <h4 id="grade-reviews">By people</h4>
      {reviews.length === 0 && (
        <p class="quiet">{sample.wanted > 0 ? 'Nobody has reviewed it yet.' : 'It was not drawn for a review.'}</p>
      )}
      {reviews.map((review) => (
        <ReviewPart key={`${review.by} ${review.atMs}`} review={review} />
      ))}
      {correction !== null && (
        <p>
          Corrected by {plainText(correction.by)}: {scoreWords(correction.score)} ({cardWords(correction)}).
        </p>
      )}
    </section>
  )
}

function ReviewPart({ review }: { review: Review }) {
  const { by, atMs, grades, score, coaching } = review
  return (
    <div class="grade-review">
      <p dir="auto">
        <strong>{plainText(by)}</strong>, {scoreWords(score)}: {cardWords(grades)}.{' '}
        <span class="quiet">{fullTime(atMs)}</span>
      </p>
      {coaching !== null && (
        <blockquote dir="auto">
          <span class="quiet">Coaching note</span> {plainText(coaching)}
        </blockquote>
      )}
    </div>
  )
}

const cardWords = ({ categories, criticals }: Review['grades']): string =>
  [
    ...Object.entries(categories).map(
      ([id, grade]) => `${plainText(id.replaceAll('_', ' '))} ${grade ?? 'does not apply'}`,
    ),
    ...criticals.map((id) => `critical fail: ${plainText(id.replaceAll('_', ' '))}`),
  ].join(', ')

export function GradeHistory({ grade: { dispute, history } }: { grade: OpenGrade }) {
  if (dispute === null && history.length === 0) return null
  return (
    <section class="report-part" aria-labelledby="grade-history">
      <h4 id="grade-history">What was done to it</h4>
      {dispute !== null && (
        <div class="grade-review" dir="auto">
          <p>
            <strong>{DISPUTE_WORDS[dispute.state]}</strong>. {plainText(dispute.by)}: {plainText(dispute.reason)}
          </p>
          {dispute.resolved !== null && (
            <p>
              {plainText(dispute.resolved.by)}: {plainText(dispute.resolved.reason)}
            </p>
          )}
        </div>
      )}
      <ol class="grade-history">
        {history.map(({ atMs, by, did }) => (
          <li key={`${atMs} ${did}`}>
            {fullTime(atMs)}: {plainText(did.replaceAll('_', ' '))} by {plainText(by)}
          </li>
        ))}
      </ol>
    </section>
  )
}
