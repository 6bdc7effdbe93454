/** What people and time do to an approval. Each gives the approval as it is afterwards, or why it may not be. */
import {
  APPROVAL_MOVES,
  type Approval,
  type ApprovalState,
  GRADED,
  type Grades,
  isOpenApproval,
  isOutdated,
} from './approval.ts'
import { isUsableText } from './approval-opening.ts'
import { isDrawn } from './approval-vigilance.ts'
import type { AutonomyReceipt } from './autonomy.ts'
import type { Block } from './draft-proposal.ts'

export type WhyNotMove =
  /** Its state does not allow it. */
  | 'not_open'
  | 'not_pending'
  | 'expired'
  | 'newer_customer_message'
  | 'no_evidence'
  | 'no_rollback'
  | 'blocked'
  | 'grades_missing'
  | 'reason_missing'
  | 'text_unusable'
  | 'text_unchanged'
  | 'not_drawn'
  | 'own_decision'
  | 'looked_before'
  | 'not_decided'

export type Moved =
  | { readonly kind: 'moved'; readonly approval: Approval }
  /** It was so already, by the same person: asking again changes nothing. */
  | { readonly kind: 'done'; readonly approval: Approval }
  | { readonly kind: 'refused'; readonly code: WhyNotMove }

/** Who acts, and when. */
export type Act = { readonly by: string; readonly nowMs: number }

const refuse = (code: WhyNotMove): Moved => ({ kind: 'refused', code })
const moved = (approval: Approval): Moved => ({ kind: 'moved', approval })
const may = ({ state }: Approval, to: ApprovalState): boolean => APPROVAL_MOVES[state].includes(to)
const next = (approval: Approval, changes: Partial<Approval>): Approval => ({
  ...approval,
  ...changes,
  version: approval.version + 1,
})

export type Edited = { readonly text: string; readonly textHash: string; readonly blocks: readonly Block[] }

/** Another text; what was proposed stays beside it. What the guard has nothing against waits for approval at once. */
export function edit(approval: Approval, edited: Edited, { by, nowMs }: Act): Moved {
  if (!isOpenApproval(approval)) return refuse('not_open')
  if (nowMs >= approval.expiresAtMs) return refuse('expired')
  if (!isUsableText(edited.text)) return refuse('text_unusable')
  if (edited.text === approval.text) return refuse('text_unchanged')
  const state = edited.blocks.length === 0 ? 'pending_review' : 'draft'
  const { text, textHash, blocks } = edited
  const edits = approval.edits + 1
  return moved(next(approval, { state, text, textHash, blocks, edits, editedBy: by, editedAtMs: nowMs, reason: null }))
}

export type ApprovalGiven = Act & {
  readonly grades: Grades | null
  /** By what the guard says of the text as it is now. */
  readonly blocks: readonly Block[]
  /** The newest message of the customer as far as we know; null: none. */
  readonly newestFromCustomer: number | null
  readonly actionId: string
}

/**
 * A person's yes. One that was seeded to see whether reviewers look ends here, and nothing is sent. Saying yes again to
 * what the same person has approved changes nothing.
 */
export function approve(approval: Approval, given: ApprovalGiven): Moved {
  const { by, nowMs, grades } = given
  if (approval.decidedBy === by && HAS_APPROVED.includes(approval.state)) return { kind: 'done', approval }
  const why = whyNotApprove(approval, given)
  if (why !== null || grades === null) return refuse(why ?? 'grades_missing')
  const decided = { decidedBy: by, decidedAtMs: nowMs, firstSeenAtMs: approval.seenAtMs[by] ?? null, grades }
  if (approval.source.kind === 'seeded') {
    return moved(next(approval, { ...decided, state: 'voided', reason: SEEDED, endedAtMs: nowMs }))
  }
  return moved(next(approval, { ...decided, state: 'approved', reason: null, actionId: given.actionId }))
}

/**
 * A policy's yes, by what people have graded before. Only of what just came in: once somebody has written anything of it, or
 * has it before him, it is a person's.
 */
export function approveAlone(
  approval: Approval,
  given: Omit<ApprovalGiven, 'by' | 'grades'> & { readonly receipt: AutonomyReceipt },
): Moved {
  const { receipt, nowMs, actionId } = given
  const why = whyNotStanding(approval, given)
  if (why !== null) return refuse(why)
  if (!isUntouched(approval)) return refuse('not_pending')
  const decided = { decidedBy: `policy:${receipt.policy}`, decidedAtMs: nowMs, firstSeenAtMs: null, receipt }
  return moved(next(approval, { ...decided, state: 'approved', actionId }))
}

/** As it came in, and not in the place of one that was approved before. */
export const isUntouched = ({ state, version, from, seenAtMs }: Approval): boolean =>
  state === 'pending_review' && version === 1 && from === null && Object.keys(seenAtMs).length === 0

export const SEEDED = 'seeded'
const HAS_APPROVED: readonly ApprovalState[] = ['approved', 'applied', 'audited', 'learned']

type Standing = Pick<ApprovalGiven, 'nowMs' | 'blocks' | 'newestFromCustomer'>

/** Why it may not be approved as things stand; null: it may, once it is graded. */
export function whyNotApprove(
  approval: Approval,
  { grades, ...standing }: Standing & Pick<ApprovalGiven, 'grades'>,
): WhyNotMove | null {
  const why = whyNotStanding(approval, standing)
  if (why !== null) return why
  return grades === null || !GRADED.every((of) => isGrade(grades[of])) ? 'grades_missing' : null
}

function whyNotStanding(approval: Approval, { nowMs, blocks, newestFromCustomer }: Standing): WhyNotMove | null {
  if (!isOpenApproval(approval)) return 'not_open'
  if (nowMs >= approval.expiresAtMs) return 'expired'
  if (isOutdated(approval.boundTo, newestFromCustomer)) return 'newer_customer_message'
  // before the state: a draft that is blocked is told by what
  if (approval.evidence.length === 0) return 'no_evidence'
  if (approval.rollback.trim() === '') return 'no_rollback'
  if (blocks.length > 0) return 'blocked'
  return may(approval, 'approved') ? null : 'not_pending'
}

const isGrade = (grade: number): boolean => Number.isInteger(grade) && grade >= 1 && grade <= 5

/** It goes back to be written otherwise. */
export function requestChanges(approval: Approval, { by, nowMs, reason }: Act & { readonly reason: string }): Moved {
  if (!may(approval, 'changes_requested')) return refuse(isOpenApproval(approval) ? 'not_pending' : 'not_open')
  if (nowMs >= approval.expiresAtMs) return refuse('expired')
  if (reason.trim() === '') return refuse('reason_missing')
  return moved(next(approval, { state: 'changes_requested', reason, ...decidedBy(approval, { by, nowMs }) }))
}

export function reject(approval: Approval, { by, nowMs, reason }: Act & { readonly reason: string }): Moved {
  if (approval.state === 'rejected' && approval.decidedBy === by) return { kind: 'done', approval }
  if (!may(approval, 'rejected')) return refuse('not_open')
  if (reason.trim() === '') return refuse('reason_missing')
  return moved(next(approval, { state: 'rejected', reason, endedAtMs: nowMs, ...decidedBy(approval, { by, nowMs }) }))
}

const decidedBy = ({ seenAtMs }: Approval, { by, nowMs }: Act) => ({
  decidedBy: by,
  decidedAtMs: nowMs,
  firstSeenAtMs: seenAtMs[by] ?? null,
})

/** Backdesk's own reasons to end one. */
export const VOID_CODES = ['newer_customer_message', 'conversation_deleted', 'not_sent', SEEDED] as const
export type VoidCode = (typeof VOID_CODES)[number]

/** It answers another moment than this one, or what it was given to came to nothing. */
export function voidApproval(approval: Approval, { code, nowMs }: { code: VoidCode; nowMs: number }): Moved {
  if (!may(approval, 'voided')) return refuse('not_open')
  return moved(next(approval, { state: 'voided', reason: code, endedAtMs: nowMs }))
}

/** The customer has written since; one that was given to an action is on its way, and cannot be called back. */
export const isOvertaken = (approval: Approval, newestFromCustomer: number | null): boolean =>
  (isOpenApproval(approval) || approval.state === 'approved') && isOutdated(approval.boundTo, newestFromCustomer)

export function expire(approval: Approval, nowMs: number): Moved {
  if (!may(approval, 'expired') || nowMs < approval.expiresAtMs) return refuse('not_open')
  return moved(next(approval, { state: 'expired', reason: 'expired', endedAtMs: nowMs }))
}

/** Nobody decided in the time that was promised. Told once. */
export function overdue(approval: Approval, nowMs: number): Moved {
  const { dueAtMs, overdueAtMs } = approval
  if (!isOpenApproval(approval) || dueAtMs === null || nowMs < dueAtMs) return refuse('not_open')
  if (overdueAtMs !== null) return { kind: 'done', approval }
  return moved(next(approval, { overdueAtMs: nowMs }))
}

/** Its customer was answered by hand: nobody is called to decide in time any more. Of what was told already nothing is taken back. */
export function undue(approval: Approval, nowMs: number): Moved {
  const { dueAtMs, overdueAtMs } = approval
  if (!isOpenApproval(approval) || dueAtMs === null || nowMs < dueAtMs) return refuse('not_open')
  return overdueAtMs === null ? moved(next(approval, { dueAtMs: null })) : { kind: 'done', approval }
}

/** Given to the action that will send it, once and for all. */
export function apply(approval: Approval, { actionId, nowMs }: { actionId: string; nowMs: number }): Moved {
  if (approval.state === 'applied' && approval.actionId === actionId) return { kind: 'done', approval }
  if (!may(approval, 'applied') || nowMs >= approval.expiresAtMs) return refuse('not_open')
  return moved(next(approval, { state: 'applied', actionId }))
}

/** Chatwoot has it, as this message. */
export function audit(approval: Approval, { messageId, nowMs }: { messageId: number; nowMs: number }): Moved {
  if (approval.messageId === messageId) return { kind: 'done', approval }
  if (!may(approval, 'audited')) return refuse('not_open')
  return moved(next(approval, { state: 'audited', messageId, endedAtMs: nowMs }))
}

/** What can be learned of it is recorded. */
export function learn(approval: Approval): Moved {
  if (approval.state === 'learned') return { kind: 'done', approval }
  return may(approval, 'learned') ? moved(next(approval, { state: 'learned' })) : refuse('not_open')
}

/**
 * Grades by a second reviewer, who does not see the first ones before: of those that were drawn for it, and of whatever a
 * policy has approved, which nobody has graded yet.
 */
export function lookAgain(approval: Approval, { by, nowMs, grades }: Act & { readonly grades: Grades }): Moved {
  const isAlone = isSentAlone(approval)
  if (!isAlone && (approval.grades === null || approval.decidedBy === null)) return refuse('not_decided')
  if (!isAlone && !isDrawn(approval)) return refuse('not_drawn')
  if (approval.decidedBy === by) return refuse('own_decision')
  if (approval.secondLook?.by === by) return { kind: 'done', approval }
  if (approval.secondLook !== null) return refuse('looked_before')
  if (!GRADED.every((of) => isGrade(grades[of]))) return refuse('grades_missing')
  return moved(next(approval, { secondLook: { by, atMs: nowMs, grades } }))
}

/** A policy has approved it, and it is with the customer or on its way. */
export const isSentAlone = ({ receipt, state }: Approval): boolean =>
  receipt !== undefined && HAS_APPROVED.includes(state)
