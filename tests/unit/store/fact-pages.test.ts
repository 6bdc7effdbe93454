import { describe, expect, it } from 'vitest'
import { conversationRow } from '#domain/analytics/conversation-row'
import { factPages } from '#store/fact-pages'
import { countingDesk } from '#tests/support/counting'
import { eventMonth } from '#tests/support/event-month'

const FROM_MS = Date.UTC(2026, 8, 1)
const DAY_MS = 86_400_000
const SPAN = { fromDay: '2026-09-01', toDay: '2026-09-30' }
const ACCOUNT = 'shop'

async function aMonth(conversations: number) {
  const desk = countingDesk()
  const ledgers = [...eventMonth({ seed: 3, conversations, fromMs: FROM_MS })]
  for (const { conversationId, events } of ledgers) desk.ledgers.set(conversationId, events)
  await desk.count(ledgers.map(({ conversationId }) => conversationId))
  const at = (nowMs: number) =>
    factPages({ client: desk.table.client, table: 'insights', now: () => nowMs, random: () => 0, wait: async () => {} })
  return { desk, ledgers, at }
}

async function all(pages: ReturnType<typeof factPages>, limit: number, span = SPAN) {
  const ids: number[] = []
  const days: (string | undefined)[] = []
  for (let cursor: string | null = null, nth = 0; ; nth++) {
    const page = await pages.page(ACCOUNT, { ...span, cursor, limit })
    if ('badCursor' in page) throw new Error('refused')
    expect(page.facts.length).toBeLessThanOrEqual(limit)
    ids.push(...page.facts.map(({ conversationId }) => conversationId))
    days.push(...page.facts.map(({ progress }) => new Date(progress.openedAtMs ?? 0).toISOString().slice(0, 10)))
    cursor = page.nextCursor
    if (cursor === null || nth > 200) return { ids, days }
  }
}

describe('facts in pages', () => {
  it('are each there once, by day and number, whatever the size of a page', async () => {
    const { ledgers, at } = await aMonth(40)
    const one = await all(at(FROM_MS), 1)
    expect([...one.ids].sort((a, b) => a - b)).toEqual(ledgers.map(({ conversationId }) => conversationId))
    expect(one.days).toEqual([...one.days].sort())
    for (const limit of [3, 7, 100]) expect(await all(at(FROM_MS), limit)).toEqual(one)
  })

  it('go on over months in which nothing happened', async () => {
    const { at } = await aMonth(5)
    expect((await all(at(FROM_MS), 50, { fromDay: '2026-05-01', toDay: '2026-12-31' })).ids).toHaveLength(5)
  })

  it('refuse the cursor of another account, another span, and one that somebody made up', async () => {
    const { at } = await aMonth(5)
    const page = await at(FROM_MS).page(ACCOUNT, { ...SPAN, cursor: null, limit: 1 })
    const cursor = 'badCursor' in page ? null : page.nextCursor
    expect(await at(FROM_MS).page('outlet', { ...SPAN, cursor, limit: 1 })).toEqual({ badCursor: true })
    expect(await at(FROM_MS).page(ACCOUNT, { ...SPAN, toDay: '2026-09-29', cursor, limit: 1 })).toEqual({
      badCursor: true,
    })
    expect(await at(FROM_MS).page(ACCOUNT, { ...SPAN, cursor: 'WyJ4IiwwLCJ5Il0', limit: 1 })).toEqual({
      badCursor: true,
    })
  })

  it('tell a conversation in numbers long after its item, its texts and its ledger have ended', async () => {
    const { desk, ledgers, at } = await aMonth(3)
    const rows = async (nowMs: number) => {
      const found = await all(at(nowMs), 100)
      const facts = await Promise.all(
        found.ids.map((conversationId) => at(nowMs).fact({ account: ACCOUNT, conversationId })),
      )
      return facts.map((fact) => (fact === null ? null : conversationRow(fact)))
    }
    const fresh = await rows(FROM_MS + 31 * DAY_MS)
    // retention has taken the ledgers; the desk of these tests keeps facts for 800 days
    for (const { conversationId } of ledgers) desk.ledgers.set(conversationId, [])
    await desk.count(
      ledgers.map(({ conversationId }) => conversationId),
      { anew: true, beside: true },
    )
    expect(await rows(FROM_MS + 700 * DAY_MS)).toEqual(fresh)
    expect(fresh).toHaveLength(3)
    expect(await rows(FROM_MS + 900 * DAY_MS)).toEqual([])
  })
})
