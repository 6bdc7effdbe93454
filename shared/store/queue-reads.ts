/**
 * What the API reads. Every read costs by what it shows, never by how many conversations exist: a page reads a bounded
 * number of index entries and then its own conversations; tallies are maintained counters; the oldest wait is the
 * first entry of an index. Items past their time to live are not shown, although DynamoDB may delete them days later.
 */
import { BatchGetCommand, type DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { Conversation } from '#domain/conversation'
import { COUNT_NAMES, type CountName, type Counts } from '#domain/counts'
import { isObserved } from '#domain/derive-events'
import type { ConversationEvent } from '#events/conversation-events'
import { fromItem } from './item.ts'
import {
  COUNTER_SHARDS,
  conversationPk,
  counterSk,
  INDEX,
  intakeSk,
  LEDGER_PREFIX,
  STATE,
  statusKey,
  talliesPk,
} from './keys.ts'
import { decodeCursor, encodeCursor, type Position } from './queue-cursor.ts'
import { type FilteredItem, type IndexRead, indexReadOf, passes, type QueueList } from './queue-filter.ts'

/** Most index entries looked at for one page: READ_PAGES queries of READ_ENTRIES each. */
export const READ_PAGES = 5
export const READ_ENTRIES = 100
/** Rounds of BatchGet for keys that DynamoDB left unprocessed. */
const BATCH_ROUNDS = 4

/** How sort keys begin: `waitKey` and `dueKey` of an index, and entries of a ledger. */
const QUEUE_KEYS = /^[01]#/
const LEDGER_KEYS = new RegExp(`^${LEDGER_PREFIX}`)

export type QueuePage = {
  readonly items: readonly Conversation[]
  /** Null at the end. With filters a page may be short, even empty, and still have a cursor: ask on. */
  readonly nextCursor: string | null
}
export type LedgerPage = {
  /** Oldest first. */
  readonly events: readonly ConversationEvent[]
  /** Leads to the events before these; null when there are none. */
  readonly olderCursor: string | null
}
export type Intake = {
  /** Changes recorded on the newest two days (UTC) with any. */
  readonly applied: number
  readonly lastReceivedAtMs: number | null
  readonly lastPublishedAtMs: number | null
  /** From receipt to publication of the last batch, milliseconds. */
  readonly lagMs: number | null
}
export type Tallies = {
  /** Null when the account has no counters yet: not the same as zero. */
  readonly counts: Counts | null
  /** The newest day with any intake, today or before; null when nothing was ever taken in. */
  readonly intake: Intake | null
}
export type PageAsked = { readonly cursor: string | null; readonly limit: number }
/** A refusal: the cursor is none of this list. */
export type BadCursor = { readonly badCursor: true }

export type QueueReads = {
  /** Limit 1 to 100. */
  queuePage(list: QueueList, page: PageAsked): Promise<QueuePage | BadCursor>
  tallies(account: string): Promise<Tallies>
  /** Null when there is none. */
  conversation(account: string, conversationId: number): Promise<Conversation | null>
  /** Newest page first; within a page oldest first. */
  ledgerPage(of: { account: string; conversationId: number }, page: PageAsked): Promise<LedgerPage | BadCursor>
  /** Since when the customer of an open conversation waits who waits longest, epoch milliseconds. */
  oldestWaitingSinceMs(account: string): Promise<number | null>
  /**
   * When the newest of these was written: who began to wait last, who was answered last, who was resolved last; where a
   * deadline or a person wrote last, when its news came in. Epoch milliseconds; null when there are none. The intake must
   * have come as far.
   */
  newestWriteAtMs(account: string): Promise<number | null>
}

export type QueueReadsOptions = {
  readonly client: DynamoDBDocumentClient
  readonly table: string
  readonly now: () => number
  readonly sleep: (ms: number) => Promise<void>
}

type Entry = { readonly pk: string; readonly sk: string } & Readonly<Record<string, unknown>>
type StoredConversation = Entry & FilteredItem & { readonly expiresAt?: number }

/** The reads over one table. @throws the SDK's errors, and Error when DynamoDB keeps leaving keys unprocessed. */
export function queueReads(options: QueueReadsOptions): QueueReads {
  const { client, table, now } = options
  const isLive = (item: { readonly expiresAt?: number }): boolean =>
    item.expiresAt === undefined || item.expiresAt * 1000 > now()

  return {
    async queuePage(list, page) {
      const scope = ['queue', list.account, list.status, list.sort, canonicalFilters(list)]
      const from = page.cursor === null ? null : decodeCursor(scope, page.cursor, QUEUE_KEYS)
      if (page.cursor !== null && from === null) return { badCursor: true }
      const read = indexReadOf(list, now())
      const { entries, end } = await readIndex(options, read, { account: list.account, from, limit: page.limit })
      const stored = await readItems(options, entries)
      const items = entries.flatMap((entry) => {
        const item = stored.get(entry.pk)
        const still = item !== undefined && isSameEntry(read, entry, item) && passes(list.filters, item, now())
        return still && isLive(item) ? [fromItem(item).conversation] : []
      })
      return { items, nextCursor: end === null ? null : encodeCursor(scope, end) }
    },

    async tallies(account) {
      const today = new Date(now()).toISOString().slice(0, 10)
      const between = (from: string, to: string) => ({
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
        ExpressionAttributeValues: { ':pk': talliesPk(account), ':from': from, ':to': to },
      })
      // two reads, because the days between the counters and today are kept for months
      const [shards, days] = await Promise.all([
        client.send(new QueryCommand(between(counterSk(0), counterSk(COUNTER_SHARDS - 1)))),
        client.send(new QueryCommand({ ...between(intakeSk(''), intakeSk(today)), ScanIndexForward: false, Limit: 2 })),
      ])
      return {
        counts: (shards.Items ?? []).length === 0 ? null : sumCounts(shards.Items ?? []),
        intake: intakeOf(days.Items ?? []),
      }
    },

    async conversation(account, conversationId) {
      const Key = { pk: conversationPk(account, conversationId), sk: STATE }
      const { Item } = await client.send(new GetCommand({ TableName: table, Key }))
      if (Item === undefined) return null
      const item = Item as StoredConversation
      return isLive(item) ? fromItem(item).conversation : null
    },

    async ledgerPage({ account, conversationId }, page) {
      const scope = ['ledger', account, conversationId]
      const before = page.cursor === null ? null : decodeCursor(scope, page.cursor, LEDGER_KEYS)
      if (page.cursor !== null && before === null) return { badCursor: true }
      const pk = conversationPk(account, conversationId)
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :ledger)',
          ExpressionAttributeValues: { ':pk': pk, ':ledger': LEDGER_PREFIX },
          ScanIndexForward: false,
          Limit: page.limit,
          ...(before === null ? {} : { ExclusiveStartKey: { pk, sk: before.after } }),
        }),
      )
      const lines = Items as { event: ConversationEvent; expiresAt?: number }[]
      const last = LastEvaluatedKey?.sk
      return {
        events: lines
          .filter(isLive)
          .map((line) => line.event)
          .reverse(),
        olderCursor: last === undefined ? null : encodeCursor(scope, { after: String(last), conversationId: 0 }),
      }
    },

    async oldestWaitingSinceMs(account) {
      const { Items = [] } = await client.send(edge(statusKey(account, 'open'), '0#', 'first'))
      const since = String(Items[0]?.waitKey ?? '').split('#')[1]
      return since === undefined ? null : Number(since)
    },

    async newestWriteAtMs(account) {
      const edges = await Promise.all([
        client.send(edge(statusKey(account, 'open'), '0#', 'last')),
        client.send(edge(statusKey(account, 'open'), '1#', 'last')),
        client.send(edge(statusKey(account, 'resolved'), '1#', 'first')),
      ])
      const entries = edges.flatMap(({ Items = [] }) => Items as Entry[])
      const written = [...(await readItems(options, entries)).values()].map((item) => {
        const { source, observedAtMs, writtenAtMs } = fromItem(item).conversation
        return isObserved(source) ? writtenAtMs : observedAtMs
      })
      return written.length === 0 ? null : Math.max(...written)
    },
  }

  /** The entry at one end of a part of the waiting order. */
  function edge(partition: string, start: '0#' | '1#', end: 'first' | 'last'): QueryCommand {
    return new QueryCommand({
      TableName: table,
      IndexName: INDEX.byWait,
      KeyConditionExpression: 'statusKey = :status AND begins_with(waitKey, :start)',
      ExpressionAttributeValues: { ':status': partition, ':start': start },
      ScanIndexForward: end === 'first',
      Limit: 1,
    })
  }
}

type Wanted = { readonly account: string; readonly from: Position | null; readonly limit: number }

/** Reads index entries until the page is full, the list ends, or READ_PAGES are spent. */
async function readIndex(
  { client, table }: QueueReadsOptions,
  read: IndexRead,
  wanted: Wanted,
): Promise<{ entries: Entry[]; end: Position | null }> {
  const keyOf = ({ after, conversationId }: Position) => ({
    [read.partitionName]: read.partition,
    [read.sortName]: after,
    pk: conversationPk(wanted.account, conversationId),
    sk: STATE,
  })
  const entries: Entry[] = []
  let from = wanted.from
  for (let reads = 0; reads < READ_PAGES; reads += 1) {
    const { Items = [], LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName: table,
        IndexName: read.index,
        KeyConditionExpression: `${read.partitionName} = :partition`,
        ExpressionAttributeValues: { ':partition': read.partition, ...read.values },
        ...(read.conditions.length === 0 ? {} : { FilterExpression: read.conditions.join(' AND ') }),
        Limit: read.conditions.length === 0 ? wanted.limit : READ_ENTRIES,
        ...(from === null ? {} : { ExclusiveStartKey: keyOf(from) }),
      }),
    )
    const room = wanted.limit - entries.length
    const taken = (Items as Entry[]).slice(0, room)
    entries.push(...taken)
    const lastTaken = taken.at(-1)
    if (Items.length > room && lastTaken !== undefined) return { entries, end: positionOf(read, lastTaken) }
    if (LastEvaluatedKey === undefined) return { entries, end: null }
    from = positionOf(read, LastEvaluatedKey as Entry)
    if (entries.length >= wanted.limit) break
  }
  return { entries, end: from }
}

/** The conversations behind index entries, by pk. */
async function readItems(
  { client, table, sleep }: QueueReadsOptions,
  entries: readonly Entry[],
): Promise<Map<string, StoredConversation>> {
  const found = new Map<string, StoredConversation>()
  let keys: Record<string, unknown>[] = entries.map(({ pk, sk }) => ({ pk, sk }))
  for (let round = 0; keys.length > 0; round += 1) {
    if (round === BATCH_ROUNDS) throw Object.assign(new Error('keys stay unprocessed'), { name: 'ThrottlingException' })
    if (round > 0) await sleep(25 * 2 ** round)
    const answer = await client.send(new BatchGetCommand({ RequestItems: { [table]: { Keys: keys } } }))
    for (const item of (answer.Responses?.[table] ?? []) as StoredConversation[]) found.set(item.pk, item)
    keys = answer.UnprocessedKeys?.[table]?.Keys ?? []
  }
  return found
}

const positionOf = (read: IndexRead, entry: Entry): Position => ({
  after: String(entry[read.sortName]),
  conversationId: Number(entry.pk.slice(entry.pk.lastIndexOf('#') + 1)),
})

/** Moved within the list, or out of it, since the index was read: it will show at its new place. */
const isSameEntry = (read: IndexRead, entry: Entry, item: Entry): boolean =>
  item[read.partitionName] === read.partition && item[read.sortName] === entry[read.sortName]

const canonicalFilters = ({ filters }: QueueList): unknown[] => [
  filters.team ?? null,
  filters.inbox ?? null,
  filters.operator ?? null,
  filters.unassigned ?? false,
  filters.atRisk ?? false,
]

function sumCounts(shards: readonly Record<string, unknown>[]): Counts {
  const sum = (name: CountName): number => shards.reduce((total, shard) => total + numberOr(shard[name], 0), 0)
  return Object.fromEntries(COUNT_NAMES.map((name) => [name, sum(name)])) as Counts
}

/** Newest day first. Two of them, because at midnight the new one has next to nothing. */
function intakeOf(days: readonly Record<string, unknown>[]): Intake | null {
  const [newest] = days
  if (newest === undefined) return null
  const instant = (value: unknown): number | null => (typeof value === 'number' ? value : null)
  return {
    applied: days.reduce((total, day) => total + numberOr(day.applied, 0), 0),
    lastReceivedAtMs: instant(newest.lastReceivedAtMs),
    lastPublishedAtMs: instant(newest.lastPublishedAtMs),
    lagMs: instant(newest.lagMs),
  }
}

const numberOr = (value: unknown, otherwise: number): number => (typeof value === 'number' ? value : otherwise)
