/**
 * Three small judges learnt from conversations whose outcome is known: whether a conversation helped, which answer did,
 * and how a customer's message says it went. Each is a weighted sum of named figures, so that each score can be explained.
 */
import { fitLogistic, type Logistic, oddsOf, probabilityOf, type Sample } from './logistic-regression.ts'
import { reactionFeatures } from './reaction.ts'
import { type ReadTurn, readTurns } from './read-turns.ts'
import type { QualityThread } from './thread.ts'
import { type Features, threadFeatures } from './thread-features.ts'
import { turnFeatures } from './turn-features.ts'

/** By feature: what a spread of it weighs, its mean and its spread. */
export type StoredJudge = {
  readonly offset: number
  readonly features: Readonly<Record<string, readonly [weight: number, mean: number, scale: number]>>
}
export type QualityModel = {
  readonly format: 1
  /** What it was trained on, in words a reader of a grade understands. */
  readonly trainedOn: string
  readonly threads: number
  readonly outcome: StoredJudge
  readonly answer: StoredJudge
  readonly reaction: StoredJudge
}

export type QualityExample = {
  readonly turns: readonly ReadTurn[]
  readonly texts: QualityThread
  readonly solved: boolean
  /** The turn that was marked as the solution; null: none. */
  readonly solution: number | null
}

export type Reason = { readonly feature: string; readonly by: number }
export type QualityReading = {
  /** That the customer was helped, from 0 to 1; where half of all are, as in training. */
  readonly outcome: number
  /** What moved it furthest, in log odds. */
  readonly why: readonly Reason[]
  /** By turn: how likely it is the answer that helped, against the others of its conversation; null: not an operator's. */
  readonly answers: readonly (number | null)[]
  /** By turn: how the customer says it went, -100 to 100; null: not a customer's. */
  readonly reactions: readonly (number | null)[]
}

/** Drawn to 0 by so many conversations: found by cross-validation, and flat around it. */
const OUTCOME_RIDGE = 200
const ANSWER_RIDGE = 30
const REACTION_RIDGE = 20
const REASONS = 5
const DIGITS = 4

export const exampleOf = (
  texts: QualityThread,
  { solved, solution }: Pick<QualityExample, 'solved' | 'solution'>,
): QualityExample => ({ texts, turns: readTurns(texts), solved, solution })

export function learnQuality(examples: readonly QualityExample[], trainedOn: string): QualityModel {
  const outcomes = examples.map(({ turns, solved }) => ({ features: threadFeatures(turns), isYes: solved }))
  const reactions = examples.flatMap(({ turns, texts, solved }) => {
    const last = lastReply(turns)
    return last === undefined ? [] : [{ features: reactionFeatures(texts[last]?.text ?? ''), isYes: solved }]
  })
  return {
    format: 1,
    trainedOn,
    threads: examples.length,
    outcome: judgeOf(outcomes, OUTCOME_RIDGE),
    answer: judgeOf(examples.flatMap(pairsOf), ANSWER_RIDGE),
    reaction: judgeOf(balanced(reactions), REACTION_RIDGE),
  }
}

export function readQuality(thread: QualityThread, model: QualityModel): QualityReading {
  const turns = readTurns(thread)
  const features = threadFeatures(turns)
  return {
    outcome: probabilityOf(judged(features, model.outcome)),
    why: reasonsOf(features, model.outcome),
    answers: turns.map(({ role }, at) => (role === 'operator' ? judged(turnFeatures(turns, at), model.answer) : null)),
    reactions: thread.map(({ role, text }) => (role === 'customer' ? reactionTo(text, model) : null)),
  }
}

/** -100 (it did not help) to 100 (it did). */
export const reactionTo = (text: string, { reaction }: QualityModel): number =>
  Math.round(200 * probabilityOf(judged(reactionFeatures(text), reaction)) - 100)

/** The customer's last turn after an answer. */
export function lastReply(turns: readonly Pick<ReadTurn, 'role'>[]): number | undefined {
  const last = turns.findLastIndex(({ role }) => role === 'customer')
  const answered = turns.findIndex(({ role }) => role === 'operator')
  return answered >= 0 && last > answered ? last : undefined
}

type Told = { readonly features: Features; readonly isYes: boolean; readonly weight?: number }

/** As if as many said yes as no: a message that says nothing is to be in the middle. */
function balanced(told: readonly Told[]): Told[] {
  const yes = told.filter(({ isYes }) => isYes).length
  const weightOf = (isYes: boolean): number => told.length / 2 / Math.max(1, isYes ? yes : told.length - yes)
  return told.map((one) => ({ ...one, weight: weightOf(one.isYes) }))
}

/** The solution against each other answer, both ways round; conversations with many answers count little more. */
function pairsOf({ turns, solution }: QualityExample): Told[] {
  if (solution === null) return []
  const others = turns.flatMap(({ role }, at) => (role === 'operator' && at !== solution ? [at] : []))
  const own = turnFeatures(turns, solution)
  const weight = 1 / Math.sqrt(Math.max(1, others.length))
  return others.flatMap((at): Told[] => {
    const other = turnFeatures(turns, at)
    return [
      { features: difference(own, other), isYes: true, weight },
      { features: difference(other, own), isYes: false, weight },
    ]
  })
}

const difference = (one: Features, other: Features): Features =>
  Object.fromEntries(Object.entries(one).map(([name, value]) => [name, value - (other[name] ?? 0)]))

function judgeOf(told: readonly Told[], ridge: number): StoredJudge {
  const names = Object.keys(told[0]?.features ?? {})
  const samples = told.map(
    ({ features, ...rest }): Sample => ({ ...rest, values: names.map((name) => features[name] ?? 0) }),
  )
  const { weights, offset, means, scales }: Logistic = fitLogistic(samples, ridge)
  const rounded = (value: number | undefined): number => Number((value ?? 0).toPrecision(DIGITS))
  return {
    offset: rounded(offset),
    features: Object.fromEntries(
      names.map((name, at) => [name, [rounded(weights[at]), rounded(means[at]), rounded(scales[at])] as const]),
    ),
  }
}

function judged(features: Features, { offset, features: known }: StoredJudge): number {
  const judges = Object.values(known)
  const logistic: Logistic = {
    offset,
    weights: judges.map(([weight]) => weight),
    means: judges.map(([, mean]) => mean),
    scales: judges.map(([, , scale]) => scale),
  }
  return oddsOf(
    logistic,
    Object.keys(known).map((name) => features[name] ?? 0),
  )
}

function reasonsOf(features: Features, { features: known }: StoredJudge): Reason[] {
  return Object.entries(known)
    .map(([feature, [weight, mean, scale]]) => ({
      feature,
      by: Math.round((100 * weight * ((features[feature] ?? 0) - mean)) / scale) / 100,
    }))
    .sort((a, b) => Math.abs(b.by) - Math.abs(a.by))
    .slice(0, REASONS)
}
