/**
 * Figures, at their size. A month is counted and held against brute force; figures are read as the desk grows a
 * thousandfold, by the units that DynamoDB would bill; events are counted as they come, by what it would bill for that.
 * Alone: `node --import tsx tests/bench/analytics.ts [conversations]`.
 */
import { PutCommand } from '@aws-sdk/lib-dynamodb'
import { binOf } from '#domain/analytics/sketch'
import { dateOf, dayOf } from '#domain/local-date'
import type { ConversationEvent } from '#events/conversation-events'
import { ROLLUP_SHARDS, rollupPk, rollupSk } from '#store/insight-keys'
import { rollupReads } from '#store/rollups'
import { ACCOUNT } from '#tests/support/builders'
import { countingDesk } from '#tests/support/counting'
import { eventMonth } from '#tests/support/event-month'
import { measuredOf } from '#tests/support/figures-oracle'
import { judgeMonth } from '#tests/support/judge-month'
import { memoryTable } from '#tests/support/memory-table'
import { seededRandom } from '#text/topics/seeded-random'

const FROM_MS = Date.UTC(2026, 8, 1)
const SPAN = { fromDay: '2026-09-01', toDay: '2026-11-30' }
const PORTION = 500
const SIZES = [1_000, 10_000, 100_000, 1_000_000] as const
const READS = 40
/** Of us-east-1, on demand: a million units. */
const WRITE_USD = 0.625
const READ_USD = 0.125

async function benchMonth(conversations: number): Promise<boolean> {
  const desk = countingDesk()
  const measured: ReturnType<typeof measuredOf> = []
  let portion: number[] = []
  let events = 0
  const startedAtMs = performance.now()
  const flush = async (): Promise<void> => {
    await desk.count(portion)
    for (const id of portion) desk.ledgers.delete(id)
    portion = []
  }
  for (const ledger of eventMonth({ seed: 7, conversations, fromMs: FROM_MS })) {
    desk.ledgers.set(ledger.conversationId, ledger.events)
    for (const one of measuredOf(ledger)) measured.push(one)
    events += ledger.events.length
    portion.push(ledger.conversationId)
    if (portion.length === PORTION) await flush()
  }
  await flush()
  const tookS = (performance.now() - startedAtMs) / 1000
  const { compared, worstError, wrong } = await judgeMonth(measured, desk.reads, SPAN)
  console.info(
    `${conversations} conversations, ${events} events counted in ${tookS.toFixed(0)} s: ${compared} numbers compared with brute force, ${wrong.length} differ, worst percentile off by ${(worstError * 100).toFixed(2)} %`,
  )
  for (const one of wrong.slice(0, 10)) console.info(`  ${one}`)
  return wrong.length === 0
}

/** Sums as so many conversations a month leave them: more of them fill the same bins higher. */
async function benchReads(): Promise<boolean> {
  const rows = []
  for (const conversations of SIZES) {
    // weighing items takes longer than reading them: one table is weighed, another timed
    const weighed = memoryTable({ metered: true })
    const timed = memoryTable()
    for (const table of [weighed, timed]) await fill(table, conversations)
    const readsOf = ({ client }: typeof timed) => rollupReads({ client, table: 'insights', now: () => FROM_MS })
    const span = { account: ACCOUNT, fromDay: '2026-09-01', toDay: '2026-09-30' }
    weighed.units()
    await readsOf(weighed).figures(span)
    const units = weighed.units().read
    const reads = readsOf(timed)
    const took: number[] = []
    for (let nth = 0; nth < READS; nth++) {
      const startedAtMs = performance.now()
      await reads.figures(span)
      took.push(performance.now() - startedAtMs)
    }
    const p95 = took.sort((a, b) => a - b)[Math.floor(READS * 0.95)] ?? Number.NaN
    rows.push({ conversations, items: timed.size(), 'read units, 30 days': units, 'p95 ms': Math.round(p95 * 10) / 10 })
  }
  console.table(rows)
  const [small, , , large] = rows.map((row) => row['read units, 30 days'])
  // A thousand conversations leave most bins empty; a full sketch has a few hundred, and never more.
  return small !== undefined && large !== undefined && large <= MOST_UNITS
}

const MOST_UNITS = 120
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

async function fill({ client }: ReturnType<typeof memoryTable>, conversations: number): Promise<void> {
  const random = seededRandom(3)
  const aDay = conversations / 30 / ROLLUP_SHARDS
  const from = dayOf('2026-09-01')
  for (let day = from; day < from + 30; day++) {
    for (let shard = 0; shard < ROLLUP_SHARDS; shard++) {
      const at = (kind: 'C' | 'S' | 'H') => ({
        pk: rollupPk(ACCOUNT, 'account', 'all'),
        sk: rollupSk(dateOf(day), shard, kind),
      })
      const sums = Object.fromEntries(
        ['opened', 'resolved', 'replies', 'waits', 'first_response'].map((name) => [name, aDay]),
      )
      const bins: Record<string, number> = {}
      const draws = Math.min(MOST_DRAWS, Math.ceil(aDay))
      for (const [code, medianMs] of DURATIONS)
        for (let nth = 0; nth < draws; nth++) {
          const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
          const name = `${code}${binOf(Math.max(1_000, medianMs * Math.exp(0.9 * normal)))}`
          bins[name] = (bins[name] ?? 0) + Math.ceil(aDay / draws)
        }
      const hours = Object.fromEntries(
        ['opened', 'waits', 'replies', 'resolved', 'entered', 'left'].flatMap((name) =>
          Array.from({ length: 24 }, (_, hour) => [`${name}${String(hour).padStart(2, '0')}`, Math.ceil(aDay / 24)]),
        ),
      )
      for (const [kind, of] of [
        ['C', sums],
        ['S', bins],
        ['H', hours],
      ] as const)
        await client.send(new PutCommand({ TableName: 'insights', Item: { ...at(kind), ...of } }))
    }
  }
}

/** As they come: what a minute brings is counted together, at 50,000 conversations a month. */
async function benchCost(): Promise<void> {
  const desk = countingDesk({ metered: true })
  const days = 1 / 4
  const conversations = Math.round((50_000 / 30) * days)
  const all = [...eventMonth({ seed: 9, conversations, fromMs: FROM_MS, days })]
  const minutes = new Map<number, ConversationEvent[]>()
  for (const event of all.flatMap(({ events }) => events)) {
    const minute = Math.floor(event.observedAtMs / 60_000)
    minutes.set(minute, [...(minutes.get(minute) ?? []), event])
  }
  let events = 0
  for (const [, batch] of [...minutes].sort(([a], [b]) => a - b)) {
    for (const event of batch) {
      const known = desk.ledgers.get(event.conversationId) ?? []
      desk.ledgers.set(
        event.conversationId,
        [...known, event].sort((a, b) => a.version - b.version || a.n - b.n),
      )
    }
    events += batch.length
    await desk.count([...new Set(batch.map(({ conversationId }) => conversationId))])
  }
  const { read, written } = desk.table.units()
  const million = 1_000_000 / events
  const usd = ((written * WRITE_USD + read * READ_USD) * million) / 1_000_000
  console.info(
    `${events} events of ${conversations} conversations as they come: ${(written / events).toFixed(1)} write and ${(read / events).toFixed(1)} read units an event; a million events ${usd.toFixed(2)} USD, ledgers' reads not counted`,
  )
}

const conversations = Number(process.argv[2] ?? 50_000)
if (!Number.isInteger(conversations) || conversations < 1) throw new Error('how many conversations?')
const isFlat = await benchReads()
await benchCost()
const isRight = await benchMonth(conversations)
if (!isFlat) console.info(`A read of 30 days takes more than ${MOST_UNITS} units`)
if (!isFlat || !isRight) process.exitCode = 1
