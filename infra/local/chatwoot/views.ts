/** REST shapes of 4.15.1. Types differ from the webhooks' on purpose: integers here where ISO texts are there. */
import { floatSeconds, isoOrNull, seconds } from './micro-time.ts'
import type { Contact, Conversation, CsatResponse, Message, Operator, Team } from './model.ts'
import { contactPush, MESSAGE_TYPE_NUMBERS, messagePush, operatorPush, senderPush, unreadCount } from './payloads.ts'
import type { JsonObject } from './rails-json.ts'
import { rowOf, type Store } from './store.ts'

export const agentView = (store: Store, operator: Operator): JsonObject => ({
  id: operator.id,
  account_id: store.account.id,
  availability_status: operator.availability,
  auto_offline: operator.autoOffline,
  confirmed: true,
  email: operator.email,
  provider: 'email',
  available_name: operator.availableName,
  name: operator.name,
  role: operator.role,
  thumbnail: '',
  custom_role_id: null,
})

export const agentViews = (store: Store, ids: Iterable<number>): JsonObject[] =>
  [...ids].sort((a, b) => a - b).map((id) => agentView(store, rowOf(store.operators, id, 'operator')))

/** `viewerId`: whose token asks; null for a bot. */
export const teamView = (store: Store, team: Team, viewerId: number | null): JsonObject => ({
  id: team.id,
  name: team.name,
  description: team.description,
  allow_auto_assign: team.allowAutoAssign,
  account_id: store.account.id,
  is_member: viewerId !== null && team.memberIds.has(viewerId),
})

export const contactView = (contact: Contact): JsonObject => ({
  additional_attributes: contact.additionalAttributes,
  availability_status: 'offline',
  email: contact.email,
  id: contact.id,
  name: contact.name,
  phone_number: contact.phoneNumber,
  blocked: contact.blocked,
  identifier: contact.identifier,
  thumbnail: '',
  custom_attributes: contact.customAttributes,
  ...(contact.lastActivityAtUs === null ? {} : { last_activity_at: seconds(contact.lastActivityAtUs) }),
  created_at: seconds(contact.createdAtUs),
})

/** The assignee comes with mail address and role here, which no webhook has. */
function metaView(store: Store, conversation: Conversation, viewerId: number | null): JsonObject {
  const { assigneeId, assigneeAgentBotId, teamId } = conversation
  const bot = assigneeAgentBotId === null ? undefined : rowOf(store.bots, assigneeAgentBotId, 'agent bot')
  const operator = assigneeId === null ? undefined : rowOf(store.operators, assigneeId, 'operator')
  const assignee = bot
    ? { assignee: { id: bot.id, name: bot.name, avatar_url: '', type: 'agent_bot' } }
    : operator
      ? { assignee: agentView(store, operator) }
      : {}
  return {
    sender: contactView(rowOf(store.contacts, conversation.contactId, 'contact')),
    channel: rowOf(store.inboxes, conversation.inboxId, 'inbox').channel,
    ...assignee,
    ...(bot || operator ? { assignee_type: bot ? 'AgentBot' : 'User' } : {}),
    ...(teamId === null ? {} : { team: teamView(store, rowOf(store.teams, teamId, 'team'), viewerId) }),
    hmac_verified: false,
  }
}

/** One conversation, as in lists. `messages[0]` is the very last message, an activity as likely as not. */
export function conversationView(store: Store, conversation: Conversation, viewerId: number | null): JsonObject {
  const messages = store.messagesOf(conversation)
  const last = messages.at(-1)
  const lastSaid = messages.findLast(({ messageType }) => messageType !== 'activity')
  return {
    meta: metaView(store, conversation, viewerId),
    id: conversation.displayId,
    messages: last === undefined ? [] : [messagePush(store, conversation, last)],
    account_id: store.account.id,
    uuid: conversation.uuid,
    additional_attributes: conversation.additionalAttributes,
    agent_last_seen_at: seconds(conversation.agentLastSeenAtUs),
    assignee_last_seen_at: seconds(conversation.assigneeLastSeenAtUs),
    can_reply: true,
    contact_last_seen_at: seconds(conversation.contactLastSeenAtUs),
    custom_attributes: conversation.customAttributes,
    inbox_id: conversation.inboxId,
    labels: conversation.labelList,
    muted: false,
    snoozed_until: isoOrNull(conversation.snoozedUntilUs),
    status: conversation.status,
    created_at: seconds(conversation.createdAtUs),
    updated_at: floatSeconds(conversation.updatedAtUs),
    timestamp: seconds(conversation.lastActivityAtUs),
    first_reply_created_at: seconds(conversation.firstReplyCreatedAtUs),
    unread_count: unreadCount(store, conversation),
    last_non_activity_message: lastSaid === undefined ? null : messagePush(store, conversation, lastSaid),
    last_activity_at: seconds(conversation.lastActivityAtUs),
    priority: conversation.priority,
    waiting_since: seconds(conversation.waitingSinceUs),
    sla_policy_id: null,
  }
}

/** A message in a message list, and the answer to sending one. */
export function messageView(store: Store, conversation: Conversation, message: Message): JsonObject {
  const sender = senderPush(store, message)
  return {
    id: message.id,
    content: message.content,
    inbox_id: message.inboxId,
    conversation_id: conversation.displayId,
    message_type: MESSAGE_TYPE_NUMBERS[message.messageType],
    content_type: message.contentType,
    status: message.status,
    content_attributes: message.contentAttributes,
    created_at: seconds(message.createdAtUs),
    private: message.private,
    source_id: message.sourceId,
    ...(sender === null ? {} : { sender }),
  }
}

export function messagesMetaView(store: Store, conversation: Conversation): JsonObject {
  const { assigneeId } = conversation
  return {
    labels: conversation.labelList,
    additional_attributes: conversation.additionalAttributes,
    contact: contactPush(rowOf(store.contacts, conversation.contactId, 'contact')),
    ...(assigneeId === null ? {} : { assignee: operatorPush(rowOf(store.operators, assigneeId, 'operator')) }),
    agent_last_seen_at: isoOrNull(conversation.agentLastSeenAtUs),
    assignee_last_seen_at: isoOrNull(conversation.assigneeLastSeenAtUs),
  }
}

/** Undefined once the conversation is gone. The conversation's id is the display id here. */
export function csatView(store: Store, response: CsatResponse): JsonObject | undefined {
  const conversation = store.conversations.get(response.conversationId)
  const contact = store.contacts.get(response.contactId)
  if (!conversation || !contact) return undefined
  const agent = response.assignedAgentId === null ? undefined : store.operators.get(response.assignedAgentId)
  return {
    id: response.id,
    rating: response.rating,
    feedback_message: response.feedbackMessage,
    csat_review_notes: null,
    review_notes_updated_at: null,
    account_id: store.account.id,
    message_id: response.messageId,
    contact: contactView(contact),
    conversation_id: conversation.displayId,
    ...(agent ? { assigned_agent: agentView(store, agent) } : {}),
    created_at: seconds(response.createdAtUs),
  }
}
