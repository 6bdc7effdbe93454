/**
 * Facts, and the rollups that are their sum. A fact and what its change adds to rollups are written in one transaction, on
 * condition of the fact's revision: whatever is delivered twice, or to two workers at once, is added once.
 */
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb'
import { type DynamoDBDocumentClient, PutCommand, QueryCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb'
import type { Fact, FactChange, FactKey, Owed, StoredFact } from '#domain/analytics/fact'
import { fullJitterMs, type Random } from '#runtime/retry'
import { bucketUpdates } from './bucket-updates.ts'
import { fromFactItem, toFactItem } from './fact-item.ts'
import { factItems } from './fact-items.ts'
import { BY_OPENED, openedKey, ROLLUP_SHARDS, rollupKeysPk } from './insight-keys.ts'

export type FactStore = {
  /** By `<account>#<conversation>`. At most a hundred at once. */
  load(keys: readonly FactKey[]): Promise<ReadonlyMap<string, StoredFact>>
  /** Gives the keys of facts that others have written since: to be read and counted again. */
  commit(changes: readonly FactChange[]): Promise<readonly FactKey[]>
  /** Conversations opened on a day that have a fact, by id. */
  openedOn(
    account: string,
    day: string,
    page: { readonly after: Readonly<Record<string, unknown>> | null; readonly limit: number },
  ): Promise<{ readonly ids: readonly number[]; readonly after: Readonly<Record<string, unknown>> | null }>
}

export type FactStoreDeps = {
  readonly client: DynamoDBDocumentClient
  /** Table `insights`. */
  readonly table: string
  readonly factDays: number
  readonly rollupDays: number
  readonly random: Random
  readonly wait: (ms: number) => Promise<void>
}

/** A transaction takes 100 items. */
const MOST_ITEMS = 100
/** Facts written together: what they add to one item becomes one addition. */
const MOST_FACTS = 12
const TRIES = 8
const BACKOFF = { baseMs: 25, capMs: 1_000 }
const KEYS_KEPT = 20_000

type Planned = { readonly change: FactChange; readonly updates: readonly Owed[] }

/** @throws the SDK's errors, and Error when what was asked for stays unread. */
export function factStore(deps: FactStoreDeps): FactStore {
  const { client, table } = deps
  const known = new Set<string>()

  async function load(keys: readonly FactKey[]): Promise<ReadonlyMap<string, StoredFact>> {
    const items = await factItems(keys, deps)
    return new Map([...items].map(([name, item]) => [name, fromFactItem(item)]))
  }

  /** Lists of keys only grow: one that is written again says the same. */
  async function noteKeys(updates: readonly Owed[], changes: readonly FactChange[]): Promise<void> {
    const channels = new Map(
      changes.map(({ after: { progress } }) => [String(progress.situation.inboxId), progress.situation.channel]),
    )
    const fresh = [...new Set(updates.map(({ pk }) => pk))].filter((pk) => !known.has(pk))
    for (const pk of fresh) {
      const [, account = '', dimension = '', ...key] = pk.split('#')
      const sk = key.join('#')
      if (LISTED.has(dimension)) {
        const channel = dimension === 'inbox' ? { channel: channels.get(sk) ?? null } : {}
        const Item = { pk: rollupKeysPk(account, dimension as 'inbox'), sk, ...channel }
        await client.send(new PutCommand({ TableName: table, Item }))
      }
      if (known.size >= KEYS_KEPT) known.clear()
      known.add(pk)
    }
  }

  /** One transaction. False: a fact was written by another. */
  async function write(planned: readonly Planned[]): Promise<boolean> {
    const { puts, updates } = portionOf(planned, deps.factDays)
    const transaction = new TransactWriteCommand({
      TransactItems: [
        ...puts.map((put) => ({ Put: { TableName: table, ...put } })),
        ...updates.map((update) => ({ Update: { TableName: table, ...additionOf(update) } })),
      ],
    })
    for (let nth = 0; ; nth++) {
      try {
        await client.send(transaction)
        return true
      } catch (error) {
        if (!(error instanceof TransactionCanceledException)) throw error
        if (error.CancellationReasons?.some(({ Code }) => Code === 'ConditionalCheckFailed') === true) return false
        // another transaction had one of the items, or a partition was throttled: both pass
        if (nth === TRIES - 1) throw error
        await deps.wait(fullJitterMs(nth, BACKOFF, deps.random))
      }
    }
  }

  return {
    load,

    async commit(changes) {
      const planned = changes.map((change) => ({ change, updates: updatesOf(change, deps.rollupDays) }))
      await noteKeys(
        planned.flatMap(({ updates }) => updates),
        changes,
      )
      const lost: FactKey[] = []
      for (const group of grouped(byShard(planned, Math.floor(deps.random() * ROLLUP_SHARDS)))) {
        if (!(await write(group))) lost.push(...group.map(({ change }) => keyOf(change.after)))
        else lost.push(...group.filter(owesMore).map(({ change }) => keyOf(change.after)))
      }
      return lost
    },

    async openedOn(account, day, { after, limit }) {
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName: table,
          IndexName: BY_OPENED,
          KeyConditionExpression: 'openedKey = :key',
          ExpressionAttributeValues: { ':key': openedKey(account, day) },
          Limit: limit,
          ...(after === null ? {} : { ExclusiveStartKey: after }),
        }),
      )
      return { ids: Items.map(({ openedSk }) => Number(openedSk)), after: LastEvaluatedKey ?? null }
    },
  }
}

const LISTED: ReadonlySet<string> = new Set(['inbox', 'team', 'operator', 'topic', 'operator_topic'])
const keyOf = ({ account, conversationId }: Fact): FactKey => ({ account, conversationId })

/** What an earlier change still owes comes first. */
const updatesOf = ({ before, after }: FactChange, rollupDays: number): Owed[] => [
  ...(before?.owed ?? []),
  ...bucketUpdates(before?.fact, after, rollupDays),
]

/** Those of a shard together, so that two workers want the same items only while both are in the same shard. */
const byShard = (all: readonly Planned[], first: number): Planned[] => {
  const place = ({ change }: Planned): number => (change.after.conversationId + ROLLUP_SHARDS - first) % ROLLUP_SHARDS
  return [...all].sort((a, b) => place(a) - place(b))
}

/** Room that facts leave for what they add. */
const ROOM = MOST_ITEMS - MOST_FACTS
const nameOf = ({ pk, sk }: Owed): string => `${pk} ${sk}`
const fits = ({ updates }: Planned): boolean => {
  const names = new Set(updates.map(nameOf))
  return names.size === updates.length && names.size <= ROOM
}
const owesMore = (planned: Planned): boolean => !fits(planned)

/** As many together as a transaction takes; one that is too much for any goes alone, and pays the rest later. */
function grouped(all: readonly Planned[]): Planned[][] {
  const groups: Planned[][] = []
  let group: Planned[] = []
  let names = new Set<string>()
  for (const planned of all) {
    const own = planned.updates.map(nameOf)
    const together = new Set([...names, ...own])
    const isFull = group.length === MOST_FACTS || together.size > ROOM
    if (group.length > 0 && (isFull || !fits(planned))) {
      groups.push(group)
      group = []
      names = new Set()
    }
    group.push(planned)
    for (const name of own) names.add(name)
    if (!fits(planned)) {
      groups.push(group)
      group = []
      names = new Set()
    }
  }
  return group.length === 0 ? groups : [...groups, group]
}

function portionOf(planned: readonly Planned[], factDays: number) {
  const paid = new Map<string, Owed>()
  const puts = planned.map(({ change, updates }) => {
    const owed: Owed[] = []
    for (const update of updates) {
      const name = nameOf(update)
      const known = paid.get(name)
      if (planned.length === 1 && (known !== undefined || paid.size >= ROOM)) owed.push(update)
      else paid.set(name, known === undefined ? update : { ...known, adds: sumOf(known.adds, update.adds) })
    }
    const revision = change.before?.revision ?? 0
    return {
      Item: toFactItem({ fact: change.after, revision: revision + 1, owed }, factDays),
      ...(revision === 0
        ? { ConditionExpression: 'attribute_not_exists(pk)' }
        : { ConditionExpression: 'revision = :known', ExpressionAttributeValues: { ':known': revision } }),
    }
  })
  return { puts, updates: [...paid.values()] }
}

function sumOf(a: Owed['adds'], b: Owed['adds']): Owed['adds'] {
  const sum: Record<string, number> = { ...a }
  for (const [name, by] of Object.entries(b)) sum[name] = (sum[name] ?? 0) + by
  return sum
}

/** Names are our own, and no words of DynamoDB's but `left`, which stands behind a `#` like all. */
function additionOf({ pk, sk, adds, expiresAt }: Owed) {
  const named: Record<string, string> = {}
  const values: Record<string, number> = expiresAt === null ? {} : { ':expires': expiresAt }
  let expression = expiresAt === null ? 'ADD ' : 'SET expiresAt = :expires ADD '
  let n = 0
  for (const [name, by] of Object.entries(adds)) {
    expression += n === 0 ? '#a0 :a0' : `, #a${n} :a${n}`
    named[`#a${n}`] = name
    values[`:a${n}`] = by
    n += 1
  }
  return {
    Key: { pk, sk },
    UpdateExpression: expression,
    ExpressionAttributeNames: named,
    ExpressionAttributeValues: values,
  }
}
