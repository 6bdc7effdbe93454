import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { adherenceOf, figureOf, figuresOf } from '#domain/analytics/figures'
import { slaOutcomes } from '#domain/sla-outcomes'
import { complianceOf } from '#functions/api/compliance'
import { countingDesk } from '#tests/support/counting'
import { eventMonth } from '#tests/support/event-month'
import { jsonOf } from './ask.ts'
import { type DeskTable, startDeskTable } from './desk-table.ts'
import { type Served, serve } from './serving.ts'

const FROM_MS = Date.UTC(2026, 8, 1)
const SPAN = { fromDay: '2026-09-01', toDay: '2026-10-31' }
const DAYS = Array.from({ length: 61 }, (_, nth) => new Date(FROM_MS + nth * 86_400_000).toISOString().slice(0, 10))

type Row = { readonly figures: Readonly<Record<string, { readonly value: number | null; readonly n: number }>> }

describe('one number, wherever it is asked for', () => {
  const counted = countingDesk()
  const ledgers = [...eventMonth({ seed: 21, conversations: 60, fromMs: FROM_MS })]
  let table: DeskTable
  let served: Served

  beforeAll(async () => {
    table = await startDeskTable()
    served = serve(table, { insights: counted.reads })
    for (const { conversationId, events } of ledgers) counted.ledgers.set(conversationId, events)
    await counted.count(ledgers.map(({ conversationId }) => conversationId))
  })
  afterAll(() => table.stop())

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
