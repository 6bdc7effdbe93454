/** The additions to items that a change of a fact comes to. */
import { type BucketChange, type BucketDimension, bucketChanges } from '#domain/analytics/buckets'
import type { Fact, Owed } from '#domain/analytics/fact'
import { WHOLE_ACCOUNT } from '#domain/analytics/rollup'
import { dayOf } from '#domain/local-date'
import { expiresAtS } from './expiry.ts'
import { ROLLUP_SHARDS, type RollupKind, rollupPk, rollupSk, topicHoursPk, topicHoursSk } from './insight-keys.ts'
import { binCountersOf, countersOf, hourAttribute } from './rollup-item.ts'

/** What is summed over the whole of a busy account lies in shards; an operator or a topic has less. */
const SHARDS: Readonly<Record<BucketDimension, number>> = {
  account: ROLLUP_SHARDS,
  inbox: ROLLUP_SHARDS,
  team: ROLLUP_SHARDS,
  operator: 1,
  topic: 1,
  operator_topic: 1,
}
/** Additions of one update: its text may have 4 KB. */
const MOST_ADDS = 120
const DAY_MS = 86_400_000

export function bucketUpdates(before: Fact | undefined, after: Fact, rollupDays: number): Owed[] {
  return bucketChanges(before, after).flatMap((change) => updatesOf(change, after, rollupDays))
}

function updatesOf(change: BucketChange, { account, conversationId }: Fact, rollupDays: number): Owed[] {
  const { dimension, key, day } = change
  const shard = conversationId % SHARDS[dimension]
  const expiresAt = expiresAtS(dayOf(day) * DAY_MS, rollupDays)
  const update = (kind: RollupKind, adds: Iterable<readonly [string, number]>): Owed[] =>
    inPortions([...adds]).map((portion) => ({
      pk: rollupPk(account, dimension, key),
      sk: rollupSk(kind, day, shard),
      adds: Object.fromEntries(portion),
      expiresAt,
    }))
  return [
    ...update('C', countersOf({ sums: change.sums, bins: new Map() })),
    ...update('S', binCountersOf({ sums: new Map(), bins: change.bins })),
    ...(dimension === 'topic' ? topicHours(change, account, expiresAt) : update('H', hoursOf(change))),
    ...(dimension === 'account' ? flow(change, account, shard) : []),
  ]
}

const hoursOf = ({ hours }: BucketChange): [string, number][] =>
  [...hours].flatMap(([measure, counts]) =>
    [...counts].map(([hour, by]): [string, number] => [hourAttribute(measure, hour), by]),
  )

function topicHours(change: BucketChange, account: string, expiresAt: number): Owed[] {
  const adds = Object.fromEntries(hoursOf(change))
  if (Object.keys(adds).length === 0) return []
  return [{ pk: topicHoursPk(account), sk: topicHoursSk(change.day, change.key), adds, expiresAt }]
}

/** The backlog is the sum of all that ever came and went: these few numbers do not expire. */
function flow({ sums, day }: BucketChange, account: string, shard: number): Owed[] {
  const net = (sums.get('entered')?.n ?? 0) - (sums.get('left')?.n ?? 0)
  const key = { pk: rollupPk(account, 'flow', WHOLE_ACCOUNT), sk: rollupSk('F', day, shard) }
  return net === 0 ? [] : [{ ...key, adds: { net }, expiresAt: null }]
}

function inPortions<One>(all: readonly One[]): One[][] {
  const portions: One[][] = []
  for (let from = 0; from < all.length; from += MOST_ADDS) portions.push(all.slice(from, from + MOST_ADDS))
  return portions
}
