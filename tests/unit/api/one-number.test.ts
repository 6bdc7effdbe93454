import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { adherenceOf, FIGURES, type FigureName, figureOf, figuresOf } from '#domain/analytics/figures'
import { makeReport } from '#domain/report/make-report'
import { slaOutcomes } from '#domain/sla-outcomes'
import { complianceOf } from '#functions/api/compliance'
import { runReports } from '#functions/report/run-reports'
import { sha256Hex } from '#runtime/digest'
import { readGlance } from '#store/glance'
import { readReportInputs } from '#store/report-inputs'
import { countingDesk } from '#tests/support/counting'
import { eventMonth } from '#tests/support/event-month'
import { jsonOf } from './ask.ts'
import { type DeskTable, startDeskTable } from './desk-table.ts'
import { type Served, serve } from './serving.ts'

const FROM_MS = Date.UTC(2026, 8, 1)
const SPAN = { fromDay: '2026-09-01', toDay: '2026-10-31' }
const DAYS = Array.from({ length: 61 }, (_, nth) => new Date(FROM_MS + nth * 86_400_000).toISOString().slice(0, 10))

/** A day in the middle, just before its end: all of its hours are those of the last day. */
const DAY = '2026-09-09'
const DAY_END_MS = Date.UTC(2026, 8, 9, 23, 59)
/** The week that it is of. */
const WEEK = { week: '2026-W37', fromDay: '2026-09-07', toDay: '2026-09-13' }

type Told = { readonly value: number | null; readonly n: number; readonly reason: string | null }
type Row = { readonly figures: Readonly<Record<string, { readonly value: number | null; readonly n: number }>> }

describe('one number, wherever it is asked for', () => {
  const counted = countingDesk()
  const ledgers = [...eventMonth({ seed: 21, conversations: 150, fromMs: FROM_MS, days: 12 })]
  let table: DeskTable
  let served: Served

  beforeAll(async () => {
    table = await startDeskTable()
    served = serve(table, { insights: counted.reads, glance })
    for (const { conversationId, events } of ledgers) counted.ledgers.set(conversationId, events)
    await counted.count(ledgers.map(({ conversationId }) => conversationId))
  })
  afterAll(() => table.stop())

  const glance = (account: string) => readGlance({ account, timeZone: 'UTC', nowMs: DAY_END_MS }, counted.reads)
  const ask = (query: Readonly<Record<string, string>>) =>
    served.ask({ path: '/v1/analytics', query: { account: 'shop', ...query }, groups: ['viewer', 'account:shop'] })
  const rowOf = async (query: Readonly<Record<string, string>>): Promise<Row> => {
    const answer = await ask({ from: SPAN.fromDay, to: SPAN.toDay, ...query })
    const { rows } = jsonOf(answer) as unknown as { rows: Row[] }
    return rows[0] as Row
  }

  it('is the same in the API, in a rollup, and by the law of /v1/sla/compliance over the same events', async () => {
    const { figures } = await rowOf({})
    const rollup = await counted.reads.rollup({ account: 'shop', ...SPAN })
    const standing = await counted.reads.standing('shop')
    expect(figures.sla_net).toEqual(figureOf('sla_net', rollup, standing))
    expect(figures).toEqual(figuresOf(rollup, standing))

    const tallies = ledgers.flatMap(({ events }) =>
      [...slaOutcomes(events).days].map(([day, counts]) => ({ day, ...counts })),
    )
    for (const { clock, total } of complianceOf(DAYS, tallies)) {
      expect(adherenceOf(rollup, [clock]), clock).toEqual(total)
      expect([figures[`sla_${clock}_raw`]?.value, figures[`sla_${clock}_raw`]?.n], clock).toEqual([total.raw, total.n])
    }
  })

  it('is the same on the tile as in the API, and its hours add up to its day', async () => {
    const { figures } = await rowOf({ from: DAY, to: DAY })
    const answer = await served.ask({
      path: '/v1/tile',
      query: { account: 'shop' },
      groups: ['viewer', 'account:shop'],
    })
    const tile = jsonOf(answer) as unknown as {
      readonly today: { readonly day: string; readonly figures: Readonly<Record<string, Told>> }
      readonly lastDay: readonly { readonly day: string; readonly figures: Readonly<Record<string, Told>> }[]
    }
    expect(tile.today.day).toBe(DAY)
    expect(tile.today.figures.sla_net?.n).toBeGreaterThan(20)
    for (const [name, told] of Object.entries(tile.today.figures)) expect(figures[name], name).toMatchObject(told)
    const hours = tile.lastDay.filter(({ day }) => day === DAY)
    const sum = (of: (told: Told) => number, name: string): number =>
      hours.reduce((total, hour) => total + of(hour.figures[name] ?? { value: 0, n: 0, reason: null }), 0)
    expect(sum(({ value }) => value ?? 0, 'opened')).toBe(tile.today.figures.opened?.value)
    expect(sum(({ n }) => n, 'sla_net')).toBe(tile.today.figures.sla_net?.n)
  })

  it('is the same where the alarm looks: what is missing to all of it', async () => {
    const gauges = new Map<string, number>()
    const nothing = async () => undefined
    await runReports({
      accounts: async () => ['shop'],
      zoneOf: async () => 'UTC',
      isOff: async () => true,
      find: nothing,
      isCounted: async () => false,
      make: () => Promise.reject(new Error('not asked for')),
      keep: () => Promise.reject(new Error('not asked for')),
      tell: async () => ({ kind: 'delivered' }),
      tellSpikes: async () => undefined,
      noteTold: nothing,
      glance: (account) => glance(account),
      consoleUrl: 'https://desk.example.com/',
      now: () => DAY_END_MS,
      count: () => undefined,
      gauge: (name, value) => void gauges.set(name, value),
      log: { info: () => undefined, fault: () => undefined },
    })
    const { value } = (await rowOf({ from: DAY, to: DAY })).figures.sla_net ?? { value: null }
    expect(value).not.toBeNull()
    expect(gauges.get('PromisesMissedPercent')).toBeCloseTo(100 * (1 - (value ?? 0)), 2)
  })

  it('is the same in the weekly report', async () => {
    const { week, fromDay, toDay } = WEEK
    const none = { items: [], nextCursor: null }
    const inputs = await readReportInputs(
      { account: 'shop', week, timeZone: 'UTC' },
      {
        rollups: counted.reads,
        breaches: async () => ({ breaches: [], nextCursor: null }),
        intakeDays: async () => [],
        onCallStatus: async () => [],
        async *signals() {},
        approvalPage: async () => none,
        knowledge: async () => null,
        proposed: async () => [],
        log: { fault: () => undefined },
      },
    )
    const report = makeReport(inputs, { hash: sha256Hex, nowMs: DAY_END_MS })
    const { figures } = await rowOf({ from: fromDay, to: toDay })
    const told = report.figures.filter(({ id }) => id in FIGURES)
    expect(told.length).toBeGreaterThan(20)
    for (const { id, value, n, reason } of told)
      expect({ value, n, reason }, id).toEqual(pick(figures[id as FigureName] as Told))
  })

  it('is the sum of its days, and of its inboxes', async () => {
    const whole = (await rowOf({ figures: 'opened,resolved' })).figures
    const days = await counted.reads.days({ account: 'shop', ...SPAN })
    const inboxes = await Promise.all(
      ['11', '12', '13', '14'].map((key) =>
        counted.reads.figures({ account: 'shop', ...SPAN, dimension: 'inbox', key }),
      ),
    )
    const sum = (values: readonly (number | null)[]): number =>
      values.reduce((total: number, one) => total + (one ?? 0), 0)
    const standing = await counted.reads.standing('shop')
    expect(sum([...days.values()].map((day) => figureOf('resolved', day, standing).value))).toBe(whole.resolved?.value)
    expect(sum(inboxes.map(({ opened }) => opened.value))).toBe(whole.opened?.value)
  })

  it('is null with a reason where nothing happened, never 0 or 100 %', async () => {
    const { figures } = await rowOf({ dimension: 'operator', key: '999' })
    expect(figures.sla_net).toMatchObject({ value: null, n: 0, reason: 'never_counted' })
    expect(figures.opened?.value).toBeNull()
  })

  it('is refused where a figure or a day is none, and says so', async () => {
    const wrong = [
      { figures: 'nonsense' },
      { from: '2026-02-30' },
      { from: '2026-09-02', to: '2026-09-01' },
      { from: '2020-01-01', to: '2026-09-01' },
    ]
    for (const query of wrong) {
      expect((await ask(query)).statusCode, JSON.stringify(query)).toBe(400)
    }
  })
})

const pick = ({ value, n, reason }: Told): Told => ({ value, n, reason })
