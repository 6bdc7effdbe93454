import { describe, expect, it } from 'vitest'
import { countingDesk } from '#tests/support/counting'
import { eventMonth } from '#tests/support/event-month'
import { measuredOf } from '#tests/support/figures-oracle'
import { judgeMonth } from '#tests/support/judge-month'
import { seededRandom } from '#text/topics/seeded-random'

const FROM_MS = Date.UTC(2026, 8, 1)
const SPAN = { fromDay: '2026-09-01', toDay: '2026-11-15' }
const month = (conversations: number, seed = 7) => [...eventMonth({ seed, conversations, fromMs: FROM_MS })]

describe('counting a month', () => {
  it('gives the numbers that brute force gives, and percentiles within the bound of the sketch', async () => {
    const ledgers = month(400)
    const desk = countingDesk()
    for (const { conversationId, events } of ledgers) desk.ledgers.set(conversationId, events)
    await desk.count(ledgers.map(({ conversationId }) => conversationId))
    const judged = await judgeMonth(ledgers.flatMap(measuredOf), desk.reads, SPAN)
    expect(judged.wrong.slice(0, 10)).toEqual([])
    expect(judged.compared).toBeGreaterThan(2_000)
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
    expect(await desk.count(ids, { anew: true })).toMatchObject({ changed: expect.any(Number) })
    expect(desk.sums()).toEqual(incremental)
  })
})
