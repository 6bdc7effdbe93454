import type { ConversationEventData, ConversationEventType } from '#events/conversation-events'

/** An event before it is stamped with the write that caused it. */
export type Draft = {
  [Type in ConversationEventType]: {
    readonly type: Type
    /** Epoch milliseconds by Chatwoot's clock. */
    readonly occurredAtMs: number
    readonly data: ConversationEventData[Type]
  }
}[ConversationEventType]
