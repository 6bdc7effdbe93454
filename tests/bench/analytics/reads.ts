/** What a read of the tile, and of figures, costs as the desk grows a thousandfold: units as DynamoDB bills them, and time. */

import { PutCommand } from '@aws-sdk/lib-dynamodb'
import { readIntakeStanding } from '#functions/api/intake-standing'
import { readTile } from '#functions/api/read-queue'
import { readGlance } from '#store/glance'
import { analyticsStandingPk } from '#store/insight-keys'
import { intakeReads, sweepStanding } from '#store/intake-now'
import { queueReads } from '#store/queue-reads'
import { rollupReads } from '#store/rollups'
import { ACCOUNT } from '#tests/support/builders'
import type { MemoryTable } from '#tests/support/memory-table'
import { FROM_DAY, insightsOf, NOW_MS, queueOf, TO_DAY } from './desk-of.ts'

const SIZES = [1_000, 10_000, 100_000, 1_000_000] as const
const TILE_READS = 300
const DAYS_READS = 40
const now = (): number => NOW_MS
const sleep = async (): Promise<void> => undefined

/** Flat: a thousand times the conversations cost no more than this many times; numbers grow longer. */
const FLAT = 1.25
/** Percentiles: a full sketch has a few hundred bins, and never more. */
const MOST_UNITS = 120

type Read = () => Promise<unknown>

export async function benchReads(): Promise<boolean> {
  const desks = await Promise.all(SIZES.map(deskWith))
  const units: { readonly tile: number; readonly counts: number; readonly all: number }[] = []
  for (const { tables, reads } of desks) {
    const [tile, counts, all] = [
      await weighed(reads.tile, tables),
      await weighed(reads.counts, tables),
      await weighed(reads.all, tables),
    ]
    units.push({ tile, counts, all })
  }
  const took = {
    tile: await timed(
      desks.map(({ reads }) => reads.tile),
      TILE_READS,
    ),
    all: await timed(
      desks.map(({ reads }) => reads.all),
      DAYS_READS,
    ),
  }
  console.table(
    desks.map(({ conversations, tables }, nth) => ({
      conversations,
      items: tables.reduce((sum, table) => sum + table.size(), 0),
      'tile: units': units[nth]?.tile,
      'tile: p95 ms': took.tile[nth]?.p95Ms,
      'tile: of a processor, ms': took.tile[nth]?.processorMs,
      '30 days, no percentiles: units': units[nth]?.counts,
      '30 days, all: units': units[nth]?.all,
      '30 days, all: p95 ms': took.all[nth]?.p95Ms,
    })),
  )
  const [small, large] = [units[0], units.at(-1)]
  if (small === undefined || large === undefined) return false
  return large.tile <= small.tile * FLAT && large.counts <= small.counts * FLAT && large.all <= MOST_UNITS
}

async function deskWith(conversations: number) {
  const [queue, insights] = [await queueOf(conversations), await insightsOf(conversations)]
  const standing = {
    pk: analyticsStandingPk(ACCOUNT),
    sk: TO_DAY,
    counted: conversations,
    heardAtMs: NOW_MS,
    lagMs: 900,
  }
  await insights.client.send(new PutCommand({ TableName: 'insights', Item: standing }))
  const rollups = rollupReads({ client: insights.client, table: 'insights', now, uncounted: async () => NOTHING })
  const span = { account: ACCOUNT, fromDay: FROM_DAY, toDay: TO_DAY }
  const reads: Readonly<Record<'tile' | 'counts' | 'all', Read>> = {
    tile: tileOver(queue, insights),
    counts: () => rollups.rollup({ ...span, sketches: false }),
    all: () => rollups.figures(span),
  }
  return { conversations, tables: [queue, insights], reads }
}

const NOTHING = { inQueue: 0, deadLettered: 0 }

/** All that `GET /v1/tile` reads when nothing of it was asked for in the last ten seconds. */
function tileOver(queue: MemoryTable, insights: MemoryTable): Read {
  const desk = { client: queue.client, table: 'desk', now, sleep }
  const reads = queueReads(desk)
  const readDepth = async () => NOTHING
  const rollups = rollupReads({ client: insights.client, table: 'insights', now, uncounted: readDepth })
  const standing = {
    ...intakeReads({ ...desk, isOff: async () => false }),
    ...{ reads, readDepth, now, sweepOf: sweepStanding(desk) },
  }
  return () =>
    readTile(ACCOUNT, {
      ...{ reads, readDepth, now, links: new Map() },
      intakeNow: (account) => readIntakeStanding(account, standing),
      glance: (account) => readGlance({ account, timeZone: 'UTC', nowMs: NOW_MS }, rollups),
    })
}

async function weighed(read: Read, tables: readonly MemoryTable[]): Promise<number> {
  for (const table of tables) {
    table.units()
    table.meter(true)
  }
  await read()
  for (const table of tables) table.meter(false)
  return tables.reduce((sum, table) => sum + table.units().read, 0)
}

type Took = { readonly p95Ms: number; readonly processorMs: number }

/** In turn, so that whatever else the machine does falls on all of them alike. What a processor took is a mean. */
async function timed(reads: readonly Read[], times: number): Promise<readonly Took[]> {
  const took = reads.map((): number[] => [])
  const busy = reads.map(() => 0)
  for (let nth = 0; nth < times; nth++)
    for (const [at, read] of reads.entries()) {
      const [startedAtMs, before] = [performance.now(), process.cpuUsage()]
      await read()
      const { user, system } = process.cpuUsage(before)
      busy[at] = (busy[at] ?? 0) + user + system
      took[at]?.push(performance.now() - startedAtMs)
    }
  const hundredths = (ms: number): number => Math.round(ms * 100) / 100
  return took.map((all, at) => {
    const p95Ms = all.sort((a, b) => a - b)[Math.floor(all.length * 0.95)] ?? Number.NaN
    return { p95Ms: hundredths(p95Ms), processorMs: hundredths((busy[at] ?? 0) / times / 1000) }
  })
}
