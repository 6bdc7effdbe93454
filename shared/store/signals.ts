/** What was learned of approvals that have ended: kept by the instant of the end, scrubbed, until their time is over. */
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb'
import { type DynamoDBDocumentClient, QueryCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb'
import type { LearningSignal } from '#domain/learning-signal'
import { type SignalDay, signalDay } from '#domain/signal-completeness'
import { isAskedFor, type SignalFilter } from '#domain/signal-filter'
import { fullJitterMs, type Random } from '#runtime/retry'
import { moveHealth } from './article-health.ts'
import { expiresAtS, isLive } from './expiry.ts'
import { signalDaySk, signalEndSk, signalSk, signalsFrom, signalsPk } from './keys.ts'
import { queryItems } from './query-items.ts'
import { decodeCursor, encodeCursor } from './queue-cursor.ts'
import type { BadCursor } from './queue-reads.ts'

export type SignalsAsked = SignalFilter & {
  readonly fromMs: number
  /** Excluded. */
  readonly toMs: number
  readonly cursor: string | null
  /** 1 to 100. */
  readonly limit: number
}
/** With a filter a page may be short, even empty, and still have a cursor: ask on. Null at the end. */
export type SignalPage = { readonly items: readonly LearningSignal[]; readonly nextCursor: string | null }

export type Recorded = 'recorded' | 'already_recorded'

export type SignalStore = {
  /** And moves the health of the articles its reply rested on. The same end again changes nothing. */
  recordSignal(signal: LearningSignal): Promise<Recorded>
  /** Newest first. */
  page(account: string, asked: SignalsAsked): Promise<SignalPage | BadCursor>
  /** Oldest first, as they are read: for exports, however many there are. */
  between(account: string, span: { readonly fromMs: number; readonly toMs: number }): AsyncIterable<LearningSignal>
  /** An approval has ended: its day expects a signal. The same one again changes nothing. */
  noteEnded(of: Pick<LearningSignal, 'account' | 'conversationId' | 'id' | 'endedAtMs'>): Promise<void>
  /** Days that had an end, oldest first; `day` as yyyy-mm-dd, UTC, both included. */
  completeness(account: string, span: { readonly from: string; readonly to: string }): Promise<readonly SignalDay[]>
}

/** Most records looked at for one page: READS queries of RECORDS each. */
const READS = 5
const RECORDS = 100
const KEYS = /^SIGNAL#\d{13}#/

export type SignalDeps = {
  readonly client: DynamoDBDocumentClient
  readonly table: string
  readonly retentionDays: number
  readonly now: () => number
  readonly random: Random
  readonly wait: (ms: number) => Promise<void>
}

export function signalStore(deps: SignalDeps): SignalStore {
  const { retentionDays, now } = deps
  return {
    recordSignal: async (signal) => {
      const { account, conversationId, id, endedAtMs } = signal
      const sk = signalSk(endedAtMs, conversationId, id)
      const Item = { pk: signalsPk(account), sk, signal, expiresAt: expiresAtS(endedAtMs, retentionDays) }
      const recorded = await putCounted({ Item, count: 'recorded', account, endedAtMs }, deps)
      // also of one that is known: whoever recorded it may have stopped before this
      await moveHealth(signal, deps)
      return recorded
    },
    page: (account, asked) => readPage({ ...asked, account }, deps),
    between: (account, span) => eachSignal({ ...span, account }, deps),
    async noteEnded({ account, conversationId, id, endedAtMs }) {
      const sk = signalEndSk(endedAtMs, conversationId, id)
      const Item = { pk: signalsPk(account), sk, expiresAt: expiresAtS(endedAtMs, END_DAYS) }
      await putCounted({ Item, count: 'ended', account, endedAtMs }, deps)
    },
    async completeness(account, { from, to }) {
      if (from > to) return []
      const items = await queryItems(deps, {
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
        ExpressionAttributeValues: { ':pk': signalsPk(account), ':from': signalDaySk(from), ':to': signalDaySk(to) },
      })
      return items.filter((item) => isLive(item, now())).map(dayIn)
    },
  }
}

/** An end is delivered again for a day at most: after that its mark is of no use. */
const END_DAYS = 8
const TRIES = 6
const BACKOFF = { baseMs: 25, capMs: 400 }

type Counted = {
  readonly Item: Readonly<Record<string, unknown>>
  readonly count: 'ended' | 'recorded'
  readonly account: string
  readonly endedAtMs: number
}

/** The item and the count of its day in one: counted once, however often it is recorded. */
async function putCounted({ Item, count, account, endedAtMs }: Counted, deps: SignalDeps): Promise<Recorded> {
  const { client, table: TableName, retentionDays, wait, random } = deps
  const transaction = new TransactWriteCommand({
    TransactItems: [
      { Put: { TableName, Item, ConditionExpression: 'attribute_not_exists(pk)' } },
      {
        Update: {
          TableName,
          Key: { pk: signalsPk(account), sk: signalDaySk(new Date(endedAtMs).toISOString().slice(0, 10)) },
          UpdateExpression: 'SET expiresAt = :expiresAt ADD #count :one',
          ExpressionAttributeNames: { '#count': count },
          ExpressionAttributeValues: { ':one': 1, ':expiresAt': expiresAtS(endedAtMs, retentionDays) },
        },
      },
    ],
  })
  for (let nth = 0; ; nth++) {
    try {
      await client.send(transaction)
      return 'recorded'
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error
      if (error.CancellationReasons?.[0]?.Code === 'ConditionalCheckFailed') return 'already_recorded'
      // Another end of the day was being counted, or the partition was throttled: both pass.
      if (nth === TRIES - 1) throw error
      await wait(fullJitterMs(nth, BACKOFF, random))
    }
  }
}

const dayIn = (item: Readonly<Record<string, unknown>>): SignalDay =>
  signalDay(String(item.sk).split('#')[1] ?? '', {
    ended: Number(item.ended ?? 0),
    recorded: Number(item.recorded ?? 0),
  })

type Reading = { readonly client: DynamoDBDocumentClient; readonly table: string; readonly now: () => number }

async function readPage(
  { account, fromMs, toMs, cursor, limit, ...filter }: SignalsAsked & { readonly account: string },
  { client, table, now }: Reading,
): Promise<SignalPage | BadCursor> {
  const scope = ['signals', account, fromMs, toMs, filter.outcome, filter.class, filter.intent]
  const position = cursor === null ? null : decodeCursor(scope, cursor, KEYS)
  if (cursor !== null && position === null) return { badCursor: true }
  if (fromMs >= toMs) return { items: [], nextCursor: null }
  const items: LearningSignal[] = []
  const pk = signalsPk(account)
  let after = position?.after ?? null
  for (let reads = 0; reads < READS && items.length < limit; reads++) {
    const page = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
        // What ends at `to` itself sorts behind this key.
        ExpressionAttributeValues: { ':pk': pk, ':from': signalsFrom(fromMs), ':to': signalsFrom(toMs) },
        ScanIndexForward: false,
        Limit: RECORDS,
        ...(after === null ? {} : { ExclusiveStartKey: { pk, sk: after } }),
      }),
    )
    const found = (page.Items ?? []).filter(
      (item) => isLive(item, now()) && isAskedFor(item.signal as LearningSignal, filter),
    )
    const taken = found.slice(0, limit - items.length)
    items.push(...taken.map(({ signal }) => signal as LearningSignal))
    const last = taken.at(-1)
    if (found.length > taken.length && last !== undefined) {
      return { items, nextCursor: encodeCursor(scope, { after: String(last.sk), conversationId: 0 }) }
    }
    after = page.LastEvaluatedKey === undefined ? null : String(page.LastEvaluatedKey.sk)
    if (after === null) return { items, nextCursor: null }
  }
  return { items, nextCursor: after === null ? null : encodeCursor(scope, { after, conversationId: 0 }) }
}

async function* eachSignal(
  { account, fromMs, toMs }: { readonly account: string; readonly fromMs: number; readonly toMs: number },
  { client, table, now }: Reading,
): AsyncGenerator<LearningSignal> {
  if (fromMs >= toMs) return
  let after: Record<string, unknown> | undefined
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
        ExpressionAttributeValues: {
          ':pk': signalsPk(account),
          ':from': signalsFrom(fromMs),
          ':to': signalsFrom(toMs),
        },
        ...(after === undefined ? {} : { ExclusiveStartKey: after }),
      }),
    )
    for (const item of page.Items ?? []) if (isLive(item, now())) yield item.signal as LearningSignal
    after = page.LastEvaluatedKey
  } while (after !== undefined)
}
