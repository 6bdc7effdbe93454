/** Grades in words. Pure. */
import type { Gate } from '#domain/quality/agreement'
import type { CannotGrade, Dispute, Finding } from '#domain/quality/grade'
import type { Check, Dimension, Risk } from '#domain/quality/quality-policy'
import { plainText } from './names.ts'
import type { OpenGrade, QualityAnswer, Rubric } from './quality-shapes.ts'

export const DIMENSION_WORDS: Readonly<Record<Dimension, string>> = {
  tone: 'Tone',
  accuracy: 'Accuracy',
  policy: 'Policy',
  process: 'Process',
}
export const DIMENSIONS = Object.keys(DIMENSION_WORDS) as Dimension[]

const CANNOT_WORDS: Readonly<Record<CannotGrade, string>> = {
  no_answer: 'Cannot grade: no person has answered',
  not_whole: 'Cannot grade: the conversation is too long to be read at one go',
  not_read: 'Cannot grade: Chatwoot could not be asked for it',
  gone: 'Cannot grade: the conversation is gone from Chatwoot',
  nothing_graded: 'Cannot grade: nothing in it could be graded',
}
export const cannotWords = (reason: string): string =>
  CANNOT_WORDS[reason as CannotGrade] ?? `Cannot grade: ${plainText(reason.replaceAll('_', ' '))}`

const FINDING_WORDS: Readonly<Record<string, string>> = {
  harsh: 'harsh words',
  cool: 'cool words',
  warm: 'warm words',
  language_not_read: 'not graded: the tone of this language is not read',
  nothing_to_check_by: 'not graded: there is nothing to check by',
  supported: 'its figures stand in what it cites',
  unsupported_figures: 'figures that what it cites does not have',
  customer_says_it_helped: 'the customer says that it helped',
  customer_says_it_did_not_help: 'the customer says that it did not help',
  greeting_failed: 'no greeting',
  needed_data_failed: 'did not ask for what was needed',
  question_answered_failed: 'the question was not answered',
  promise_kept_failed: 'a promise was not kept',
  closing_failed: 'ended without a closing',
  promises_money: 'promises money',
  legal: 'speaks of the law',
  other_customers_data: "another customer's data",
  secret: 'a secret',
  unknown_link: 'an unknown link',
  disguised_link: 'a disguised link',
}
/** Codes of a newer server read as words too. */
export const findingWords = ({ code }: Pick<Finding, 'code'>): string =>
  FINDING_WORDS[code] ?? plainText(code.replaceAll('_', ' '))

export const CHECK_WORDS: Readonly<Record<Check, string>> = {
  greeting: 'Greeting',
  needed_data: 'Asked for what was needed',
  question_answered: 'Answered what was asked',
  promise_kept: 'Kept what was promised',
  closing: 'Ended well',
}
export const RESULT_WORDS: Readonly<Record<string, string>> = {
  passed: 'yes',
  failed: 'no',
  not_needed: 'not needed',
}

export const RISK_WORDS: Readonly<Record<Risk, string>> = {
  critical: 'critical fail',
  low_score: 'low score',
  unhappy: 'unhappy customer',
  cannot_grade: 'could not be graded',
  unsure: 'unsure grade',
}

export const DISPUTE_WORDS: Readonly<Record<Dispute['state'], string>> = {
  open: 'Disputed',
  upheld: 'Dispute decided: the grade stands',
  corrected: 'Dispute decided: the grade was corrected',
}

/** `85 of 100`; what nobody has given is no number. */
export const scoreWords = (score: number | null): string => (score === null ? 'no data' : `${oneDigit(score)} of 100`)
const oneDigit = (value: number): string => String(Math.round(value * 10) / 10)

/** What counts of a grade: a correction, else people, else the machine, which may not count at all. */
export function countedWords({ correction, humanScore, machine }: OpenGrade): string {
  if (correction !== null) return `${scoreWords(correction.score)}, corrected`
  if (humanScore !== null) return `${scoreWords(humanScore)}, by people`
  return machine.kind === 'graded' ? `${scoreWords(machine.score)}, by the rubric` : cannotWords(machine.reason)
}

/** `By 46 reviews; 95 % sure: 78.9 to 83.9.` */
export function meanWords({ score }: Pick<QualityAnswer, 'score'>): string {
  const { mean, interval, n } = score
  if (mean === null) return 'Nobody has reviewed anything in these weeks.'
  const reviews = `${n} ${n === 1 ? 'review' : 'reviews'}`
  if (interval === null) return `By ${reviews}: too few to say how sure that is.`
  return `By ${reviews}; 95 % sure: ${oneDigit(interval.from)} to ${oneDigit(interval.to)}.`
}

const WHY_WORDS: Readonly<Record<string, string>> = {
  too_few_reviews: 'too few reviews',
  agreement_too_low: 'agrees too little with people',
  agreement_unknown: 'everybody gives one grade: nothing can be said',
}
export const gateWords = (gate: Gate): string =>
  gate.counts ? 'counts' : `does not count: ${WHY_WORDS[gate.why] ?? plainText(gate.why)}`

export const kappaWords = (kappa: number | null): string => (kappa === null ? '–' : kappa.toFixed(2))

/** What is still wanted of a scorecard; null: it can be given. */
export function missingWords(
  given: Readonly<Record<string, number | null | undefined>>,
  rubric: Rubric,
): string | null {
  const missing = rubric.categories.filter(({ id }) => given[id] === undefined)
  if (missing.length > 0)
    return `Still to be graded: ${missing.map(({ title }) => plainText(title).toLowerCase()).join(', ')}.`
  const weighs = rubric.categories.some(({ id, weight }) => weight > 0 && given[id] != null)
  return weighs ? null : 'Grade at least one category that weighs something.'
}

/** `1 in 20`; what is drawn always is said so. */
export function chanceWords(probability: number): string {
  if (probability >= 1) return 'drawn for certain'
  return `1 in ${Math.round(1 / probability)} of its like are drawn`
}
