/** What a resolved conversation was graded: by the machine at once, by reviewers where it was drawn. No text of a customer. */
import type { Grade } from '#domain/approval'
import type { Check, Dimension, Risk } from './quality-policy.ts'

/** What a grade rests on: a code, and the messages that it is about. */
export type Finding = { readonly code: string; readonly messageIds: readonly number[] }

export type DimensionGrade =
  | { readonly grade: Grade; readonly because: readonly Finding[] }
  /** There is nothing to grade by: `language_not_read`, `nothing_to_check_by`. */
  | { readonly grade: null; readonly because: readonly Finding[] }

export const CHECK_RESULTS = ['passed', 'failed', 'not_needed'] as const
export type CheckResult = { readonly result: (typeof CHECK_RESULTS)[number]; readonly messageIds: readonly number[] }

export const CANNOT_GRADE = ['no_answer', 'not_whole', 'not_read', 'gone', 'nothing_graded'] as const
export type CannotGrade = (typeof CANNOT_GRADE)[number]

export type MachineGrade =
  | {
      readonly kind: 'graded'
      readonly dimensions: Readonly<Record<Dimension, DimensionGrade>>
      readonly checks: Readonly<Partial<Record<Check, CheckResult>>>
      /** What makes it worth nothing: a code of the guard, and where. */
      readonly criticals: readonly Finding[]
      /** 0 to 100. */
      readonly score: number
      /** That the customer was helped, as the quality model reads it, in percent. */
      readonly outcomePercent: number
      /** The customer's first and last word, -100 to 100; null: said nothing. */
      readonly tones: { readonly first: number | null; readonly last: number | null }
    }
  | { readonly kind: 'cannot_grade'; readonly reason: CannotGrade }

/** One reviewer's scorecard. */
export type Review = {
  readonly by: string
  readonly atMs: number
  readonly grades: Scorecard
  readonly score: number
  /** For the operator to learn from. */
  readonly coaching: string | null
}
export type Scorecard = {
  /** By dimension and category; null: does not apply here. */
  readonly categories: Readonly<Record<string, Grade | null>>
  readonly criticals: readonly string[]
}

export const DISPUTE_STATES = ['open', 'upheld', 'corrected'] as const
export type Dispute = {
  readonly state: (typeof DISPUTE_STATES)[number]
  readonly by: string
  readonly atMs: number
  readonly reason: string
  readonly resolved: { readonly by: string; readonly atMs: number; readonly reason: string } | null
}

/** That it was drawn, and how likely that was: with these weights the mean of a sample is the mean of all. */
export type Drawn = {
  readonly week: string
  /** Above 0, at most 1. */
  readonly probability: number
  readonly risks: readonly Risk[]
  readonly isDrawn: boolean
  /** Reviewers it is given to: 0 where it was not drawn. */
  readonly wanted: 0 | 1 | 2
}

export type ConversationGrade = {
  readonly account: string
  readonly conversationId: number
  readonly resolvedAtMs: number
  readonly gradedAtMs: number
  /** Counts what was done to it, from 1. */
  readonly version: number
  /** The quality document by which it was graded. */
  readonly rubricVersion: number
  /** Whoever it was assigned to when it was resolved. */
  readonly operatorId: number | null
  readonly inboxId: number | null
  readonly teamId: number | null
  readonly machine: MachineGrade
  readonly sample: Drawn
  readonly reviews: readonly Review[]
  readonly dispute: Dispute | null
  /** What it is worth after a dispute. */
  readonly correction: (Scorecard & { readonly score: number; readonly by: string; readonly atMs: number }) | null
  /** Who did what to it, oldest first. */
  readonly history: readonly { readonly atMs: number; readonly by: string; readonly did: string }[]
  readonly correlationId: string
}

export type GradeKey = Pick<ConversationGrade, 'account' | 'conversationId' | 'resolvedAtMs'>

/** In addresses: `1234-1790000000000`. */
export const gradeId = ({ conversationId, resolvedAtMs }: Omit<GradeKey, 'account'>): string =>
  `${conversationId}-${resolvedAtMs}`
export const GRADE_ID = /^([1-9]\d{0,14})-(\d{13})$/
export function readGradeId(id: string): Omit<GradeKey, 'account'> | undefined {
  const [, conversation, resolved] = GRADE_ID.exec(id) ?? []
  return conversation === undefined
    ? undefined
    : { conversationId: Number(conversation), resolvedAtMs: Number(resolved) }
}

/** What people say it is worth: the correction of a dispute, else the mean of its reviews; null: nobody has looked. */
export function humanScore({ reviews, correction }: Pick<ConversationGrade, 'reviews' | 'correction'>): number | null {
  if (correction !== null) return correction.score
  return reviews.length === 0 ? null : reviews.reduce((sum, { score }) => sum + score, 0) / reviews.length
}

/**
 * What it counts for among the figures, 1 to 5 like the grades it is made of: what people say, else the machine where its
 * grades count; null: nothing.
 */
export function countedGrade(grade: ConversationGrade, machineCounts: boolean): number | null {
  const score = humanScore(grade) ?? (machineCounts ? machineScore(grade) : null)
  return score === null ? null : 1 + score / 25
}

/** What the machine says, unless a person has set it right. */
export function machineScore({
  machine,
  correction,
}: Pick<ConversationGrade, 'machine' | 'correction'>): number | null {
  if (correction !== null) return correction.score
  return machine.kind === 'graded' ? machine.score : null
}
