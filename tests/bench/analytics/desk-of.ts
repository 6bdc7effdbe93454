/** Tables as so many conversations a month leave them: sums by the day, and the queue with what it has. */
import { PutCommand } from '@aws-sdk/lib-dynamodb'
import { HOURLY_MEASURES, MEASURE_NAMES, MEASURES } from '#domain/analytics/measures'
import { binOf } from '#domain/analytics/sketch'
import { dateOf, dayOf } from '#domain/local-date'
import { ROLLUP_SHARDS, rollupPk, rollupSk } from '#store/insight-keys'
import { toItem } from '#store/item'
import { COUNTER_SHARDS, counterSk, INDEX, intakeSk, QUEUE_FILTER_ATTRIBUTES, talliesPk } from '#store/keys'
import { hourAttribute } from '#store/rollup-item'
import { ACCOUNT, aConversation } from '#tests/support/builders'
import { type MemoryTable, memoryTable } from '#tests/support/memory-table'
import { seededRandom } from '#text/topics/seeded-random'

export const FROM_DAY = '2026-09-01'
export const TO_DAY = '2026-09-30'
export const DAYS = 30
/** Just before the month ends. */
export const NOW_MS = Date.UTC(2026, 8, 30, 23, 30)
const DAY_MS = 86_400_000

const DURATIONS = [
  ['fr', 25 * 60_000],
  ['nr', 40 * 60_000],
  ['re', 20 * 3_600_000],
  ['hq', 10 * 60_000],
  ['ho', 20 * 60_000],
  ['hc', 5 * 3_600_000],
] as const
/** Draws that fill every bin that a day has any chance to fill. */
const MOST_DRAWS = 5_000
/** What sums keep beside n, by the kind of their measure. */
const PARTS = { count: [], duration: ['sum', 'ln', 'ln2'], rating: ['sum', 'sq'], share: ['sum', 'sq'] } as const

const sumsOf = (aDay: number): Readonly<Record<string, number>> =>
  Object.fromEntries(
    MEASURE_NAMES.flatMap((name) => [
      [name, Math.ceil(aDay)],
      ...PARTS[MEASURES[name]].map((part) => [`${name}_${part}`, Math.ceil(aDay * 1_000_000)]),
    ]),
  )

/** Table `insights`: more conversations fill the same counters higher, and more of the same bins. */
export async function insightsOf(conversations: number): Promise<MemoryTable> {
  const table = memoryTable()
  const random = seededRandom(3)
  const aDay = conversations / DAYS / ROLLUP_SHARDS
  const from = dayOf(FROM_DAY)
  for (let day = from; day < from + DAYS; day++) {
    for (let shard = 0; shard < ROLLUP_SHARDS; shard++) {
      const kinds = {
        C: sumsOf(aDay),
        S: binsOf(aDay, random),
        H: Object.fromEntries(
          HOURLY_MEASURES.flatMap((name) =>
            Array.from({ length: 24 }, (_, hour) => [hourAttribute(name, hour), Math.ceil(aDay / 24)]),
          ),
        ),
      } as const
      for (const kind of ['C', 'S', 'H'] as const) {
        const key = { pk: rollupPk(ACCOUNT, 'account', 'all'), sk: rollupSk(kind, dateOf(day), shard) }
        await table.client.send(new PutCommand({ TableName: 'insights', Item: { ...key, ...kinds[kind] } }))
      }
    }
  }
  return table
}

function binsOf(aDay: number, random: () => number): Readonly<Record<string, number>> {
  const bins: Record<string, number> = {}
  const draws = Math.min(MOST_DRAWS, Math.ceil(aDay))
  for (const [code, medianMs] of DURATIONS)
    for (let nth = 0; nth < draws; nth++) {
      const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
      const name = `${code}${binOf(Math.max(1_000, medianMs * Math.exp(0.9 * normal)))}`
      bins[name] = (bins[name] ?? 0) + Math.ceil(aDay / draws)
    }
  return bins
}

/** Of twenty conversations one is open, and half of those wait; of the others is kept what the queue is read by. */
const OPEN_ONE_IN = 20

/** Table `desk`: its conversations, its counters, and what came in lately. */
export async function queueOf(conversations: number): Promise<MemoryTable> {
  const byWait = { partition: 'statusKey', sort: 'waitKey', projected: QUEUE_FILTER_ATTRIBUTES }
  const table = memoryTable({ indexes: { [INDEX.byWait]: byWait } })
  const put = (Item: Readonly<Record<string, unknown>>) =>
    table.client.send(new PutCommand({ TableName: 'desk', Item: { ...Item } }))
  const states = [
    aConversation(),
    aConversation({ snapshot: { waitingSinceMs: null } }),
    aConversation({ status: 'resolved' }),
  ] as const
  for (let nth = 0; nth < conversations; nth++) {
    const [waiting, open, resolved] = states
    const like = nth % OPEN_ONE_IN > 0 ? resolved : nth % (2 * OPEN_ONE_IN) === 0 ? waiting : open
    const atMs = NOW_MS - Math.floor((nth / conversations) * DAYS * DAY_MS)
    const item = toItem({ conversation: { ...like, conversationId: nth + 1, writtenAtMs: atMs }, carried: {} }, 400)
    await put(item)
  }
  for (let shard = 0; shard < COUNTER_SHARDS; shard++) {
    const counts = { open: Math.ceil(conversations / OPEN_ONE_IN / COUNTER_SHARDS), waiting: 40, unassigned: 5 }
    await put({ pk: talliesPk(ACCOUNT), sk: counterSk(shard), ...counts })
  }
  for (let back = 0; back < DAYS; back++) {
    const day = new Date(NOW_MS - back * DAY_MS).toISOString().slice(0, 10)
    const told = {
      applied: Math.ceil(conversations / DAYS),
      lastReceivedAtMs: NOW_MS,
      lastPublishedAtMs: NOW_MS,
      lagMs: 400,
    }
    await put({ pk: talliesPk(ACCOUNT), sk: intakeSk(day), ...told })
  }
  return table
}
