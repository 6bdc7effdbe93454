import type { Action } from './action.ts'
import type { Approval } from './approval.ts'

/** The action that sends an approved text. One approval, one action: its id is made from the approval's. */
export const sendingActionId = ({ account, conversationId, id }: Pick<Approval, 'account' | 'conversationId' | 'id'>) =>
  `${account}/${conversationId}/approval/${id}`

/**
 * The same whenever it is asked for: what was approved is not edited any more. It was asked for when it was approved, so
 * that `act` knows how late it is.
 */
export const sendingOf = ({
  account,
  conversationId,
  id,
  text,
  correlationId,
  decidedAtMs,
}: Approval): Action & { readonly verb: 'send_public_reply' } => ({
  id: sendingActionId({ account, conversationId, id }),
  ...{ account, conversationId },
  reason: 'approval',
  requestedAtMs: decidedAtMs ?? 0,
  correlationId,
  verb: 'send_public_reply',
  text,
  approvalId: id,
})
