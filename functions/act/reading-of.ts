import type { ConversationReading } from '#chatwoot/translate-reading'
import type { ReadConversation } from './perform-sweep.ts'

/** A conversation that was read, as `process` translates it. */
export function readingOf({ wanted, read, lossesSinceMs, ...stamps }: ReadConversation) {
  const body: ConversationReading = {
    conversation_id: wanted.conversationId,
    ...(read.kind === 'gone'
      ? { conversation: null, messages: [], read_to_message_id: wanted.afterMessageId, complete: true }
      : {
          conversation: read.conversation,
          messages: [...read.messages],
          read_to_message_id: read.readToMessageId,
          complete: read.complete,
        }),
    rated_at_ms: wanted.ratedAtMs ?? null,
    losses_since_ms: lossesSinceMs,
  }
  return { ...stamps, conversationId: wanted.conversationId, body }
}
