/**
 * How far an article can be trusted, by what people made of replies that rested on it. Pure: the same signals give the
 * same health in whatever order they come, and one that comes twice counts once.
 */
import type { LearningSignal } from './learning-signal.ts'

/** What a signal says of one article; what a reply rested on two of is said of both. */
export type ArticleReview = {
  /** Of the signal. */
  readonly id: string
  readonly atMs: number
  /** Sent to a customer, or refused by a person; what was voided or expired says nothing of the article. */
  readonly success: boolean
  readonly grades: { readonly tone: number; readonly accuracy: number; readonly policy: number } | null
  readonly editRatio: number | null
}

/** `trusted` from .80, `fair` from .60, `weak` from .40, `poor` below. */
export const HEALTH_BANDS = ['trusted', 'fair', 'weak', 'poor'] as const
export type HealthBand = (typeof HEALTH_BANDS)[number]

export type ArticleHealth = {
  /** 0 to 1; .50 where nobody has said anything yet. */
  readonly confidence: number
  readonly band: HealthBand
  /** What it is made of; null without a graded reply. */
  readonly parts: HealthParts | null
  /** Replies that rested on it and were decided, and those of them that were graded. */
  readonly n: { readonly decided: number; readonly graded: number }
  /** Sum of what single replies have added and taken. */
  readonly adjustment: number
  /** Ids of replies with a grade of 2 or less, newest first, at most 10. */
  readonly flaggedBy: readonly string[]
  readonly lastUsedAtMs: number | null
}
export type HealthParts = {
  readonly success: number
  readonly tone: number
  readonly accuracy: number
  readonly policy: number
}

/** A reply that rested on the article was graded badly. */
export type ArticleFlag = {
  readonly account: string
  readonly articleId: string
  readonly approvalId: string
  readonly conversationId: number
  readonly correlationId: string
  readonly flaggedAtMs: number
  readonly recordedAtMs: number
  /** With that reply counted. */
  readonly confidence: number
  readonly band: HealthBand
}

export const START_CONFIDENCE = 0.5
const WEIGHTS = { success: 0.4, tone: 0.2, accuracy: 0.3, policy: 0.1 } as const
const BANDS: readonly (readonly [HealthBand, number])[] = [
  ['trusted', 0.8],
  ['fair', 0.6],
  ['weak', 0.4],
  ['poor', 0],
]
/** Sent nearly as it was, and graded well. */
const HELPED = { below: 0.1, gradesFrom: 4, by: 0.05 }
/** Graded badly in anything. */
const FAILED = { gradesTo: 2, by: -0.1 }
/** What is older says little of the article as it is now. */
const COUNTED = 50
const FLAGS_NAMED = 10

/** What of a signal is about this article; null: nothing. Seeded drafts test reviewers, not articles. */
export function reviewOf(signal: LearningSignal, articleId: string): ArticleReview | null {
  const { id, outcome, grades, edit, endedAtMs, evidence, seeded } = signal
  if (seeded || (outcome !== 'sent' && outcome !== 'rejected')) return null
  if (!evidence.some((one) => one.kind === 'article' && one.id === articleId)) return null
  return {
    id,
    atMs: endedAtMs,
    success: outcome === 'sent',
    grades: grades === null ? null : { tone: grades.tone, accuracy: grades.accuracy, policy: grades.policy },
    editRatio: edit?.ratio ?? null,
  }
}

export function healthOf(reviews: readonly ArticleReview[]): ArticleHealth {
  const counted = newestFirst(reviews).slice(0, COUNTED)
  const graded = counted.filter(hasGrades)
  const parts = partsOf(counted, graded)
  const adjustment = rounded(graded.reduce((sum, review) => sum + adjustmentOf(review), 0))
  const base = parts === null ? START_CONFIDENCE : weighed(parts)
  const confidence = Math.min(1, Math.max(0, rounded(base + adjustment)))
  return {
    confidence,
    band: bandOf(confidence),
    parts,
    n: { decided: counted.length, graded: graded.length },
    adjustment,
    flaggedBy: graded
      .filter(isFailed)
      .slice(0, FLAGS_NAMED)
      .map(({ id }) => id),
    lastUsedAtMs: counted[0]?.atMs ?? null,
  }
}

export const bandOf = (confidence: number): HealthBand => BANDS.find(([, from]) => confidence >= from)?.[0] ?? 'poor'

type Graded = ArticleReview & { readonly grades: NonNullable<ArticleReview['grades']> }
const hasGrades = (review: ArticleReview): review is Graded => review.grades !== null

const least = ({ tone, accuracy, policy }: Graded['grades']): number => Math.min(tone, accuracy, policy)
export const isFailed = ({ grades }: ArticleReview): boolean => grades !== null && least(grades) <= FAILED.gradesTo
export const isWellGraded = ({ grades }: ArticleReview): boolean =>
  grades !== null && least(grades) >= HELPED.gradesFrom

function adjustmentOf(review: Graded): number {
  if (isFailed(review)) return FAILED.by
  return review.editRatio !== null && review.editRatio < HELPED.below && isWellGraded(review) ? HELPED.by : 0
}

/** Success is of all that were decided, grades of those that have some. */
function partsOf(counted: readonly ArticleReview[], graded: readonly Graded[]): HealthParts | null {
  if (graded.length === 0) return null
  const mean = (of: (review: Graded) => number): number => graded.reduce((sum, one) => sum + of(one), 0) / graded.length
  return {
    success: counted.filter(({ success }) => success).length / counted.length,
    tone: mean(({ grades }) => grades.tone),
    accuracy: mean(({ grades }) => grades.accuracy),
    policy: mean(({ grades }) => grades.policy),
  }
}

const weighed = ({ success, tone, accuracy, policy }: HealthParts): number =>
  WEIGHTS.success * success +
  WEIGHTS.tone * (tone / 5) +
  WEIGHTS.accuracy * (accuracy / 5) +
  WEIGHTS.policy * (policy / 5)

/** Sums of tenths are none: .05 twenty times is 1. */
const rounded = (value: number): number => Math.round(value * 1e6) / 1e6

/** Each once, by id; the order they came in decides nothing. */
export function newestFirst(reviews: readonly ArticleReview[]): readonly ArticleReview[] {
  const byId = new Map(reviews.map((review) => [review.id, review]))
  return [...byId.values()].sort((a, b) => b.atMs - a.atMs || (a.id < b.id ? -1 : 1))
}
