import type { Approval } from '#domain/approval'
import { sha256Hex } from '#runtime/digest'
import { ACCOUNT, CONVERSATION_ID, START_MS } from './builders.ts'

export const REPLY_TEXT = 'Your parcel is on its way.'

/** Of REPLY_TEXT, by Avery, for an hour, in sight of message 100. */
export const anApproval = (changes: Partial<Approval> = {}): Approval => ({
  id: 'draft/1',
  account: ACCOUNT,
  conversationId: CONVERSATION_ID,
  state: 'approved',
  textHash: sha256Hex(REPLY_TEXT),
  boundTo: { conversationVersion: 7, lastMessageId: 100 },
  approvedBy: 'avery',
  approvedAtMs: START_MS,
  expiresAtMs: START_MS + 3_600_000,
  ...changes,
})
