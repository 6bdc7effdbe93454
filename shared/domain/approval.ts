import type { ActionKey } from './action.ts'
import type { AutonomyReceipt } from './autonomy.ts'
import type { Block, BoundTo, DraftProposal } from './draft-proposal.ts'

/** Everything a person's leave to send one text to one customer is kept with, from the draft to what was learned of it. */
export type Approval = Omit<DraftProposal, 'text'> & {
  readonly state: ApprovalState
  /** Counts what was done to it, from 1: who acts on it says which he had before him. */
  readonly version: number
  /** As it was handed in. */
  readonly proposedText: string
  /** As it would be sent, or was. */
  readonly text: string
  /** SHA-256 of `text` in UTF-8, 64 hexadecimal digits. */
  readonly textHash: string
  /** Why it may not be approved as it is, by the last look of the guard. */
  readonly blocks: readonly Block[]
  readonly openedAtMs: number
  /** When somebody should have decided, by the account's business hours; null: no calendar says so. */
  readonly dueAtMs: number | null
  /** When that had passed, and was told. */
  readonly overdueAtMs: number | null
  readonly expiresAtMs: number
  /** When each reviewer had it before him first, by name. */
  readonly seenAtMs: Readonly<Record<string, number>>
  readonly edits: number
  readonly editedBy: string | null
  readonly editedAtMs: number | null
  /** Whoever decided: approved, rejected, or asked for changes. Null: nobody, or it ended by itself. */
  readonly decidedBy: string | null
  readonly decidedAtMs: number | null
  /** When whoever decided had first seen it; null: never by its own page. */
  readonly firstSeenAtMs: number | null
  readonly grades: Grades | null
  /** By what a policy has approved it instead of a person; then `decidedBy` is `policy:` and the document. */
  readonly receipt?: AutonomyReceipt
  /** Why it was rejected, is to be changed, or ended: a code for what Backdesk did, a person's words otherwise. */
  readonly reason: string | null
  readonly endedAtMs: number | null
  /** Another reviewer's grades, where this one was drawn for that; or a person's, of what a policy has approved. */
  readonly secondLook: { readonly by: string; readonly atMs: number; readonly grades: Grades } | null
  /** The action it was given to. */
  readonly actionId: string | null
  /** Chatwoot's id of the message it became. */
  readonly messageId: number | null
  /** Of the record of its last decision, and of the decision before in this conversation (approval-chain.ts). */
  readonly hash: string | null
  readonly previousHash: string | null
  /** What it takes the place of: a reply that was approved and came too late to be sent. */
  readonly from: LateOrigin | null
}
export type LateOrigin = {
  readonly actionId: string
  readonly approvalId: string
  readonly requestedAtMs: number
  readonly code: 'too_old'
}

/** 1 (bad) to 5. */
export type Grade = 1 | 2 | 3 | 4 | 5
export const GRADED = ['tone', 'accuracy', 'policy'] as const
export type Grades = Readonly<Record<(typeof GRADED)[number], Grade>> & { readonly note: string | null }

export type ApprovalKey = Pick<Approval, 'account' | 'conversationId' | 'id'>
/** Fits an address and a key; no dot, which parts it from account and conversation in addresses. */
export const APPROVAL_ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,119}$/

/**
 * `draft`: came in, and the guard has said no. `pending_review`: a person may approve. `applied`: given to an action, for
 * good. `audited`: Chatwoot's message is known. `learned`: what can be learned of it is recorded.
 */
export const APPROVAL_STATES = [
  'draft',
  'pending_review',
  'changes_requested',
  'approved',
  'applied',
  'audited',
  'learned',
  'rejected',
  'voided',
  'expired',
] as const
export type ApprovalState = (typeof APPROVAL_STATES)[number]

/**
 * The lifecycle. What has ended stays ended: the same text again is a new approval. `applied` is voided where Chatwoot
 * refused the message.
 */
export const APPROVAL_MOVES: Readonly<Record<ApprovalState, readonly ApprovalState[]>> = {
  draft: ['pending_review', 'rejected', 'voided', 'expired'],
  pending_review: ['draft', 'changes_requested', 'approved', 'rejected', 'voided', 'expired'],
  changes_requested: ['draft', 'pending_review', 'rejected', 'voided', 'expired'],
  approved: ['applied', 'voided', 'expired'],
  applied: ['audited', 'voided'],
  audited: ['learned'],
  learned: [],
  rejected: [],
  voided: [],
  expired: [],
}

/** Those that wait for a person. */
export const OPEN_STATES = ['draft', 'pending_review', 'changes_requested'] as const satisfies readonly ApprovalState[]
export const isOpenApproval = ({ state }: Pick<Approval, 'state'>): boolean =>
  OPEN_STATES.some((open) => open === state)
/** The states from which an approval may come to `to`. */
export const approvalStatesBefore = (to: ApprovalState): ApprovalState[] =>
  APPROVAL_STATES.filter((from) => APPROVAL_MOVES[from].includes(to))

/** What asks to be sent. */
export type Reply = ActionKey & { readonly approvalId: string; readonly textHash: string }

export type ReplyCircumstances = {
  readonly approval: Approval | undefined
  /** The newest message of the customer as Chatwoot has it now; null: none. */
  readonly newestFromCustomer: { readonly id: number; readonly atMs: number } | null
  /** Somebody else has answered since the message that it answers. */
  readonly answered: boolean
  /** When a colleague last answered by hand since then; null: nobody has. */
  readonly answeredAtMs: number | null
  readonly nowMs: number
}

export type WhyNotReply =
  | 'no_approval'
  | 'approval_of_another'
  | 'approval_pending'
  | 'approval_rejected'
  | 'approval_voided'
  | 'approval_expired'
  | 'approval_used'
  | 'approval_seeded'
  | 'text_differs'
  | 'newer_customer_message'
  | 'answered_meanwhile'

/** Why this reply may not be sent as things stand; null: it may. Nothing else lets anything reach a customer. */
export function whyNotReply(
  reply: Reply,
  { approval, newestFromCustomer, answered, answeredAtMs, nowMs }: ReplyCircumstances,
): WhyNotReply | null {
  if (approval === undefined) return 'no_approval'
  if (!isOf(reply, approval)) return 'approval_of_another'
  if (approval.source.kind === 'seeded') return 'approval_seeded'
  const state = whyNotState(reply, approval)
  if (state !== null) return state
  if (nowMs >= approval.expiresAtMs) return 'approval_expired'
  if (reply.textHash !== approval.textHash) return 'text_differs'
  if (isOutdated(approval.boundTo, newestFromCustomer?.id ?? null)) return 'newer_customer_message'
  // a person may want to add to what a colleague said; a policy cannot know
  const isUnaware = answered && approval.receipt !== undefined
  return isUnaware || isAnsweredSince(approval, answeredAtMs) ? 'answered_meanwhile' : null
}

/** Whether a colleague has answered after it was approved: whoever approved it could not know. */
const isAnsweredSince = ({ decidedAtMs }: Approval, answeredAtMs: number | null): boolean =>
  answeredAtMs !== null && decidedAtMs !== null && answeredAtMs > decidedAtMs

/** Whether the customer has written since. */
export const isOutdated = ({ lastMessageId }: BoundTo, newestFromCustomer: number | null): boolean =>
  newestFromCustomer !== null && newestFromCustomer > (lastMessageId ?? 0)

const isOf = (reply: Reply, approval: Approval): boolean =>
  approval.id === reply.approvalId &&
  approval.account === reply.account &&
  approval.conversationId === reply.conversationId

function whyNotState(reply: Reply, approval: Approval): WhyNotReply | null {
  const { state, actionId } = approval
  switch (state) {
    case 'approved':
      return isGiven(approval) ? null : 'approval_pending'
    case 'applied':
      // Its own action comes back after a stop between being given it and sending.
      return actionId === reply.id ? null : 'approval_used'
    case 'audited':
    case 'learned':
      return 'approval_used'
    case 'draft':
    case 'pending_review':
    case 'changes_requested':
      return 'approval_pending'
    case 'rejected':
      return 'approval_rejected'
    case 'voided':
      return 'approval_voided'
    case 'expired':
      return 'approval_expired'
  }
}

/** Without somebody, a time, and either grades or a receipt it is no approval, whatever its state says. */
const isGiven = ({ decidedBy, decidedAtMs, grades, receipt }: Approval): boolean =>
  decidedBy !== null && decidedAtMs !== null && (grades !== null || receipt !== undefined)
