import type { ConversationEventType } from '#events/conversation-events'
import type { OperatorEventType } from '#events/operator-events'

/** What brings a conversation, frees a seat, tells what became of a decision, or has one sent again. */
export const ROUTING_EVENTS: readonly (ConversationEventType | OperatorEventType)[] = [
  'conversation.opened.v1',
  'conversation.reopened.v1',
  'conversation.status_changed.v1',
  'conversation.customer_waiting.v1',
  'conversation.topic_read.v1',
  'conversation.assigned.v1',
  'conversation.unassigned.v1',
  // an answered conversation takes half a seat
  'conversation.operator_replied.v1',
  'conversation.team_changed.v1',
  'conversation.resolved.v1',
  'escalation.raised.v1',
  'operator.available.v1',
  'routing.asked.v1',
  'routing.held.v1',
]
