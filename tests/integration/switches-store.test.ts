/** Switches, their history and their outages over the local DynamoDB engine. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { outageStore } from '#store/outages'
import { switchOnAgain } from '#store/switch-commands'
import { type SwitchedOff, type SwitchStore, switchStore } from '#store/switches'
import { START_MS } from '#tests/support/builders'
import { type DeskTable, openDeskTable, TABLE } from '#tests/support/desk-table'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
const off = (changes: Partial<SwitchedOff> = {}): SwitchedOff => ({
  ...{ account: 'shop', name: 'route', reason: 'All hands', by: 'avery', atMs: START_MS },
  ...changes,
})

describe('switches in the table', () => {
  let desk: DeskTable
  let store: SwitchStore
  beforeAll(async () => {
    desk = await openDeskTable(START_MS)
    store = switchStore({ client: desk.client, table: TABLE })
  })
  afterAll(() => desk.close())
  const outages = () => outageStore({ client: desk.client, table: TABLE, now: () => START_MS, retentionDays: 30 })
  const on = (one: SwitchedOff, atMs: number) =>
    switchOnAgain({ ...one, by: 'robin', reason: 'Over', atMs }, { switches: store, recordOutage: outages().record })

  it('stay off since then when they are switched off again, for the new reason', async () => {
    await store.switchOff(off())
    const later = off({ reason: 'Still at it', by: 'robin', atMs: START_MS + MINUTE_MS })
    expect(await store.switchOff(later)).toEqual({ ...later, atMs: START_MS })
    expect(await store.list('shop')).toEqual([{ ...later, atMs: START_MS }])
    expect(await store.list('outlet')).toEqual([])
  })

  it('remember who switched what, when and why, newest first, and nothing where nothing changed', async () => {
    const one = off({ account: 'history', name: 'act.read' })
    await store.switchOff(one)
    await store.switchOff({ ...one, atMs: START_MS + 1 })
    expect(await on(one, START_MS + MINUTE_MS)).toEqual(one)
    expect(await on(one, START_MS + 2 * MINUTE_MS)).toBeUndefined()
    expect(await store.history('history', 10)).toEqual([
      { ...one, by: 'robin', reason: 'Over', turned: 'on', atMs: START_MS + MINUTE_MS, sinceMs: START_MS },
      { ...one, turned: 'off', sinceMs: null },
    ])
    expect(await store.history('history', 1)).toHaveLength(1)
  })

  it('are turned by one of two who reach for them at the same time, and the other is told', async () => {
    const one = off({ account: 'race' })
    await store.switchOff(one)
    const turned = await Promise.all([on(one, START_MS + 1_000), on(one, START_MS + 1_001)])
    expect(turned.filter((was) => was !== undefined)).toEqual([one])
    expect(await store.history('race', 10)).toHaveLength(2)
  })

  it.each([
    ['outage', 1],
    ['sla', 1],
    ['route', 0],
  ] as const)('record their time as an outage when they are on again: %s', async (name, count) => {
    const one = off({ account: `marks-${name}`, name })
    await store.switchOff(one)
    await on(one, START_MS + 20 * MINUTE_MS)
    const found = await outages().between(one.account, { fromMs: START_MS, toMs: START_MS + DAY_MS })
    expect(found).toHaveLength(count)
    for (const outage of found)
      expect(outage).toMatchObject({
        ...{ fromMs: START_MS, toMs: START_MS + 20 * MINUTE_MS, foundBy: 'switch', by: 'avery', reason: 'All hands' },
        id: `switch-${name}-${START_MS}`,
      })
  })

  it('record a long time as outages that are found by their beginning, without a gap', async () => {
    const one = off({ account: 'long', name: 'outage' })
    await store.switchOff(one)
    await on(one, START_MS + 15 * DAY_MS)
    const found = await outages().between('long', { fromMs: START_MS, toMs: START_MS + 15 * DAY_MS })
    const last = await outages().between('long', { fromMs: START_MS + 14 * DAY_MS, toMs: START_MS + 15 * DAY_MS })
    expect(last.at(-1)?.toMs).toBe(START_MS + 15 * DAY_MS)
    for (const [nth, { fromMs }] of found.entries()) if (nth > 0) expect(fromMs).toBe(found[nth - 1]?.toMs)
  })
})
