/**
 * Builders with fixed defaults: the account `shop` (Chatwoot's account 3), conversation 1042, a contact who wrote at
 * 2026-09-14T09:00:00Z and waits. People are invented. First our own values, then raw Chatwoot 4.15 webhook bodies;
 * complete samples of those are in tests/fixtures/chatwoot.
 */
import { advance, type Law } from '#domain/advance-watch'
import type { Conversation, ConversationState } from '#domain/conversation'
import { merge, stateOf } from '#domain/merge'
import type { MessageFact, Observation, Snapshot, Status } from '#domain/observation'
import { DEFAULT_ESCALATION } from '#policies/default-escalation'
import { DEFAULT_SLA } from '#policies/default-sla'

export const ACCOUNT = 'shop'
export const CHATWOOT_ACCOUNT_ID = 3
export const CONVERSATION_ID = 1042
/** 2026-09-14T09:00:00Z */
export const START_MS = 1_789_376_400_000

export function aSnapshot(changes: Partial<Snapshot> = {}): Snapshot {
  return {
    updatedAtUs: START_MS * 1000 + 137_502,
    createdAtMs: START_MS,
    lastActivityAtMs: START_MS,
    status: 'open',
    priority: null,
    inboxId: 11,
    channel: 'WebWidget',
    contactId: 905,
    contactName: 'Jordan Sample',
    assignee: null,
    team: null,
    labels: [],
    waitingSinceMs: START_MS,
    firstReplyAtMs: null,
    snoozedUntilMs: null,
    ...changes,
  }
}

/** By default the customer's first message, 179 ms after the start. */
export function aMessage(changes: Partial<MessageFact> = {}): MessageFact {
  return { id: 88_001, atMs: START_MS + 179, kind: 'customer', answers: false, senderId: 905, ...changes }
}

export function anObservation(changes: Partial<Observation> = {}): Observation {
  return {
    account: ACCOUNT,
    conversationId: CONVERSATION_ID,
    source: 'webhook',
    receivedAtMs: START_MS + 900,
    correlationId: 'corr-1',
    snapshot: aSnapshot(),
    messages: [aMessage()],
    ...changes,
  }
}

/** The state after these observations, in this order. */
export const stateAfter = (...observations: readonly Observation[]): ConversationState =>
  observations.map(stateOf).reduce(merge, {})

type ConversationChanges = Partial<Omit<Conversation, 'state'>> & {
  readonly status?: Status
  readonly snapshot?: Partial<Snapshot>
  /** Instead of the state that `status` and `snapshot` describe. */
  readonly state?: ConversationState
}

/** A stored conversation: one open, unassigned, waiting since the start, unless changed. */
export function aConversation({ status, snapshot, state, ...changes }: ConversationChanges = {}): Conversation {
  const settled = status === 'resolved' || status === 'snoozed' ? { waitingSinceMs: null } : {}
  const observed = anObservation({ snapshot: aSnapshot({ ...(status ? { status } : {}), ...settled, ...snapshot }) })
  return {
    account: ACCOUNT,
    conversationId: CONVERSATION_ID,
    version: 1,
    state: state ?? stateOf(observed),
    observedAtMs: START_MS + 900,
    writtenAtMs: START_MS + 1_500,
    correlationId: 'corr-1',
    source: 'webhook',
    ...changes,
  }
}

/** The documents shipped with this release. */
export const SHIPPED_LAW: Law = {
  sla: { version: 0, activatedAtMs: 0, document: DEFAULT_SLA },
  escalation: { version: 0, activatedAtMs: 0, document: DEFAULT_ESCALATION },
}

/** The conversation with its clocks as its writer leaves them at `nowMs`, by the shipped documents. */
export function watched(
  conversation: Conversation,
  nowMs = conversation.writtenAtMs,
  before?: Conversation,
): Conversation {
  const { state } = conversation
  const watch = advance(before?.watch, { before: before?.state, after: state, law: SHIPPED_LAW, nowMs })
  return watch === undefined ? conversation : { ...conversation, watch }
}

export type Json = Record<string, unknown>

const START_S = START_MS / 1000
const account = { id: CHATWOOT_ACCOUNT_ID, name: 'Example Outdoor Supply' }

const contact = {
  additional_attributes: {},
  custom_attributes: { plan: 'gold' },
  email: 'jordan.sample@example.com',
  id: 905,
  identifier: 'cust-905',
  name: 'Jordan Sample',
  phone_number: '+15550100001',
  thumbnail: '',
  blocked: false,
}

/** The conversation object, the root of `conversation_*`. `meta` is merged, other members replaced. */
export function aConversationPayload({ meta, ...changes }: Json & { readonly meta?: Json } = {}): Json {
  return {
    additional_attributes: {},
    can_reply: true,
    channel: 'Channel::WebWidget',
    contact_inbox: {
      id: 3301,
      contact_id: 905,
      inbox_id: 11,
      source_id: '7f0f9a52-1d0c-4f43-9b61-0a1b2c3d4e5f',
      created_at: '2026-09-14T08:59:20.816Z',
      updated_at: '2026-09-14T08:59:20.816Z',
      hmac_verified: false,
      pubsub_token: 'EXAMPLEpubsubtoken11',
    },
    id: CONVERSATION_ID,
    inbox_id: 11,
    messages: [],
    labels: [],
    meta: {
      sender: { ...contact, type: 'contact' },
      assignee: null,
      assignee_type: null,
      team: null,
      hmac_verified: false,
      ...meta,
    },
    status: 'open',
    custom_attributes: {},
    snoozed_until: null,
    unread_count: 1,
    first_reply_created_at: null,
    priority: null,
    waiting_since: START_S,
    agent_last_seen_at: 0,
    contact_last_seen_at: 0,
    last_activity_at: START_S,
    timestamp: START_S,
    created_at: START_S,
    updated_at: START_S + 0.137502,
    account,
    ...changes,
  }
}

/** The root of `message_*`, without its event name: the customer's first message. */
export function aMessagePayload(changes: Json = {}): Json {
  return {
    account,
    additional_attributes: {},
    content_attributes: {},
    content_type: 'text',
    content: 'My order has not arrived yet.',
    conversation: aConversationPayload(),
    created_at: '2026-09-14T09:00:00.179Z',
    id: 88_001,
    inbox: { id: 11, name: 'Example Website' },
    message_type: 'incoming',
    private: false,
    sender: { account, avatar: '', ...contact },
    source_id: null,
    ...changes,
  }
}

/** An operator's public reply: add `conversation` to say how the row stood. */
export const aReplyPayload = (changes: Json = {}): Json =>
  aMessagePayload({
    id: 88_002,
    content: 'I am checking with the carrier now.',
    created_at: '2026-09-14T09:02:20.420Z',
    message_type: 'outgoing',
    sender: { id: 41, name: 'Avery Example', email: 'avery@example.com', type: 'user' },
    ...changes,
  })

/** An element of a conversation's `messages`: raw columns, integers for type and time. */
export function aNestedMessagePayload(changes: Json = {}): Json {
  return {
    id: 88_001,
    content: 'My order has not arrived yet.',
    account_id: CHATWOOT_ACCOUNT_ID,
    inbox_id: 11,
    conversation_id: CONVERSATION_ID,
    message_type: 0,
    created_at: START_S,
    updated_at: '2026-09-14T09:00:00.179Z',
    private: false,
    status: 'sent',
    source_id: null,
    content_type: 'text',
    content_attributes: {},
    sender_type: 'Contact',
    sender_id: 905,
    additional_attributes: {},
    ...changes,
  }
}

/**
 * A webhook body as Chatwoot posts it, e.g. `aWebhook('conversation_updated', { status: 'resolved' })`. For `message_*`
 * the changes are the message's; give `conversation: aConversationPayload({...})` for the row.
 */
export function aWebhook(event: string, changes: Json = {}): Json {
  if (event.startsWith('message_')) return { ...aMessagePayload(changes), event }
  if (event.startsWith('contact_')) return { account, avatar: '', ...contact, event, ...changes }
  if (event.startsWith('conversation_typing_')) {
    const user = { id: 41, name: 'Avery Example', email: 'avery@example.com', type: 'user' }
    return { event, user, conversation: aConversationPayload(), is_private: false, ...changes }
  }
  return { ...aConversationPayload(changes), event, changed_attributes: null }
}
