/** What policies and clocks look at: read off a state, or followed event by event through a ledger. */
import type { ConversationEvent } from '#events/conversation-events'
import type { ConversationState } from './conversation.ts'
import type { Draft } from './draft.ts'
import type { Priority, Status } from './observation.ts'
import { operatorOf, rowOf, type Turn, waitingSinceMs } from './turn.ts'

export type Situation = {
  readonly status: Status | null
  readonly priority: Priority | null
  readonly inboxId: number | null
  readonly channel: string | null
  readonly teamId: number | null
  readonly labels: readonly string[]
  /** Attributes of the contact that this deployment keeps, as text. */
  readonly contact: { readonly [attribute: string]: string }
  readonly operatorId: number | null
  /** Since when the customer waits, epoch milliseconds. */
  readonly waitingSinceMs: number | null
  /** While snoozed: an instant at which it is known to have slept. Who wrote before did not wake it. */
  readonly asleepAtMs: number | null
  /** A person has answered before. */
  readonly answeredBefore: boolean
}

export const UNSEEN: Situation = {
  status: null,
  priority: null,
  inboxId: null,
  channel: null,
  teamId: null,
  labels: [],
  contact: {},
  operatorId: null,
  waitingSinceMs: null,
  asleepAtMs: null,
  answeredBefore: false,
}

/**
 * Before the first event of a conversation. A person may have answered long before we heard of it: then only Chatwoot's
 * row tells so.
 */
export const beforeFirstSight = (answeredBefore: boolean): Situation => ({ ...UNSEEN, answeredBefore })
export function isAnsweredUnseen({ firstReply, snapshot }: ConversationState): boolean {
  const saidMs = snapshot?.firstReplyAtMs ?? null
  // some times are known to the second only
  return saidMs !== null && (firstReply === undefined || saidMs + 1000 <= firstReply.atMs)
}

export function situationOf(state: ConversationState): Situation {
  const snapshot = rowOf(state)
  if (snapshot === undefined) return UNSEEN
  const { status, priority, inboxId, channel, team, labels, contactAttributes = {} } = snapshot
  return {
    status,
    priority,
    inboxId,
    channel,
    teamId: team?.id ?? null,
    labels,
    contact: contactAttributes,
    operatorId: operatorOf(state),
    waitingSinceMs: waitingSinceMs(state),
    asleepAtMs: status === 'snoozed' ? Math.floor(snapshot.updatedAtUs / 1000) : null,
    answeredBefore: state.firstReply !== undefined || snapshot.firstReplyAtMs !== null,
  }
}

/**
 * The situation after an event. As far as anybody knows, a conversation first seen resolved was open until then, and one
 * first seen snoozed has slept since its creation.
 */
export function after(s: Situation, event: Draft | ConversationEvent): Situation {
  switch (event.type) {
    case 'conversation.opened.v1': {
      const { status, inboxId, channel } = event.data
      const asleepAtMs = 'observedAtMs' in event ? event.observedAtMs : Number.MAX_SAFE_INTEGER
      return { ...s, ...inStatus(status === 'resolved' ? 'open' : status, asleepAtMs), inboxId, channel }
    }
    case 'conversation.status_changed.v1':
      return { ...s, ...inStatus(event.data.to, event.occurredAtMs) }
    case 'conversation.reopened.v1':
      return { ...s, ...inStatus(event.data.status, event.occurredAtMs) }
    case 'conversation.resolved.v1':
      return { ...s, ...inStatus('resolved', event.occurredAtMs), waitingSinceMs: null }
    case 'conversation.customer_waiting.v1':
      return { ...s, waitingSinceMs: event.data.sinceMs }
    case 'conversation.wait_ended.v1':
      return { ...s, waitingSinceMs: null }
    case 'conversation.operator_replied.v1':
      return { ...s, answeredBefore: true, ...(event.data.waitedMs === null ? {} : { waitingSinceMs: null }) }
    case 'conversation.bot_replied.v1':
      return event.data.waitedMs === null ? s : { ...s, waitingSinceMs: null }
    case 'conversation.assigned.v1':
      return { ...s, operatorId: event.data.to.kind === 'operator' ? event.data.to.id : null }
    case 'conversation.unassigned.v1':
      return { ...s, operatorId: null }
    case 'conversation.team_changed.v1':
      return { ...s, teamId: event.data.to?.id ?? null }
    case 'conversation.priority_changed.v1':
      return { ...s, priority: event.data.to }
    case 'conversation.labels_changed.v1':
      return { ...s, labels: event.data.labels }
    case 'conversation.contact_changed.v1':
      return { ...s, contact: event.data.attributes }
    default:
      return s
  }
}

const inStatus = (status: Status, atMs: number): Pick<Situation, 'status' | 'asleepAtMs'> => ({
  status,
  asleepAtMs: status === 'snoozed' ? atMs : null,
})

/** As `turnOf`, of a situation. */
export function turnIn(s: Situation): Turn {
  if (s.status === null || s.status === 'resolved' || s.status === 'snoozed') return 'nobody'
  if (s.waitingSinceMs === null) return 'customer'
  if (s.status === 'pending') return 'bot'
  return s.operatorId === null ? 'queue' : 'operator'
}
