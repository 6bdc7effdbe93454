/** Conversations with the watch that the real writers give them, by the shipped documents. */
import type { Conversation } from '#domain/conversation'
import { aConversation, watched } from './builders.ts'

/** As `aConversation`, seen for the first time at `writtenAtMs`. */
export const aWatched = (changes: Parameters<typeof aConversation>[0] = {}): Conversation =>
  watched(aConversation(changes))

/** The next version, when nothing but time went by until `nowMs`: what a deadline writes. */
export const atDeadline = (conversation: Conversation, nowMs: number): Conversation => ({
  ...watched(conversation, nowMs, conversation),
  version: conversation.version + 1,
  writtenAtMs: nowMs,
  source: 'clock',
  correlationId: `deadline-${conversation.conversationId}-${nowMs}`,
})
