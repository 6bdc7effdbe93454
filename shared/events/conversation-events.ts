import type { Assignee, Priority, Status, Team } from '#domain/observation'
import type { Envelope } from './envelope.ts'
import type { RoutingEventData } from './routing-events.ts'
import type { WatchEventData } from './watch-events.ts'

/** Each domain event of a conversation and its data. Names and shapes are frozen by tests/fixtures/events. */
export type ConversationEventData = WatchEventData &
  RoutingEventData & {
    /** First sight of a conversation, whatever its status. */
    'conversation.opened.v1': {
      status: Status
      inboxId: number
      channel: string | null
      contactId: number | null
      createdAtMs: number
    }
    /** From resolved to any other status. */
    'conversation.reopened.v1': { status: Status }
    'conversation.resolved.v1': { operatorId: number | null; openForMs: number }
    /** Chatwoot has it no more; it counts as resolved from here on. `status` is what it was until then. */
    'conversation.deleted.v1': { status: Status }
    'conversation.status_changed.v1': { from: Status; to: Status; snoozedUntilMs: number | null }
    /** A customer began to wait: a turn of ours starts. */
    'conversation.customer_waiting.v1': { sinceMs: number; messageId: number | null }
    /** The wait ended without an answer: resolved, snoozed, or cleared in Chatwoot. */
    'conversation.wait_ended.v1': { sinceMs: number; reason: 'status' | 'cleared' }
    'conversation.operator_replied.v1': {
      messageId: number
      operatorId: number | null
      first: boolean
      waitedMs: number | null
    }
    'conversation.bot_replied.v1': { messageId: number; waitedMs: number | null }
    'conversation.assigned.v1': { from: Assignee | null; to: Assignee }
    'conversation.unassigned.v1': { from: Assignee }
    'conversation.team_changed.v1': { from: Team | null; to: Team | null }
    'conversation.priority_changed.v1': { from: Priority | null; to: Priority | null }
    'conversation.labels_changed.v1': { added: string[]; removed: string[]; labels: string[] }
    'conversation.csat_received.v1': {
      messageId: number
      rating: number
      previousRating: number | null
      operatorId: number | null
    }
    /** Attributes of the contact that this deployment keeps, e.g. `tier`; the whole set now. */
    'conversation.contact_changed.v1': { attributes: { [attribute: string]: string } }
    /** The customer said something to route by, or made another topic likelier; their words are in no event. */
    'conversation.topic_read.v1': {
      messageId: number
      language: string | null
      topic: string | null
      confidencePercent: number | null
    }
    /** A customer's message sounds worth a look; its text is in no event. */
    'conversation.message_flagged.v1': { messageId: number; categories: string[]; tone: number }
    /** A message that was sent to measure the way it takes has come back. */
    'conversation.canary_heard.v1': { messageId: number; sentAtMs: number; receivedAtMs: number }
  }

export type ConversationEventType = keyof ConversationEventData
export type ConversationEvent = {
  [Type in ConversationEventType]: Envelope<Type, ConversationEventData[Type]>
}[ConversationEventType]
