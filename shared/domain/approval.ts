import type { ActionKey } from './action.ts'

/** A person's leave to send one text to one customer, for as long as the conversation stands as it stood then. */
export type Approval = {
  readonly id: string
  readonly account: string
  readonly conversationId: number
  readonly state: ApprovalState
  /** SHA-256 of the exact text in UTF-8, 64 hexadecimal digits. */
  readonly textHash: string
  /** What whoever approved had before them. */
  readonly boundTo: {
    readonly conversationVersion: number
    /** Chatwoot's id of the newest message; null where there was none. */
    readonly lastMessageId: number | null
  }
  readonly approvedBy: string | null
  readonly approvedAtMs: number | null
  readonly expiresAtMs: number
  /** The action it was given to; with `applied` alone. */
  readonly actionId?: string
}

/** A reply that waits for a person's word, with its text: what an approval is before it is given. */
export type ReplyDraft = Approval & {
  readonly state: 'pending_review'
  readonly text: string
  /** Why there is a draft: the action that was not carried out, and when it was asked for. */
  readonly from: { readonly actionId: string; readonly requestedAtMs: number; readonly code: 'too_old' }
  /** What the approval before it was bound to, for whoever looks what has happened since. */
  readonly approvalId: string
}
export type ApprovalKey = Pick<Approval, 'account' | 'conversationId' | 'id'>

/** `applied`: given to an action, for good; whether that arrived is told by the action's item. */
export const APPROVAL_STATES = ['pending_review', 'approved', 'applied', 'rejected', 'voided', 'expired'] as const
export type ApprovalState = (typeof APPROVAL_STATES)[number]

/** What has ended stays ended: the same text again is a new approval. */
export const APPROVAL_MOVES: Readonly<Record<ApprovalState, readonly ApprovalState[]>> = {
  pending_review: ['approved', 'rejected', 'voided', 'expired'],
  approved: ['applied', 'voided', 'expired'],
  applied: [],
  rejected: [],
  voided: [],
  expired: [],
}

/** What asks to be sent. */
export type Reply = ActionKey & { readonly approvalId: string; readonly textHash: string }

export type ReplyCircumstances = {
  readonly approval: Approval | undefined
  /** The newest message of the customer as Chatwoot has it now; null: none. */
  readonly newestFromCustomer: { readonly id: number; readonly atMs: number } | null
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
  | 'text_differs'
  | 'newer_customer_message'

/** A draft that nobody decided on has lost its occasion. */
const DRAFT_HOLDS_MS = 24 * 3_600_000

/**
 * A reply that was to go out long ago is not sent: the customer has been waiting, may have given up or asked elsewhere. What
 * was approved becomes a draft, and a person decides anew.
 */
export const draftOf = (
  { id: actionId, account, conversationId, approvalId, text, requestedAtMs }: LateReply,
  approval: Approval,
  { id, nowMs }: { readonly id: string; readonly nowMs: number },
): ReplyDraft => ({
  id,
  ...{ account, conversationId, text, approvalId },
  state: 'pending_review',
  textHash: approval.textHash,
  boundTo: approval.boundTo,
  approvedBy: null,
  approvedAtMs: null,
  expiresAtMs: nowMs + DRAFT_HOLDS_MS,
  from: { actionId, requestedAtMs, code: 'too_old' },
})
export type LateReply = ActionKey & {
  readonly approvalId: string
  readonly text: string
  readonly requestedAtMs: number
}

/** Why this reply may not be sent as things stand; null: it may. Nothing else lets anything reach a customer. */
export function whyNotReply(
  reply: Reply,
  { approval, newestFromCustomer, nowMs }: ReplyCircumstances,
): WhyNotReply | null {
  if (approval === undefined) return 'no_approval'
  if (!isOf(reply, approval)) return 'approval_of_another'
  const state = whyNotState(reply, approval)
  if (state !== null) return state
  if (nowMs >= approval.expiresAtMs) return 'approval_expired'
  if (reply.textHash !== approval.textHash) return 'text_differs'
  if (newestFromCustomer === null) return null
  const { lastMessageId } = approval.boundTo
  return lastMessageId === null || newestFromCustomer.id > lastMessageId ? 'newer_customer_message' : null
}

const isOf = (reply: Reply, approval: Approval): boolean =>
  approval.id === reply.approvalId &&
  approval.account === reply.account &&
  approval.conversationId === reply.conversationId

function whyNotState(reply: Reply, { state, actionId, approvedBy, approvedAtMs }: Approval): WhyNotReply | null {
  switch (state) {
    case 'approved':
      // Without a person and a time it is no approval, whatever its state says.
      return approvedBy === null || approvedAtMs === null ? 'approval_pending' : null
    case 'applied':
      // Its own action comes back after a stop between being given it and sending.
      return actionId === reply.id ? null : 'approval_used'
    case 'pending_review':
      return 'approval_pending'
    case 'rejected':
      return 'approval_rejected'
    case 'voided':
      return 'approval_voided'
    case 'expired':
      return 'approval_expired'
  }
}
