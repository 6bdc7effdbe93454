import type { DynamoDBBatchResponse, DynamoDBRecord } from 'aws-lambda'
import type { Counts } from '#domain/counts'
import { type DeadlineMessage, instantToAnnounce } from '#domain/deadline-message'
import { isObserved } from '#domain/derive-events'
import { type CustomerWrote, newlyWritten } from '#domain/review-message'
import { type SlaOutcomes, slaOutcomes } from '#domain/sla-outcomes'
import type { ApprovalEvent } from '#events/approval-events'
import type { ConversationEvent } from '#events/conversation-events'
import type { OperatorEvent } from '#events/operator-events'
import { eachLimited } from '#runtime/retry'
import { conversationPk, counterShard } from '#store/keys'
import {
  type Change,
  type ConversationChange,
  isOfConversation,
  type ReadChangesDeps,
  readChanges,
  type ToldEvent,
} from './read-changes.ts'

export type AnyEvent = ConversationEvent | OperatorEvent | ApprovalEvent | ToldEvent
type Fields = Readonly<Record<string, string | number>>

export type PublishDeps = ReadChangesDeps & {
  /** Ledger and counters; exactly once for the counters, however often it is called. */
  readonly record: (change: {
    readonly account: string
    readonly conversationId: number
    readonly writtenAtMs: number
    readonly events: readonly ConversationEvent[]
    readonly delta: Counts
    readonly outcomes: SlaOutcomes
  }) => Promise<'recorded' | 'already_recorded'>
  /** The ledger of an operator; harmless however often it is called. */
  readonly recordOperator: (events: readonly OperatorEvent[]) => Promise<void>
  /** Puts instants that come before the next ticks see them on the deadline queue. */
  readonly announce: (deadlines: readonly DeadlineMessage[]) => Promise<void>
  /** Customers have written: tells the queue of reviews. */
  readonly tellReview: (messages: readonly CustomerWrote[]) => Promise<void>
  /** Gives the ids of the events that did not get on the bus. */
  readonly putOnBus: (events: readonly AnyEvent[]) => Promise<ReadonlySet<string>>
  readonly noteIntake: (tally: {
    readonly account: string
    readonly applied: number
    readonly lastReceivedAtMs: number
    readonly publishedAtMs: number
    readonly lagMs: number
  }) => Promise<void>
  /** The canary's message is on the bus. */
  readonly noteCanary: (account: string, heard: { readonly atMs: number; readonly lagMs: number }) => Promise<void>
  readonly now: () => number
  readonly count: (
    name:
      | 'EventsPublished'
      | 'AlreadyRecorded'
      | 'PublishFailures'
      | 'SlaWarnings'
      | 'SlaBreaches'
      | 'DeadlinesLate'
      | 'AutonomyRevoked',
    by?: number,
  ) => void
  readonly log: { fault(code: string, error: unknown, fields: Fields): void; error(code: string, fields: Fields): void }
}

/**
 * One lane for each shard of the counters, and as many of operators: lanes never meet in a transaction, and what a change
 * is of stays in its lane.
 */
const LANES_AT_ONCE = 8

/**
 * Publishes a batch of the table's stream: derives the domain events of each change, records them in the ledger with the
 * change of the counters, and puts them on the bus in stream order. Instants that are near are announced first: they
 * bear no waiting, and an instant announced twice is looked at twice, no more.
 *
 * Stops at the first record that fails and reports it; Lambda delivers from there again. What was done beyond it is done
 * again then, which the ledger's keys, the counters' condition and the events' ids make harmless. Faults of the bus as
 * a whole, of the deadline queue and of the tally are thrown: the whole batch is delivered again.
 */
export async function publishChanges(
  records: readonly DynamoDBRecord[],
  deps: PublishDeps,
): Promise<DynamoDBBatchResponse> {
  const { changes, unreadable } = readChanges(records, deps)
  await announceDeadlines(changes.filter(isOfConversation), deps)
  await tellReview(changes.filter(isOfConversation), deps)
  const unrecorded = await recordAll(changes, deps)
  const recorded = changes.slice(0, unrecorded ?? changes.length)
  const unpublished = await publish(recorded, deps)
  await tallyIntake(recorded.slice(0, unpublished ?? recorded.length).filter(isOfConversation), deps)

  const failedAt = changes[unpublished ?? unrecorded ?? changes.length]?.sequenceNumber ?? unreadable
  if (failedAt === undefined) return { batchItemFailures: [] }
  deps.count('PublishFailures')
  return { batchItemFailures: [{ itemIdentifier: failedAt }] }
}

/** What counts is where a conversation stood before the batch and where it stands after it. */
async function announceDeadlines(changes: readonly ConversationChange[], deps: PublishDeps): Promise<void> {
  const spans = new Map<string, Pick<ConversationChange, 'before' | 'after'>>()
  for (const { before, after } of changes) {
    const pk = conversationPk(after.account, after.conversationId)
    spans.set(pk, { before: spans.has(pk) ? spans.get(pk)?.before : before, after })
  }
  const nowMs = deps.now()
  const deadlines = [...spans.values()].flatMap(({ before, after }): DeadlineMessage[] => {
    const { account, conversationId, watch } = after
    const atMs = instantToAnnounce(before?.watch?.nextAtMs, watch?.nextAtMs, nowMs)
    return atMs === null ? [] : [{ kind: 'deadline', account, conversationId, atMs }]
  })
  if (deadlines.length > 0) await deps.announce(deadlines)
}

/** The newest message of each conversation will do. */
async function tellReview(changes: readonly ConversationChange[], deps: PublishDeps): Promise<void> {
  const written = new Map<string, CustomerWrote>()
  for (const { before, after } of changes) {
    const { account, conversationId } = after
    const messageId = newlyWritten(before?.state, after.state)
    if (messageId === null) continue
    written.set(conversationPk(account, conversationId), { kind: 'customer_wrote', account, conversationId, messageId })
  }
  if (written.size > 0) await deps.tellReview([...written.values()])
}

/** Index of the first change that could not be recorded. */
async function recordAll(changes: readonly Change[], deps: PublishDeps): Promise<number | undefined> {
  const lanes = new Map<string, number[]>()
  for (const [index, change] of changes.entries()) {
    const lane = laneOf(change)
    lanes.set(lane, [...(lanes.get(lane) ?? []), index])
  }
  const failed: number[] = []
  await eachLimited([...lanes.values()], LANES_AT_ONCE, async (lane) => {
    for (const index of lane) {
      const change = changes[index]
      if (change === undefined || (await isRecorded(change, deps))) continue
      failed.push(index)
      return
    }
  })
  return failed.length === 0 ? undefined : Math.min(...failed)
}

function laneOf(change: Change): string {
  const { account } = change.after
  if (change.of === 'told') return `${account}#told`
  return change.of === 'operator'
    ? `${account}#operators#${counterShard(change.after.operatorId)}`
    : `${account}#${counterShard(change.after.conversationId)}`
}

async function isRecorded(change: Change, deps: PublishDeps): Promise<boolean> {
  if (change.of === 'told') return true
  const { account, correlationId } = change.after
  const about =
    change.of === 'operator' ? { operatorId: change.after.operatorId } : { conversationId: change.after.conversationId }
  try {
    await record(change, deps)
    return true
  } catch (error) {
    deps.log.fault('record_failed', error, { sequenceNumber: change.sequenceNumber, account, ...about, correlationId })
    return false
  }
}

/** What is decided on an approval has records of its own (approval-chain.ts), written with it. */
async function record(change: Change, deps: PublishDeps): Promise<void> {
  if (change.of === 'operator') await deps.recordOperator(change.events)
  else if (change.of === 'conversation') await recordConversation(change, deps)
}

async function recordConversation({ after, events, delta }: ConversationChange, deps: PublishDeps): Promise<void> {
  const { account, conversationId, writtenAtMs } = after
  const outcomes = slaOutcomes(events)
  const recorded = await deps.record({ account, conversationId, writtenAtMs, events, delta, outcomes })
  if (recorded === 'already_recorded') deps.count('AlreadyRecorded')
  else countWatching(events, deps)
}

function countWatching(events: readonly ConversationEvent[], deps: PublishDeps): void {
  for (const event of events) {
    if (event.type !== 'sla.warned.v1' && event.type !== 'sla.breached.v1') continue
    deps.count(event.type === 'sla.warned.v1' ? 'SlaWarnings' : 'SlaBreaches')
    if (event.data.lateBy === 'backdesk') deps.count('DeadlinesLate')
  }
}

/** Index of the first change of which an event did not get on the bus. */
async function publish(changes: readonly Change[], deps: PublishDeps): Promise<number | undefined> {
  const events = changes.flatMap((change): readonly AnyEvent[] => change.events)
  if (events.length === 0) return undefined
  const refused = await deps.putOnBus(events)
  deps.count('EventsPublished', events.length - refused.size)
  const lost = events.filter(({ id, type }) => type === 'autonomy.revoked.v1' && !refused.has(id))
  if (lost.length > 0) deps.count('AutonomyRevoked', lost.length)
  await measureCanaries(
    events.filter(({ id }) => !refused.has(id)),
    deps,
  )
  if (refused.size === 0) return undefined
  const first = changes.findIndex((change) => change.events.some(({ id }) => refused.has(id)))
  deps.log.error('events_refused', { events: refused.size, sequenceNumber: changes[first]?.sequenceNumber ?? '' })
  return first
}

/** From Chatwoot, by webhook, queue, table and stream, until the bus had it. */
async function measureCanaries(events: readonly AnyEvent[], deps: PublishDeps): Promise<void> {
  const atMs = deps.now()
  for (const event of events) {
    if (event.type !== 'conversation.canary_heard.v1') continue
    await deps.noteCanary(event.account, { atMs, lagMs: Math.max(0, atMs - event.data.sentAtMs) })
  }
}

async function tallyIntake(changes: readonly ConversationChange[], deps: PublishDeps): Promise<void> {
  const publishedAtMs = deps.now()
  const receiptsByAccount = new Map<string, number[]>()
  for (const { after } of changes) {
    // what a deadline or a person caused did not come in
    if (!isObserved(after.source)) continue
    receiptsByAccount.set(after.account, [...(receiptsByAccount.get(after.account) ?? []), after.observedAtMs])
  }
  for (const [account, receipts] of receiptsByAccount) {
    await deps.noteIntake({
      account,
      applied: receipts.length,
      lastReceivedAtMs: Math.max(...receipts),
      publishedAtMs,
      lagMs: Math.max(0, publishedAtMs - Math.min(...receipts)),
    })
  }
}
