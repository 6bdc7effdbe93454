import type { Action } from './action.ts'
import type { Approval } from './approval.ts'

/** The action that sends an approved text. One approval, one action: its id is made from the approval's. */
export const sendingActionId = ({ account, conversationId, id }: Pick<Approval, 'account' | 'conversationId' | 'id'>) =>
  `${account}/${conversationId}/approval/${id}`

/** The same text whenever it is asked for: what was approved is not edited any more. */
export const sendingOf = (
  { account, conversationId, id, text }: Approval,
  { nowMs, correlationId }: { readonly nowMs: number; readonly correlationId: string },
): Action & { readonly verb: 'send_public_reply' } => ({
  id: sendingActionId({ account, conversationId, id }),
  ...{ account, conversationId },
  reason: 'approval',
  requestedAtMs: nowMs,
  correlationId,
  verb: 'send_public_reply',
  text,
  approvalId: id,
})
