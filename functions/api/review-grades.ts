/** What people do to grades: review, dispute, decide. */
import type { ConversationGrade, GradeKey } from '#domain/quality/grade'
import { readGradeId } from '#domain/quality/grade'
import type { QualityDocument } from '#domain/quality/quality-policy'
import { type Done, disputed, disputeResolved, reviewed } from '#domain/quality/reviewing'
import { refused } from '#runtime/http'
import type { Answer, Refusal } from '#runtime/http-answer'
import type { Asked } from './account-route.ts'
import type { DisputeBody, ResolveBody, ReviewBody } from './grade-inputs.ts'
import { gradeView, maySee } from './grade-view.ts'
import { type GradeReadDeps, lookingOf, personOf } from './read-grades.ts'
import { CONTENDED } from './refusals.ts'

export type GradeWriteDeps = GradeReadDeps & {
  readonly grade: (key: GradeKey) => Promise<ConversationGrade | null>
  readonly changeGrade: (before: ConversationGrade, after: ConversationGrade) => Promise<'changed' | 'contended'>
  /** The document by which it was graded; null: there is no such version. */
  readonly qualityVersion: (account: string, version: number) => Promise<QualityDocument | null>
}

const NO_SUCH_GRADE = refused(404, 'no_such_grade', 'This account has no such grade.')
const TRIES = 4

/** POST /v1/reviews/{id}. */
export function giveReview(asked: Asked<unknown, ReviewBody>, deps: GradeWriteDeps): Promise<Answer> {
  const { categories, criticals, coaching } = asked.body
  const card = { categories, criticals }
  return changing(asked, { action: 'grade.review', isForReviewers: true }, deps, (grade, document) =>
    reviewed(grade, { by: personOf(asked), nowMs: deps.now(), card, coaching: coaching || null, document }),
  )
}

/** POST /v1/grades/{id}/dispute. */
export const disputeGrade = (asked: Asked<unknown, DisputeBody>, deps: GradeWriteDeps): Promise<Answer> =>
  changing(asked, { action: 'grade.dispute', isForReviewers: false }, deps, (grade, document) =>
    disputed(grade, { by: personOf(asked), nowMs: deps.now(), reason: asked.body.reason, document }),
  )

/** POST /v1/grades/{id}/resolve-dispute. */
export const resolveDispute = (asked: Asked<unknown, ResolveBody>, deps: GradeWriteDeps): Promise<Answer> =>
  changing(asked, { action: 'grade.resolve_dispute', isForReviewers: false }, deps, (grade, document) => {
    const { reason, correction: card = null } = asked.body
    return disputeResolved(grade, { by: personOf(asked), nowMs: deps.now(), reason, card, document })
  })

type What = { readonly action: string; readonly isForReviewers: boolean }

async function changing(
  asked: Asked<unknown>,
  { action, isForReviewers }: What,
  deps: GradeWriteDeps,
  change: (grade: ConversationGrade, document: QualityDocument) => Done<string>,
): Promise<Answer> {
  const { account } = asked
  const id = readGradeId(asked.path.id ?? '')
  const looking = await lookingOf(asked, deps)
  for (let nth = 0; nth < TRIES; nth++) {
    const before = id === undefined ? null : await deps.grade({ account, ...id })
    if (before === null || !(isForReviewers || maySee(before, looking))) return NO_SUCH_GRADE
    const document = (await deps.qualityVersion(account, before.rubricVersion)) ?? looking.document
    const done = change(before, document)
    if (done.kind === 'refused') return refusalOf(done)
    if ((await deps.changeGrade(before, done.grade)) === 'contended') continue
    asked.done(action, { conversationId: before.conversationId, resolvedAtMs: before.resolvedAtMs })
    return { kind: 'json', body: { account, grade: gradeView(done.grade, looking) }, fresh: { asOfMs: looking.nowMs } }
  }
  return CONTENDED
}

const REFUSALS: Readonly<Record<string, readonly [status: number, detail: string]>> = {
  not_drawn: [409, 'This conversation was not drawn for a review.'],
  own_conversation: [403, 'Nobody reviews or decides on a conversation of their own.'],
  own_review: [403, 'A dispute is decided by somebody who has not graded the conversation.'],
  reviewed_already: [409, 'You have reviewed this conversation.'],
  enough_reviews: [409, 'This conversation has all the reviews that were wanted.'],
  disputed: [409, 'This grade is or was disputed: reviews are closed.'],
  not_yours: [403, 'A grade is disputed by the operator whose conversation it was.'],
  no_grade: [409, 'There is no grade to dispute.'],
  disputed_already: [409, 'This grade was disputed before.'],
  too_late: [409, 'The time to dispute this grade has passed.'],
  no_dispute: [409, 'Nobody disputes this grade.'],
  unknown_category: [400, 'The quality document has no such category'],
  category_missing: [400, 'Each category wants a grade, or null where it does not apply. Missing is'],
  unknown_critical: [400, 'The quality document has no such critical fail'],
  nothing_graded: [400, 'Grade at least one category that weighs something.'],
}

function refusalOf({ code, of }: Extract<Done<string>, { readonly kind: 'refused' }>): Refusal {
  const [status, detail] = REFUSALS[code] ?? [409, 'That cannot be done.']
  return refused(status as 400 | 403 | 409, code, of === undefined ? detail : `${detail}: "${of}".`)
}
