/** What people do to a grade: review it, dispute it, decide the dispute. Refusals are values; what is done is kept. */
import { type ConversationGrade, type Dispute, gradeId, type Review, type Scorecard } from './grade.ts'
import type { QualityDocument } from './quality-policy.ts'
import { scoreCard, type WhyNoScore } from './scorecard.ts'

export type Person = {
  /** As whom he signs in. */
  readonly name: string
  /** Chatwoot's id of him as an operator; null: none is known. */
  readonly operatorId: number | null
}
export type Act = { readonly by: Person; readonly nowMs: number }

export type WhyNotReviewed =
  | 'not_drawn'
  | 'own_conversation'
  | 'reviewed_already'
  | 'enough_reviews'
  | 'disputed'
  | WhyNoScore['code']
export type WhyNotDisputed = 'not_yours' | 'no_grade' | 'disputed_already' | 'too_late'
export type WhyNotResolved = 'no_dispute' | 'own_conversation' | 'own_review' | WhyNoScore['code']
export type Done<Why extends string> =
  | { readonly kind: 'done'; readonly grade: ConversationGrade }
  | { readonly kind: 'refused'; readonly code: Why; readonly of?: string }

const refuse = <Why extends string>(code: Why, of?: string) =>
  ({ kind: 'refused', code, ...(of === undefined ? {} : { of }) }) as const

export type Given = Act & {
  readonly card: Scorecard
  readonly coaching: string | null
  readonly document: QualityDocument
}

/** Reviewers do not see what the machine or another reviewer said until they have said theirs. */
export function reviewed(grade: ConversationGrade, given: Given): Done<WhyNotReviewed> {
  const { by, nowMs, card, coaching, document } = given
  if (grade.sample.wanted === 0) return refuse('not_drawn')
  if (isOwn(grade, by)) return refuse('own_conversation')
  if (grade.reviews.some((one) => one.by === by.name)) return refuse('reviewed_already')
  if (grade.dispute !== null) return refuse('disputed')
  if (grade.reviews.length >= grade.sample.wanted) return refuse('enough_reviews')
  const worth = scoreCard(card, document)
  if ('code' in worth) return refuse(worth.code, 'of' in worth ? worth.of : undefined)
  const review: Review = { by: by.name, atMs: nowMs, grades: card, score: worth.score, coaching }
  return done(grade, { reviews: [...grade.reviews, review] }, { by, nowMs, did: 'reviewed' })
}

const DAY_MS = 86_400_000

/** By the operator whose conversation it was, once, while it is fresh. */
export function disputed(
  grade: ConversationGrade,
  { by, nowMs, reason, document }: Act & { readonly reason: string; readonly document: QualityDocument },
): Done<WhyNotDisputed> {
  if (!isOwn(grade, by)) return refuse('not_yours')
  if (grade.machine.kind === 'cannot_grade' && grade.reviews.length === 0) return refuse('no_grade')
  if (grade.dispute !== null) return refuse('disputed_already')
  const shownAtMs = Math.max(grade.gradedAtMs, ...grade.reviews.map(({ atMs }) => atMs))
  if (nowMs - shownAtMs > document.disputeDays * DAY_MS) return refuse('too_late')
  const dispute: Dispute = { state: 'open', by: by.name, atMs: nowMs, reason, resolved: null }
  return done(grade, { dispute }, { by, nowMs, did: 'disputed' })
}

export type Resolving = Act & {
  readonly reason: string
  /** Null: the grade stands. */
  readonly card: Scorecard | null
  readonly document: QualityDocument
}

/** By somebody who has not graded it, and is not graded by it. A corrected grade takes the place of all others in every figure. */
export function disputeResolved(grade: ConversationGrade, resolving: Resolving): Done<WhyNotResolved> {
  const { by, nowMs, reason, card, document } = resolving
  const { dispute } = grade
  if (dispute === null || dispute.state !== 'open') return refuse('no_dispute')
  if (isOwn(grade, by)) return refuse('own_conversation')
  if (grade.reviews.some((one) => one.by === by.name)) return refuse('own_review')
  const resolved = { by: by.name, atMs: nowMs, reason }
  if (card === null)
    return done(grade, { dispute: { ...dispute, state: 'upheld', resolved } }, { by, nowMs, did: 'dispute_upheld' })
  const worth = scoreCard(card, document)
  if ('code' in worth) return refuse(worth.code, 'of' in worth ? worth.of : undefined)
  const correction = { ...card, score: worth.score, by: by.name, atMs: nowMs }
  const after = { dispute: { ...dispute, state: 'corrected' as const, resolved }, correction }
  return done(grade, after, { by, nowMs, did: 'corrected' })
}

function done(
  grade: ConversationGrade,
  after: Partial<ConversationGrade>,
  { by, nowMs, did }: Act & { readonly did: string },
): { readonly kind: 'done'; readonly grade: ConversationGrade } {
  const history = [...grade.history, { atMs: nowMs, by: by.name, did }]
  return { kind: 'done', grade: { ...grade, ...after, version: grade.version + 1, history } }
}

export const isOwn = ({ operatorId }: Pick<ConversationGrade, 'operatorId'>, by: Person): boolean =>
  operatorId !== null && operatorId === by.operatorId

/** Leads see a grade after its operator has had it for a while, or has answered to it. */
export const isShownToLeads = (
  { gradedAtMs, dispute }: Pick<ConversationGrade, 'gradedAtMs' | 'dispute'>,
  nowMs: number,
  { operatorFirstHours }: Pick<QualityDocument, 'operatorFirstHours'>,
): boolean => dispute !== null || nowMs - gradedAtMs >= operatorFirstHours * 3_600_000

/** What a reviewer is given: nothing that anybody has said of it. */
export const blind = (grade: ConversationGrade) => {
  const { conversationId, resolvedAtMs, inboxId, teamId, rubricVersion, sample } = grade
  return {
    id: gradeId(grade),
    conversationId,
    resolvedAtMs,
    inboxId,
    teamId,
    rubricVersion,
    week: sample.week,
    wanted: sample.wanted,
  }
}

/** Whether this person may still be given it. */
export const isOpenFor = (grade: ConversationGrade, by: Person): boolean =>
  grade.reviews.length < grade.sample.wanted &&
  grade.dispute === null &&
  !isOwn(grade, by) &&
  !grade.reviews.some((one) => one.by === by.name)
