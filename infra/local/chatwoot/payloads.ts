/**
 * Webhook payloads as Chatwoot 4.15.1 sends them: keys, their order, nesting and types follow the captured and derived
 * samples in tests/fixtures/chatwoot, key by key (tests/unit/local-chatwoot/payloads.test.ts).
 */
import { floatSeconds, iso, isoOrNull, seconds } from './micro-time.ts'
import type { Contact, Conversation, Message, Operator } from './model.ts'
import type { Json, JsonObject } from './rails-json.ts'
import { rowOf, type Store } from './store.ts'

export const MESSAGE_TYPE_NUMBERS = { incoming: 0, outgoing: 1, activity: 2, template: 3 } as const

/** The sidebar counts at most this many. */
const UNREAD_CAP = 10

export const accountShape = (store: Store): JsonObject => ({ id: store.account.id, name: store.account.name })

/** Contact as pushed to browsers and nested in conversations: with `type`, without `account`. */
export const contactPush = (contact: Contact): JsonObject => ({
  additional_attributes: contact.additionalAttributes,
  custom_attributes: contact.customAttributes,
  email: contact.email,
  id: contact.id,
  identifier: contact.identifier,
  name: contact.name,
  phone_number: contact.phoneNumber,
  thumbnail: '',
  blocked: contact.blocked,
  type: 'contact',
})

/** Contact as a webhook's own subject or sender: with `account`, without `type`. */
export const contactWebhook = (store: Store, contact: Contact): JsonObject => ({
  account: accountShape(store),
  additional_attributes: contact.additionalAttributes,
  avatar: '',
  custom_attributes: contact.customAttributes,
  email: contact.email,
  id: contact.id,
  identifier: contact.identifier,
  name: contact.name,
  phone_number: contact.phoneNumber,
  thumbnail: '',
  blocked: contact.blocked,
})

/** User as pushed. In webhooks the availability is null: the job that builds them knows no presence. */
export const operatorPush = (operator: Operator): JsonObject => ({
  id: operator.id,
  name: operator.name,
  available_name: operator.availableName,
  avatar_url: '',
  type: 'user',
  availability_status: null,
  thumbnail: '',
})

const operatorWebhook = (operator: Operator): JsonObject => ({
  id: operator.id,
  name: operator.name,
  email: operator.email,
  type: 'user',
})

const botPush = (store: Store, id: number): JsonObject => ({
  id,
  name: rowOf(store.bots, id, 'agent bot').name,
  avatar_url: '',
  type: 'agent_bot',
})

export function senderPush(store: Store, message: Message): JsonObject | null {
  const sender = message.sender
  if (sender === null) return null
  if (sender.type === 'Contact') return contactPush(rowOf(store.contacts, sender.id, 'contact'))
  if (sender.type === 'User') return operatorPush(rowOf(store.operators, sender.id, 'operator'))
  return botPush(store, sender.id)
}

function senderWebhook(store: Store, message: Message): JsonObject | null {
  const sender = message.sender
  if (sender === null) return null
  if (sender.type === 'Contact') return contactWebhook(store, rowOf(store.contacts, sender.id, 'contact'))
  if (sender.type === 'User') return operatorWebhook(rowOf(store.operators, sender.id, 'operator'))
  return { id: sender.id, name: rowOf(store.bots, sender.id, 'agent bot').name, type: 'agent_bot' }
}

export function unreadCount(store: Store, conversation: Conversation): number {
  const seenUs = conversation.agentLastSeenAtUs ?? 0
  const unread = store
    .messagesOf(conversation)
    .filter((message) => message.messageType === 'incoming' && message.createdAtUs > seenUs)
  return Math.min(unread.length, UNREAD_CAP)
}

/** The raw row plus a little context: the shape of `messages[0]` in webhooks and in the REST API alike. */
export function messagePush(store: Store, conversation: Conversation, message: Message): JsonObject {
  const sender = senderPush(store, message)
  return {
    id: message.id,
    content: message.content,
    account_id: store.account.id,
    inbox_id: message.inboxId,
    conversation_id: conversation.displayId,
    message_type: MESSAGE_TYPE_NUMBERS[message.messageType],
    created_at: seconds(message.createdAtUs),
    updated_at: iso(message.updatedAtUs),
    private: message.private,
    status: message.status,
    source_id: message.sourceId,
    content_type: message.contentType,
    content_attributes: message.contentAttributes,
    sender_type: message.sender?.type ?? null,
    sender_id: message.sender?.id ?? null,
    external_source_ids: {},
    additional_attributes: {},
    processed_message_content: message.content,
    sentiment: {},
    conversation: {
      assignee_id: conversation.assigneeId,
      unread_count: unreadCount(store, conversation),
      last_activity_at: seconds(conversation.lastActivityAtUs),
      contact_inbox: { source_id: contactInboxOf(store, conversation).sourceId },
    },
    ...(sender === null ? {} : { sender }),
  }
}

export const contactInboxOf = (store: Store, conversation: Conversation) =>
  rowOf(store.contactInboxes, conversation.contactInboxId, 'contact inbox')

function contactInboxRow(store: Store, conversation: Conversation): JsonObject {
  const row = contactInboxOf(store, conversation)
  return {
    id: row.id,
    contact_id: row.contactId,
    inbox_id: row.inboxId,
    source_id: row.sourceId,
    created_at: iso(row.createdAtUs),
    updated_at: iso(row.createdAtUs),
    hmac_verified: false,
    pubsub_token: row.pubsubToken,
  }
}

function meta(store: Store, conversation: Conversation): JsonObject {
  const { assigneeId, assigneeAgentBotId, teamId } = conversation
  const bot = assigneeAgentBotId === null ? null : botPush(store, assigneeAgentBotId)
  const operator = assigneeId === null ? null : operatorPush(rowOf(store.operators, assigneeId, 'operator'))
  return {
    sender: contactPush(rowOf(store.contacts, conversation.contactId, 'contact')),
    assignee: bot ?? operator,
    assignee_type: bot ? 'AgentBot' : operator ? 'User' : null,
    team: teamId === null ? null : { id: teamId, name: rowOf(store.teams, teamId, 'team').name },
    hmac_verified: false,
  }
}

/** The last public message that is no activity: not necessarily the one the event is about. */
function lastPublicMessage(store: Store, conversation: Conversation): Message | undefined {
  return store.messagesOf(conversation).findLast((message) => !message.private && message.messageType !== 'activity')
}

/** The conversation object of `conversation_*` (root), `message_*` and typing payloads (nested). */
export function conversationWebhook(store: Store, conversation: Conversation): JsonObject {
  const last = lastPublicMessage(store, conversation)
  return {
    additional_attributes: conversation.additionalAttributes,
    can_reply: true,
    channel: rowOf(store.inboxes, conversation.inboxId, 'inbox').channel,
    contact_inbox: contactInboxRow(store, conversation),
    id: conversation.displayId,
    inbox_id: conversation.inboxId,
    messages: last === undefined ? [] : [messagePush(store, conversation, last)],
    labels: conversation.labelList,
    meta: meta(store, conversation),
    status: conversation.status,
    custom_attributes: conversation.customAttributes,
    snoozed_until: isoOrNull(conversation.snoozedUntilUs),
    unread_count: unreadCount(store, conversation),
    first_reply_created_at: isoOrNull(conversation.firstReplyCreatedAtUs),
    priority: conversation.priority,
    waiting_since: seconds(conversation.waitingSinceUs),
    agent_last_seen_at: seconds(conversation.agentLastSeenAtUs),
    contact_last_seen_at: seconds(conversation.contactLastSeenAtUs),
    last_activity_at: seconds(conversation.lastActivityAtUs),
    timestamp: seconds(conversation.lastActivityAtUs),
    created_at: seconds(conversation.createdAtUs),
    updated_at: floatSeconds(conversation.updatedAtUs),
    account: accountShape(store),
  }
}

/** `message_created` and `message_updated`, without the trailing `event`. */
export function messageWebhook(store: Store, conversation: Conversation, message: Message): JsonObject {
  return {
    account: accountShape(store),
    additional_attributes: {},
    content_attributes: message.contentAttributes,
    content_type: message.contentType,
    content: message.content,
    conversation: conversationWebhook(store, conversation),
    created_at: iso(message.createdAtUs),
    id: message.id,
    inbox: { id: message.inboxId, name: rowOf(store.inboxes, message.inboxId, 'inbox').name },
    message_type: message.messageType,
    private: message.private,
    sender: senderWebhook(store, message),
    source_id: message.sourceId,
  }
}

/** `conversation_typing_on` and `_off`: the event comes first here. */
export function typingWebhook(store: Store, conversation: Conversation, typing: Typing): JsonObject {
  const user: Json =
    typing.by === 'contact'
      ? contactWebhook(store, rowOf(store.contacts, conversation.contactId, 'contact'))
      : operatorWebhook(typing.by)
  return {
    event: `conversation_typing_${typing.on ? 'on' : 'off'}`,
    user,
    conversation: conversationWebhook(store, conversation),
    is_private: false,
  }
}
export type Typing = { readonly on: boolean; readonly by: 'contact' | Operator }

/** `webwidget_triggered`: somebody opened the website's chat window. `id` is the contact inbox. */
export function webwidgetWebhook(store: Store, visit: WidgetVisit): JsonObject {
  const row = rowOf(store.contactInboxes, visit.contactInboxId, 'contact inbox')
  const { browser, browser_language, referer, initiated_at } = visit.page
  return {
    id: row.id,
    contact: contactWebhook(store, rowOf(store.contacts, row.contactId, 'contact')),
    inbox: { id: row.inboxId, name: rowOf(store.inboxes, row.inboxId, 'inbox').name },
    account: accountShape(store),
    current_conversation: visit.current === null ? null : conversationWebhook(store, visit.current),
    source_id: row.sourceId,
    event: 'webwidget_triggered',
    event_info: {
      initiated_at: initiated_at ?? null,
      referer: referer ?? null,
      widget_language: 'en',
      browser_language: browser_language ?? null,
      browser: browser ?? null,
    },
  }
}
export type WidgetVisit = {
  readonly contactInboxId: number
  readonly current: Conversation | null
  readonly page: JsonObject
}
