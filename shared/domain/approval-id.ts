import { ACCOUNT_SLUG } from './account.ts'
import { APPROVAL_ID, type ApprovalKey } from './approval.ts'

/** How an approval is called in addresses and links. No part can hold a dot. */
export const approvalAddress = ({ account, conversationId, id }: ApprovalKey): string =>
  [account, conversationId, id].join('.')

/** Null for what is none. */
export function approvalKeyIn(address: string): ApprovalKey | null {
  const [account = '', conversationId = '', id = '', ...more] = address.split('.')
  if (more.length > 0 || !ACCOUNT_SLUG.test(account) || !APPROVAL_ID.test(id)) return null
  return /^[1-9]\d{0,9}$/.test(conversationId) ? { account, conversationId: Number(conversationId), id } : null
}
