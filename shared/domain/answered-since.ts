import type { ConversationState, MessageRef } from './conversation.ts'
import type { BoundTo } from './draft-proposal.ts'

/**
 * A person's public reply after the message that a draft answers, as far as we know; null: none. It may say no more than
 * "one moment", so it ends no draft: whoever decides is shown it, nobody is called any more, and no policy sends a second
 * answer.
 */
export function answeredSince(
  { lastMessageId }: BoundTo,
  { lastReply }: Pick<ConversationState, 'lastReply'>,
): MessageRef | null {
  return lastReply !== undefined && lastReply.id > (lastMessageId ?? 0) ? lastReply : null
}
