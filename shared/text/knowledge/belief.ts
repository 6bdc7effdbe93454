/** How sure a question may make us: whether it is of the kind that articles answer, and how far the best one leads. */
import type { FieldScores } from './field-search.ts'
import type { PastScores } from './past-search.ts'
import type { Ranked } from './ranker.ts'

/** What tells a question that an article answers from any other: all the higher, the likelier. */
export type Signs = readonly number[]

export type BeliefModel = {
  /** By sign: mean and spread among past questions, and what it is worth. */
  readonly means: readonly number[]
  readonly spreads: readonly number[]
  readonly worth: readonly number[]
  /** A question of this familiarity is half believed to have an answer; the slope says how fast belief grows with it. */
  readonly familiarAt: number
  readonly familiarSlope: number
  /** Logistic: what the logarithm of an article's share says of its being right, given that some article is. */
  readonly lead: readonly [constant: number, slope: number]
  /** With less belief that there is an answer none is suggested. */
  readonly atLeastConfidence: number
}

/** Before there is anything to learn from: only what matches the articles' own words well is believed. */
export const FIRST_BELIEF: BeliefModel = {
  means: [0, 0, 0, 0, 0.2, 0],
  spreads: [1, 1, 1, 1, 0.08, 1],
  worth: [0, 0, 0, 0, 1, 0],
  familiarAt: 0,
  familiarSlope: 1,
  lead: [1, 1],
  atLeastConfidence: 0.3,
}

/** `bestShare`: of the best article among all that could be meant. */
export const signsOf = (past: PastScores, fields: FieldScores, bestShare: number): Signs => [
  past.common,
  past.near,
  past.known,
  highestOf(past.likeness),
  highestOf(fields.shares),
  logOf(bestShare),
]

export const familiarityOf = (signs: Signs, { means, spreads, worth }: BeliefModel): number =>
  signs.reduce((sum, sign, nth) => sum + ((worth[nth] ?? 0) * (sign - (means[nth] ?? 0))) / (spreads[nth] ?? 1), 0)

export type Confidence = {
  /** That an article answers the question. */
  readonly answerable: number
  /** That a person would send this one. */
  readonly right: number
}

export function confidenceOf(signs: Signs, share: number, belief: BeliefModel): Confidence {
  const { familiarAt, familiarSlope, lead } = belief
  const answerable = logistic(familiarSlope * (familiarityOf(signs, belief) - familiarAt))
  return { answerable, right: answerable * logistic(lead[0] + lead[1] * logOf(share)) }
}

export type BelievedCase = {
  readonly signs: Signs
  /** The best few. */
  readonly ranked: readonly Ranked[]
  /** Empty: no article answered it. */
  readonly answers: ReadonlyMap<number, number>
}

/** Until questions are known that no article answers. */
const FIRST_WORTH = [1, 1, 1, 1, 1, 0.6]
const FEWEST_CASES = 80
/** So many without an answer tell what they have in common. */
const FEWEST_UNANSWERED = 40
/** So many of the questions that an article answered shall get a suggestion. */
const KEPT_SHARE = 0.8
/** Of the questions that were answered, the strangest twentieth is believed by half or less; the middle one by 95 %. */
const HALF_BELIEVED = 0.05
const LOGIT_OF_MEDIAN = 3

export function fitBelief(cases: readonly BelievedCase[]): BeliefModel {
  const answered = cases.filter(({ answers }) => answers.size > 0)
  if (answered.length < FEWEST_CASES) return FIRST_BELIEF
  const standard = { ...standardOf(answered.map(({ signs }) => signs)), worth: FIRST_WORTH }
  const worth =
    cases.length - answered.length < FEWEST_UNANSWERED
      ? standard.worth
      : fitLogistic(
          cases.map(({ signs }) =>
            signs.map((sign, nth) => (sign - (standard.means[nth] ?? 0)) / (standard.spreads[nth] ?? 1)),
          ),
          cases.map(({ answers }) => answers.size > 0),
        ).slice(1)
  const familiar = { ...FIRST_BELIEF, ...standard, worth }
  const familiarities = answered.map(({ signs }) => familiarityOf(signs, familiar)).sort((a, b) => a - b)
  const at = (share: number): number => familiarities[Math.floor(familiarities.length * share)] ?? 0
  const judged = answered.flatMap(({ ranked, answers }) =>
    ranked.map(({ article, share }) => ({ row: [logOf(share)], isRight: answers.has(article) })),
  )
  const [constant = 0, slope = 0] = fitLogistic(
    judged.map(({ row }) => row),
    judged.map(({ isRight }) => isRight),
  )
  const model: BeliefModel = {
    ...familiar,
    familiarAt: at(HALF_BELIEVED),
    familiarSlope: LOGIT_OF_MEDIAN / Math.max(0.01, at(0.5) - at(HALF_BELIEVED)),
    lead: [constant, slope],
  }
  const best = answered
    .map(({ signs, ranked }) => confidenceOf(signs, ranked[0]?.share ?? 0, model).answerable)
    .sort((a, b) => a - b)
  return {
    ...model,
    atLeastConfidence: best[Math.floor(best.length * (1 - KEPT_SHARE))] ?? FIRST_BELIEF.atLeastConfidence,
  }
}

const LEAST_SHARE = 0.001
const logOf = (share: number): number => Math.log(Math.max(LEAST_SHARE, share))
const logistic = (x: number): number => 1 / (1 + Math.exp(-x))

function highestOf(values: Float64Array): number {
  return values.reduce((highest, value) => Math.max(highest, value), 0)
}

function standardOf(rows: readonly Signs[]): { means: number[]; spreads: number[] } {
  const means = (rows[0] ?? []).map((_, nth) => rows.reduce((sum, row) => sum + (row[nth] ?? 0), 0) / rows.length)
  const spreads = means.map(
    (mean, nth) => Math.sqrt(rows.reduce((sum, row) => sum + ((row[nth] ?? 0) - mean) ** 2, 0) / rows.length) || 1,
  )
  return { means, spreads }
}

const PASSES = 400
const STEP = 0.4
const DAMPING = 0.001

/** Constant first, then one slope a column. By gradient on all rows at once, over columns of mean 0 and spread 1. */
function fitLogistic(rows: readonly (readonly number[])[], isSo: readonly boolean[]): number[] {
  const { means, spreads } = standardOf(rows)
  const scaled = rows.map((row) => [1, ...row.map((value, nth) => (value - (means[nth] ?? 0)) / (spreads[nth] ?? 1))])
  const slopes = [0, ...means.map(() => 0)]
  for (let pass = 0; pass < PASSES; pass++) {
    const steps = slopes.map((slope) => DAMPING * slope)
    scaled.forEach((row, at) => {
      const error = logistic(row.reduce((sum, value, nth) => sum + value * (slopes[nth] ?? 0), 0)) - Number(isSo[at])
      row.forEach((value, nth) => {
        steps[nth] = (steps[nth] ?? 0) + (error * value) / scaled.length
      })
    })
    steps.forEach((step, nth) => {
      slopes[nth] = (slopes[nth] ?? 0) - STEP * step
    })
  }
  const [constant = 0, ...each] = slopes
  const unscaled = each.map((slope, nth) => slope / (spreads[nth] ?? 1))
  return [constant - unscaled.reduce((sum, slope, nth) => sum + slope * (means[nth] ?? 0), 0), ...unscaled]
}
