/**
 * What the minute tick costs with ever more open conversations and the same number due, over the local DynamoDB engine:
 * its requests, what they read, and the median time of a tick. Reads are exact; the time is that of this machine and of
 * the engine, requests over HTTP included. Alone: `node --import tsx tests/bench/tick.ts`.
 */
import { accountRegistry } from '#store/accounts'
import { START_MS } from '#tests/support/builders'
import { openDeskTable, TABLE } from '#tests/support/desk-table'
import { seedOpen, type TickReads, tickOnce } from '#tests/support/tick-desk'

const OPEN = [1_000, 10_000, 100_000] as const
const DUE = 50
const TICKS = 15
const WANTED_SHARE = 0.1
const MEASURES = [
  ['calls', 'requests'],
  ['items', 'items read'],
  ['units', 'read units'],
] as const

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

/** Prints a row for each desk, then what was wanted; a missed one sets the exit code. */
export async function benchTick(): Promise<void> {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true'
  const desk = await openDeskTable(START_MS)
  const costs: { readonly open: number; readonly reads: TickReads; readonly tickMs: number }[] = []
  try {
    await accountRegistry({ client: desk.client, table: TABLE }).note('shop')
    await tickOnce(desk)
    let seeded = 0
    for (const open of OPEN) {
      await seedOpen(desk, { from: seeded + 1, to: open, due: DUE })
      seeded = open
      const ticks: TickReads[] = []
      for (let nth = 0; nth < TICKS; nth++) ticks.push(await tickOnce(desk))
      const [reads] = ticks
      if (reads === undefined || reads.sent !== DUE) throw new Error(`a tick over ${open} sent ${reads?.sent}`)
      costs.push({ open, reads, tickMs: median(ticks.map(({ tookMs }) => tookMs)) })
    }
  } finally {
    await desk.close()
  }
  console.log(`Tick: ${DUE} conversations due, medians of ${TICKS} ticks`)
  console.table(
    Object.fromEntries(
      costs.map(({ open, reads, tickMs }) => [
        `${open.toLocaleString('en')} open`,
        { requests: reads.calls, 'items read': reads.items, 'read units': reads.units, 'tick ms': Math.round(tickMs) },
      ]),
    ),
  )
  for (const [measure, words] of MEASURES) {
    const values = costs.map(({ reads }) => reads[measure])
    const share = (Math.max(...values) - Math.min(...values)) / Math.min(...values)
    accept(`${words} differ by ${(share * 100).toFixed(1)} %, wanted <= ${WANTED_SHARE * 100} %`, share <= WANTED_SHARE)
  }
}

function accept(line: string, holds: boolean): void {
  console.log(`${holds ? 'ok    ' : 'MISSED'} ${line}`)
  if (!holds) process.exitCode = 1
}

if (process.argv[1] === import.meta.filename) await benchTick()
