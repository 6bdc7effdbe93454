import type { ConversationEvent } from '#events/conversation-events'
import { canonicalText } from './canonical.ts'
import type { Conversation, ConversationState, WriteSource } from './conversation.ts'
import type { Draft } from './draft.ts'
import type { Assignee, Snapshot, Team } from './observation.ts'
import { routingEvents } from './routing/routing-events.ts'
import { languageSaid, likeliestTopic } from './topic.ts'
import { isDeleted, operatorOf, rowOf } from './turn.ts'
import { turnEvents } from './turn-events.ts'
import { watchEvents } from './watch-events.ts'

const unseen: ConversationState = {}

/**
 * What happened between two stored versions of a conversation, in this order: opened, reopened, status_changed,
 * team_changed, assigned or unassigned, priority_changed, labels_changed, contact_changed; then customer_waiting,
 * operator_replied, bot_replied and wait_ended as they followed each other; then resolved, deleted, csat_received and
 * message_flagged, topic_read and canary_heard; then what its clocks, escalations and promises did; at last what routing did.
 *
 * The same two versions always give the same events with the same ids, `<account>/<conversation>/<version>/<n>`, n from
 * 0. `before` undefined is the first sight: opened, then whatever the state shows. A conversation of which only messages
 * are known yet (no snapshot) has no events: its first snapshot is the first sight.
 *
 * Facts that arrive after newer ones give no events: the ledger may lack what was learned too late, but what it says
 * is true. A conversation opened at its creation; other events about the row occurred at its `updated_at`, those about a
 * message when it was written.
 */
export function derive(before: Conversation | undefined, after: Conversation): ConversationEvent[] {
  if (after.state.snapshot === undefined) return []
  return [
    ...stateEvents(before?.state, after.state),
    ...watchEvents(before?.watch, after),
    ...routingEvents(before?.routing, after),
  ].map((draft, n): ConversationEvent => ({ ...draft, ...stampOf(after, n) }))
}

/** The part of the events that the states alone tell: what the clocks follow. */
export function stateEvents(before: ConversationState | undefined, after: ConversationState): Draft[] {
  const to = rowOf(after)
  if (to === undefined) return []
  const from = before === undefined ? undefined : rowOf(before)
  const known = before === undefined || from === undefined ? unseen : before
  return [
    ...statusEvents(from, to),
    ...rowEvents(from, to),
    ...turnEvents(known, after),
    ...resolution(from, to, operatorOf(after)),
    ...deletion(known, after),
    ...rating(known, after),
    ...flags(known, after),
    ...topics(known, after),
    ...heard(known, after),
  ]
}

function stampOf(after: Conversation, n: number) {
  const { account, conversationId, version, correlationId, source, writtenAtMs } = after
  const id = `${account}/${conversationId}/${version}/${n}`
  // of a deadline or a command nobody told us: we learned of it by doing it
  const observedAtMs = isObserved(source) ? after.observedAtMs : writtenAtMs
  return { id, account, conversationId, version, n, observedAtMs, correlationId, source }
}

/** Whether a write tells something that came from Chatwoot. */
export const isObserved = (source: WriteSource): boolean => source === 'webhook' || source === 'reconciled'

function statusEvents(from: Snapshot | undefined, to: Snapshot): Draft[] {
  const { status, inboxId, channel, contactId, createdAtMs, snoozedUntilMs } = to
  const occurredAtMs = updatedAtMs(to)
  if (from === undefined) {
    const data = { status, inboxId, channel, contactId, createdAtMs }
    return [{ type: 'conversation.opened.v1', occurredAtMs: createdAtMs, data }]
  }
  if (from.status === status) return []
  const changed: Draft = {
    type: 'conversation.status_changed.v1',
    occurredAtMs,
    data: { from: from.status, to: status, snoozedUntilMs },
  }
  return from.status === 'resolved'
    ? [{ type: 'conversation.reopened.v1', occurredAtMs, data: { status } }, changed]
    : [changed]
}

/** Team, assignee, priority, labels. At first sight they changed from none. */
function rowEvents(from: Snapshot | undefined, to: Snapshot): Draft[] {
  const drafts: Draft[] = []
  const occurredAtMs = updatedAtMs(to)
  const team = from?.team ?? null
  if (!sameTeam(team, to.team)) {
    drafts.push({ type: 'conversation.team_changed.v1', occurredAtMs, data: { from: team, to: to.team } })
  }
  const assignee = from?.assignee ?? null
  if (to.assignee !== null && !sameAssignee(assignee, to.assignee)) {
    drafts.push({ type: 'conversation.assigned.v1', occurredAtMs, data: { from: assignee, to: to.assignee } })
  } else if (assignee !== null && to.assignee === null) {
    drafts.push({ type: 'conversation.unassigned.v1', occurredAtMs, data: { from: assignee } })
  }
  const priority = from?.priority ?? null
  if (priority !== to.priority) {
    drafts.push({ type: 'conversation.priority_changed.v1', occurredAtMs, data: { from: priority, to: to.priority } })
  }
  const labels = from?.labels ?? []
  const added = to.labels.filter((label) => !labels.includes(label))
  const removed = labels.filter((label) => !to.labels.includes(label))
  if (added.length + removed.length > 0) {
    const data = { added, removed, labels: [...to.labels] }
    drafts.push({ type: 'conversation.labels_changed.v1', occurredAtMs, data })
  }
  const attributes = to.contactAttributes ?? {}
  if (canonicalText(from?.contactAttributes ?? {}) !== canonicalText(attributes)) {
    drafts.push({ type: 'conversation.contact_changed.v1', occurredAtMs, data: { attributes: { ...attributes } } })
  }
  return drafts
}

/** The time a conversation was open counts from its creation, as in Chatwoot's own reports, reopened or not. */
function resolution(from: Snapshot | undefined, to: Snapshot, operatorId: number | null): Draft[] {
  if (to.status !== 'resolved' || from?.status === 'resolved') return []
  const occurredAtMs = updatedAtMs(to)
  const openForMs = Math.max(0, occurredAtMs - to.createdAtMs)
  return [{ type: 'conversation.resolved.v1', occurredAtMs, data: { operatorId, openForMs } }]
}

function deletion(before: ConversationState, after: ConversationState): Draft[] {
  const { deleted, snapshot } = after
  if (deleted === undefined || snapshot === undefined || !isDeleted(after) || isDeleted(before)) return []
  return [{ type: 'conversation.deleted.v1', occurredAtMs: deleted.atMs, data: { status: snapshot.status } }]
}

/** One event per answer, and one more when the customer changes the rating. */
function rating(before: ConversationState, after: ConversationState): Draft[] {
  const { csat } = after
  if (csat === undefined) return []
  const previousRating = before.csat?.messageId === csat.messageId ? before.csat.rating : null
  if (previousRating === csat.rating) return []
  return [
    {
      type: 'conversation.csat_received.v1',
      occurredAtMs: Math.floor(csat.updatedAtUs / 1000),
      data: { messageId: csat.messageId, rating: csat.rating, previousRating, operatorId: operatorOf(after) },
    },
  ]
}

/** Only a message newer than the last flagged one: those that come late have missed their moment. */
function flags(before: ConversationState, after: ConversationState): Draft[] {
  const { flagged } = after
  if (flagged === undefined || flagged.messageId <= (before.flagged?.messageId ?? 0)) return []
  const { messageId, atMs, categories, tone } = flagged
  const data = { messageId, categories: [...categories], tone }
  return [{ type: 'conversation.message_flagged.v1', occurredAtMs: atMs, data }]
}

/** Once when there is something to route by, and again when more of it tells of another topic. */
function heard({ canary: before }: ConversationState, { canary }: ConversationState): Draft[] {
  if (canary === undefined || (before !== undefined && before.messageId >= canary.messageId)) return []
  return [{ type: 'conversation.canary_heard.v1', occurredAtMs: canary.sentAtMs, data: { ...canary } }]
}

function topics(before: ConversationState, after: ConversationState): Draft[] {
  const said = (after.said ?? []).filter(({ substantive }) => substantive)
  const newest = said.at(-1)
  if (newest === undefined) return []
  const topic = likeliestTopic(after.said)
  const known = before.said?.some(({ substantive }) => substantive) ?? false
  if (known && likeliestTopic(before.said)?.name === topic?.name) return []
  const { messageId } = newest
  const data = {
    messageId,
    language: languageSaid(after.said),
    topic: topic?.name ?? null,
    confidencePercent: topic?.confidencePercent ?? null,
  }
  const atMs = after.lastInbound?.atMs ?? 0
  return [{ type: 'conversation.topic_read.v1', occurredAtMs: atMs, data }]
}

const updatedAtMs = (snapshot: Snapshot): number => Math.floor(snapshot.updatedAtUs / 1000)

/** By id: a renamed team or operator is no change of the conversation. */
const sameTeam = (a: Team | null, b: Team | null): boolean => a?.id === b?.id
const sameAssignee = (a: Assignee | null, b: Assignee | null): boolean => a?.id === b?.id && a?.kind === b?.kind
