import type { ConversationEvent } from '#events/conversation-events'
import type { Conversation } from './conversation.ts'

/** Being written: signature only. */
export function derive(_before: Conversation | undefined, _after: Conversation): ConversationEvent[] {
  return []
}
