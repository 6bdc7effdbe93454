import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { COLUMNS, type ConversationRow } from '#domain/analytics/conversation-row'
import { countEvents } from '#domain/analytics/count-events'
import { uncounted } from '#domain/analytics/fact'
import { factStore } from '#store/facts'
import { eventMonth } from '#tests/support/event-month'
import { jsonOf } from './ask.ts'
import { type DeskTable, startDeskTable, TABLE } from './desk-table.ts'
import { type Served, serve } from './serving.ts'

const FROM_MS = Date.UTC(2026, 8, 1)
const CONVERSATIONS = 7
const SPAN = { from: '2026-09-01', to: '2026-09-30' }

let desk: DeskTable
let api: Served
beforeAll(async () => {
  desk = await startDeskTable()
  api = serve(desk)
  api.world.nowMs = FROM_MS + 40 * 86_400_000
  const store = { client: desk.client, table: TABLE, random: () => 0, wait: async () => {} }
  const facts = factStore({ ...store, factDays: 400, rollupDays: 400 })
  const ledgers = [...eventMonth({ seed: 12, conversations: CONVERSATIONS, fromMs: FROM_MS, days: 5 })]
  await facts.commit(
    ledgers.map(({ conversationId, events }) => ({
      before: undefined,
      after: countEvents(uncounted({ account: 'shop', conversationId }, 'UTC'), events),
    })),
  )
})
afterAll(() => desk.stop())

type Page = { readonly items: ConversationRow[]; readonly nextCursor: string | null; readonly code?: string }
const page = async (query: Readonly<Record<string, string>>, groups = ['lead', 'account:shop']): Promise<Page> =>
  jsonOf(
    await api.ask({ path: '/v1/analytics/conversations', query: { ...SPAN, ...query }, groups }),
  ) as unknown as Page

describe('GET /v1/analytics/conversations', () => {
  it.each(['1', '3', '100'])('pages of %s lead through all rows, each once, and end', async (limit) => {
    const rows: ConversationRow[] = []
    for (let cursor: string | null = null, nth = 0; nth < 50; nth++) {
      const { items, nextCursor }: Page = await page({ limit, ...(cursor === null ? {} : { cursor }) })
      rows.push(...items)
      cursor = nextCursor
      if (cursor === null) break
      expect(nth).toBeLessThan(49)
    }
    expect(rows.map(({ conversationId }) => Number(conversationId)).sort((a, b) => a - b)).toEqual(
      Array.from({ length: CONVERSATIONS }, (_, nth) => nth + 1),
    )
    expect(rows.map(({ openedAtMs }) => Math.floor(Number(openedAtMs) / 86_400_000))).toEqual(
      rows.map(({ openedAtMs }) => Math.floor(Number(openedAtMs) / 86_400_000)).sort((a, b) => a - b),
    )
    expect(Object.keys(rows[0] ?? {})).toEqual(COLUMNS.map(({ name }) => name))
  })

  it('refuses the cursor of other days, and a span that is too long', async () => {
    const { nextCursor } = await page({ limit: '1' })
    expect((await page({ to: '2026-09-29', limit: '1', cursor: nextCursor ?? '' })).code).toBe('bad_cursor')
    expect((await page({ from: '2024-01-01' })).code).toBe('bad_parameter')
  })
})
