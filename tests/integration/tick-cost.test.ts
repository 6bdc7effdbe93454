/** What a tick costs grows with what is due, not with what is open. The largest desk of the bench has 100,000 open. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accountRegistry } from '#store/accounts'
import { START_MS } from '#tests/support/builders'
import { type DeskTable, openDeskTable, TABLE } from '#tests/support/desk-table'
import { seedOpen, type TickReads, tickOnce } from '#tests/support/tick-desk'

const DUE = 50
const OPEN = [1_000, 10_000, 40_000] as const
/** The engine writes some thousand items a second. */
const SEEDING_LIMIT_MS = 300_000

describe('a tick over 50 conversations that are due', () => {
  let desk: DeskTable
  const costs = new Map<number, TickReads>()
  const costOf = (open: number): TickReads => {
    const cost = costs.get(open)
    if (cost === undefined) throw new Error(`no tick ran over ${open}`)
    return cost
  }

  beforeAll(async () => {
    desk = await openDeskTable(START_MS)
    await accountRegistry({ client: desk.client, table: TABLE }).note('shop')
    // the first tick of all finds no tick before it, and so reads an item less
    await tickOnce(desk)
    let seeded = 0
    for (const open of OPEN) {
      await seedOpen(desk, { from: seeded + 1, to: open, due: DUE })
      seeded = open
      costs.set(open, await tickOnce(desk))
    }
  }, SEEDING_LIMIT_MS)
  afterAll(() => desk.close())

  it('sends them all, however many are open', () => {
    for (const open of OPEN) expect(costOf(open).sent).toBe(DUE)
  })

  it('sees the account as it stands, however many are open', () => {
    for (const open of OPEN) expect(costOf(open).gauges.UnassignedOldestSeconds).toBe(59 * 60 + 30)
  })

  it.each(['calls', 'items', 'units'] as const)('reads within 10 %% the same, however many are open: %s', (measure) => {
    const least = costOf(OPEN[0])[measure]
    expect(least).toBeGreaterThan(0)
    for (const open of OPEN) {
      expect(costOf(open)[measure]).toBeGreaterThanOrEqual(least * 0.9)
      expect(costOf(open)[measure]).toBeLessThanOrEqual(least * 1.1)
    }
  })

  it('reads little: less than an eventually consistent read of each conversation that is due', () => {
    for (const open of OPEN) expect(costOf(open).units).toBeLessThan(DUE / 2)
  })

  it('reads more where more is due: it is that which costs', async () => {
    const before = costOf(40_000)
    await seedOpen(desk, { from: 40_001, to: 40_500, due: 40_500 })
    const after = await tickOnce(desk)
    expect(after.sent).toBe(DUE + 500)
    expect(after.items).toBeGreaterThan(before.items + 500)
  }, 60_000)
})
