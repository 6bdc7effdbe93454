import { TransactionCanceledException } from '@aws-sdk/client-dynamodb'
import { BatchWriteCommand, type DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb'
import type { Counts } from '#domain/counts'
import { hasOutcomes, type SlaOutcomes } from '#domain/sla-outcomes'
import type { ConversationEvent } from '#events/conversation-events'
import { fullJitterMs, type Random } from '#runtime/retry'
import { counterUpdate, movesCounters } from './counters.ts'
import { expiresAtS } from './expiry.ts'
import { conversationPk, ledgerSk } from './keys.ts'
import { outcomeEntries } from './sla-record.ts'

/** One write of a conversation, as the ledger records it. */
export type Change = {
  readonly account: string
  readonly conversationId: number
  /** When the conversation was written. With the version it names the change: see `recordChange`. */
  readonly writtenAtMs: number
  readonly events: readonly ConversationEvent[]
  readonly delta: Counts
  /** What clocks ended in; absent: nothing. */
  readonly outcomes?: SlaOutcomes
}
export type Recorded = 'recorded' | 'already_recorded'

export type LedgerDeps = {
  readonly client: DynamoDBDocumentClient
  readonly table: string
  /** Days an entry is kept. */
  readonly retentionDays: number
  readonly random: Random
  readonly wait: (ms: number) => Promise<void>
}

const TRIES = 6
const BACKOFF = { baseMs: 25, capMs: 400 }

/**
 * Appends a change's events to the ledger and adds its delta to the counters, and outcomes of clocks to their record. The stream may deliver a change again, so
 * a change that moves counters is one transaction whose first entry must be new: counted once, however often delivered.
 * A change that moves none is written plainly, because its keys make writing it again harmless.
 *
 * Versions of a conversation begin anew once it has expired and comes back, so an entry is the same only if the time of
 * the write is the same too.
 *
 * @throws Error when the delta has no event to stand for it (the law of derive-events.ts forbids it), when the table
 * stays contended, and the SDK's errors.
 */
export async function recordChange(change: Change, deps: LedgerDeps): Promise<Recorded> {
  if (movesCounters(change.delta) || hasOutcomes(change.outcomes) || warns(change)) return recordCounted(change, deps)
  if (change.events.length > 0) await recordPlainly(change, deps)
  return 'recorded'
}

/** Warnings are counted by metrics that page: once, however often the change is delivered. */
const warns = ({ events }: Change): boolean => events.some(({ type }) => type === 'sla.warned.v1')

async function recordCounted(change: Change, deps: LedgerDeps): Promise<Recorded> {
  const { table: TableName } = deps
  const all = entries(change, deps)
  const [first, ...rest] = all.slice(0, ENTRIES_COUNTED)
  if (first === undefined) throw new Error('A change of the counters has no event')
  // a transaction takes a hundred items: what is beyond goes before it, where writing it again is harmless
  await putInCalls(all.slice(ENTRIES_COUNTED), deps)
  const isNew = {
    ConditionExpression: 'attribute_not_exists(pk) OR writtenAtMs <> :writtenAtMs',
    ExpressionAttributeValues: { ':writtenAtMs': change.writtenAtMs },
  }
  const transaction = new TransactWriteCommand({
    TransactItems: [
      { Put: { TableName, Item: first, ...isNew } },
      ...rest.map((Item) => ({ Put: { TableName, Item } })),
      ...(movesCounters(change.delta) ? [{ Update: counterUpdate(TableName, change, change.delta) }] : []),
      ...(change.outcomes === undefined
        ? []
        : outcomeEntries(TableName, change, { outcomes: change.outcomes, retentionDays: deps.retentionDays })),
    ],
  })
  for (let nth = 0; ; nth++) {
    try {
      await deps.client.send(transaction)
      return 'recorded'
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error
      if (error.CancellationReasons?.[0]?.Code === 'ConditionalCheckFailed') return 'already_recorded'
      // Another writer held the shard, or the partition was throttled: both pass.
      if (nth === TRIES - 1) throw error
      await deps.wait(fullJitterMs(nth, BACKOFF, deps.random))
    }
  }
}

/** Events in a change's transaction; counters and outcomes of clocks have the rest of it. */
const ENTRIES_COUNTED = 60
/** BatchWrite takes 25 entries. */
const ENTRIES_A_CALL = 25

const recordPlainly = (change: Change, deps: LedgerDeps): Promise<void> => putInCalls(entries(change, deps), deps)

async function putInCalls(items: readonly Record<string, unknown>[], deps: LedgerDeps): Promise<void> {
  const puts = items.map((Item) => ({ PutRequest: { Item } }))
  for (let from = 0; from < puts.length; from += ENTRIES_A_CALL)
    await putAll(puts.slice(from, from + ENTRIES_A_CALL), deps)
}

async function putAll(puts: { PutRequest: { Item: Record<string, unknown> } }[], deps: LedgerDeps): Promise<void> {
  const { client, table } = deps
  let left = puts
  for (let nth = 0; left.length > 0; nth++) {
    if (nth === TRIES) throw new Error(`${left.length} ledger entries could not be written`)
    if (nth > 0) await deps.wait(fullJitterMs(nth, BACKOFF, deps.random))
    const { UnprocessedItems = {} } = await client.send(new BatchWriteCommand({ RequestItems: { [table]: left } }))
    left = (UnprocessedItems[table] ?? []).flatMap(({ PutRequest }) =>
      PutRequest?.Item ? [{ PutRequest: { Item: PutRequest.Item } }] : [],
    )
  }
}

const entries = (change: Change, { retentionDays }: LedgerDeps): Record<string, unknown>[] =>
  change.events.map((event) => ({
    pk: conversationPk(change.account, change.conversationId),
    sk: ledgerSk(event.version, event.n),
    event,
    writtenAtMs: change.writtenAtMs,
    expiresAt: expiresAtS(change.writtenAtMs, retentionDays),
  }))
