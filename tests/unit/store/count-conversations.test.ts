import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ACCOUNT } from '#tests/support/builders'
import { countingDesk } from '#tests/support/counting'
import { eventMonth } from '#tests/support/event-month'
import { measuredOf } from '#tests/support/figures-oracle'
import { judgeMonth } from '#tests/support/judge-month'
import { type DeskTable, startDeskTable } from '#tests/unit/api/desk-table'
import { seededRandom } from '#text/topics/seeded-random'

const FROM_MS = Date.UTC(2026, 8, 1)
const SPAN = { fromDay: '2026-09-01', toDay: '2026-11-15' }
const month = (conversations: number, seed = 7) => [...eventMonth({ seed, conversations, fromMs: FROM_MS })]

describe('counting a month', () => {
  it('gives the numbers that brute force gives, and percentiles within the bound of the sketch', async () => {
    const ledgers = month(250)
    const desk = countingDesk()
    for (const { conversationId, events } of ledgers) desk.ledgers.set(conversationId, events)
    await desk.count(ledgers.map(({ conversationId }) => conversationId))
    const judged = await judgeMonth(ledgers.flatMap(measuredOf), desk.reads, SPAN)
    expect(judged.wrong.slice(0, 10)).toEqual([])
    expect(judged.compared).toBeGreaterThan(1_500)
  })

  it('gives the same sums in whatever portions, however often and in whatever order word of events comes', async () => {
    const ledgers = month(30, 11)
    const random = seededRandom(3)
    const whole = countingDesk()
    const piecemeal = countingDesk()
    for (const { conversationId, events } of ledgers) whole.ledgers.set(conversationId, events)
    await whole.count(ledgers.map(({ conversationId }) => conversationId))
    const seen = new Map(ledgers.map(({ conversationId }) => [conversationId, 0]))
    for (let nth = 0; nth < 400; nth++) {
      const { conversationId, events } = ledgers[Math.floor(random() * ledgers.length)] ?? {
        conversationId: 0,
        events: [],
      }
      const known = seen.get(conversationId) ?? 0
      const upTo = Math.min(events.length, known + Math.floor(random() * 4))
      seen.set(conversationId, upTo)
      piecemeal.ledgers.set(conversationId, events.slice(0, upTo))
      await piecemeal.count([conversationId])
    }
    for (const { conversationId, events } of ledgers) piecemeal.ledgers.set(conversationId, events)
    await piecemeal.count(ledgers.map(({ conversationId }) => conversationId))
    await piecemeal.count(ledgers.map(({ conversationId }) => conversationId))
    expect(piecemeal.sums()).toEqual(whole.sums())
  })

  it('gives the same sums when all of it is counted anew', async () => {
    const ledgers = month(80, 5)
    const desk = countingDesk()
    for (const { conversationId, events } of ledgers) {
      desk.ledgers.set(conversationId, events.slice(0, Math.ceil(events.length / 2)))
    }
    const ids = ledgers.map(({ conversationId }) => conversationId)
    await desk.count(ids)
    for (const { conversationId, events } of ledgers) desk.ledgers.set(conversationId, events)
    await desk.count(ids)
    const incremental = desk.sums()
    expect(await desk.count(ids, { anew: true })).toEqual({ changed: 0, unchanged: 80 })
    expect(desk.sums()).toEqual(incremental)
  })

  it('lists the keys of every dimension that is listed, the mix of operators’ work among them', async () => {
    const ledgers = month(12)
    const desk = countingDesk()
    for (const { conversationId, events } of ledgers) desk.ledgers.set(conversationId, events)
    await desk.count(ledgers.map(({ conversationId }) => conversationId))
    for (const dimension of ['inbox', 'team', 'operator', 'channel', 'topic', 'operator_topic'] as const) {
      const page = await desk.reads.keys(ACCOUNT, dimension, { cursor: null, limit: 100 })
      const keys = 'keys' in page ? page.keys.map(({ key }) => key) : []
      expect(keys, dimension).not.toEqual([])
      if (dimension === 'operator_topic') for (const key of keys) expect(key).toMatch(/^(\d+|none)~\w+$/)
    }
  })

  it('mends a fact that was counted by other rules, and the sums with it', async () => {
    const ledgers = month(40, 9)
    const desk = countingDesk()
    const ids = ledgers.map(({ conversationId }) => conversationId)
    for (const { conversationId, events } of ledgers) desk.ledgers.set(conversationId, events)
    await desk.count(ids)
    const right = desk.sums()
    for (const item of desk.table.items()) {
      if (item.sk !== 'FACT') continue
      const { fact, revision } = (
        await desk.store.load([{ account: 'shop', conversationId: Number(item.conversationId) }])
      )
        .values()
        .next().value ?? { fact: undefined, revision: 0 }
      if (fact === undefined) continue
      const [first, ...rest] = fact.points
      const points = first === undefined ? rest : [{ ...first, value: 2, measure: 'replies' as const }, ...rest]
      await desk.store.commit([{ before: { fact, revision, owed: [] }, after: { ...fact, rules: 0, points } }])
    }
    expect(desk.sums()).not.toEqual(right)
    await desk.count(ids)
    expect(desk.sums()).toEqual(right)
  })

  it('counts what two workers count at once only once', async () => {
    const ledgers = month(12, 2)
    const desk = countingDesk()
    const alone = countingDesk()
    const ids = ledgers.map(({ conversationId }) => conversationId)
    for (const { conversationId, events } of ledgers) {
      desk.ledgers.set(conversationId, events)
      alone.ledgers.set(conversationId, events)
    }
    await alone.count(ids)
    await Promise.all([desk.count(ids), desk.count(ids), desk.count([...ids].reverse())])
    expect(desk.sums()).toEqual(alone.sums())
  })

  it('pays what does not fit a transaction in those that follow', async () => {
    const desk = countingDesk()
    const alone = countingDesk()
    const [ledger] = month(1, 4)
    const [opened] = ledger?.events ?? []
    if (opened === undefined) throw new Error('no ledger')
    const events = Array.from({ length: 60 }, (_, nth) => ({
      ...opened,
      type: 'conversation.assigned.v1' as const,
      version: opened.version + nth + 1,
      n: 0,
      occurredAtMs: FROM_MS + nth * 86_400_000,
      data: { from: null, to: { id: 1 + (nth % 7), kind: 'operator' as const, name: 'Somebody' } },
    }))
    desk.ledgers.set(1, [opened, ...events])
    await desk.count([1])
    for (let upTo = 1; upTo <= events.length; upTo += 5) {
      alone.ledgers.set(1, [opened, ...events.slice(0, upTo)])
      await alone.count([1])
    }
    alone.ledgers.set(1, [opened, ...events])
    await alone.count([1])
    expect(desk.sums()).toEqual(alone.sums())
    expect(desk.table.items().filter(({ owed }) => owed !== undefined)).toEqual([])
  })

  it('keeps what was counted of a conversation that expired and comes back, whose ledger begins anew', async () => {
    const desk = countingDesk()
    const [ledger] = month(1, 6)
    const events = ledger?.events ?? []
    desk.ledgers.set(1, events)
    await desk.count([1])
    const laterMs = 500 * 86_400_000
    const again = events.slice(0, 2).map((event, n) => ({
      ...event,
      version: 1,
      n,
      occurredAtMs: event.occurredAtMs + laterMs,
      observedAtMs: event.observedAtMs + laterMs,
    }))
    desk.ledgers.set(1, again)
    await desk.count([1], { heard: [{ version: 1, n: 0, observedAtMs: again[0]?.observedAtMs ?? 0 }] })
    const whole = await desk.reads.figures({ account: 'shop', fromDay: '2026-09-01', toDay: '2028-12-31' })
    expect(whole.opened.value).toBe(1)
    expect(whole.reopened.value).toBeGreaterThan(0)
  })
})

describe('counting on the engine', () => {
  let engine: DeskTable
  beforeAll(async () => {
    engine = await startDeskTable()
    const names = ['pk', 'sk']
    await engine.engines.dynamodb.ensureTable({
      TableName: 'insights',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: names.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: names.map((AttributeName, nth) => ({ AttributeName, KeyType: nth === 0 ? 'HASH' : 'RANGE' })),
    })
  })
  afterAll(() => engine.stop())

  it('gives what counting in memory gives, by two workers at once and once more from the beginning', async () => {
    const ledgers = month(10, 8)
    const ids = ledgers.map(({ conversationId }) => conversationId)
    const [there, here] = [countingDesk({ client: engine.client }), countingDesk()]
    for (const desk of [there, here])
      for (const { conversationId, events } of ledgers) desk.ledgers.set(conversationId, events)
    await here.count(ids)
    await Promise.all([there.count(ids), there.count([...ids].reverse())])
    expect(await there.count(ids, { anew: true })).toEqual({ changed: 0, unchanged: 10 })
    const asked = { account: 'shop', ...SPAN }
    expect(await there.reads.figures(asked)).toEqual(await here.reads.figures(asked))
    expect(await there.reads.hours('shop', SPAN)).toEqual(await here.reads.hours('shop', SPAN))
    expect(await there.reads.backlog('shop', SPAN)).toEqual(await here.reads.backlog('shop', SPAN))
  })
})
