/** What the queue of reviews carries besides events of the bus. */
import type { ApprovalKey } from './approval.ts'
import type { ConversationState } from './conversation.ts'

/** The customer of a conversation has written: drafts that answer an older message have lost their occasion. */
export type CustomerWrote = {
  readonly kind: 'customer_wrote'
  readonly account: string
  readonly conversationId: number
  readonly messageId: number
}
/** An approval has to be looked at again. */
export type ApprovalDue = {
  readonly kind: 'approval_due'
  readonly account: string
  readonly conversationId: number
  readonly approvalId: string
  readonly atMs: number
}

export const approvalDue = ({ id: approvalId, ...at }: ApprovalKey & { readonly atMs: number }): ApprovalDue => ({
  kind: 'approval_due',
  account: at.account,
  conversationId: at.conversationId,
  approvalId,
  atMs: at.atMs,
})

/**
 * The customer's message that a write brought, webhook or reading; null: none that is newer. Of a conversation that is
 * seen for the first time nothing can have been drafted.
 */
export function newlyWritten(before: ConversationState | undefined, after: ConversationState): number | null {
  const { lastInbound } = after
  if (before === undefined || lastInbound === undefined) return null
  return lastInbound.id > (before.lastInbound?.id ?? 0) ? lastInbound.id : null
}
