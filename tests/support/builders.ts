/**
 * Builders with fixed defaults: the account `shop` (Chatwoot's account 3), conversation 1042, a contact who wrote at
 * 2026-09-14T09:00:00Z and waits. People are invented.
 */
import type { Conversation, ConversationState } from '#domain/conversation'
import { merge, stateOf } from '#domain/merge'
import type { MessageFact, Observation, Snapshot, Status } from '#domain/observation'

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
