import { existsSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { csvHead } from '#domain/analytics/csv'
import { exportRows } from '#infra/ops/row-export'
import { type FactPages, factPages } from '#store/fact-pages'
import { countingDesk } from '#tests/support/counting'
import { eventMonth } from '#tests/support/event-month'

const FROM_MS = Date.UTC(2026, 8, 1)
const CONVERSATIONS = 320
const SPAN = { account: 'shop', fromDay: '2026-09-01', toDay: '2026-09-30' }
const show = () => undefined
const aPath = (name = 'rows.csv') => join(mkdtempSync(join(tmpdir(), 'backdesk-rows-')), name)

const desk = countingDesk()
const pages = factPages({
  client: desk.table.client,
  table: 'insights',
  now: () => FROM_MS,
  random: () => 0,
  wait: async () => {},
})
const counted = (async () => {
  const ledgers = [...eventMonth({ seed: 8, conversations: CONVERSATIONS, fromMs: FROM_MS })]
  for (const { conversationId, events } of ledgers) desk.ledgers.set(conversationId, events)
  await desk.count(ledgers.map(({ conversationId }) => conversationId))
})()
const page: FactPages['page'] = async (...asked) => {
  await counted
  return pages.page(...asked)
}
/** Fails at the nth page, as a lost connection does. */
function failingAt(nth: number): FactPages['page'] {
  let asked = 0
  return async (...of) => {
    asked += 1
    if (asked === nth) throw new Error('the connection is gone')
    return page(...of)
  }
}
const linesOf = (path: string): string[] => readFileSync(path, 'utf8').split(/\r?\n/).slice(0, -1)

describe('an export of rows', () => {
  it('has a head and a line for each conversation, for the eyes of its owner', async () => {
    const path = aPath()
    expect(await exportRows({ ...SPAN, format: 'csv', path }, { page, show })).toEqual({
      rows: CONVERSATIONS,
      resumedAt: 0,
      path,
    })
    const [head, ...lines] = linesOf(path)
    expect(`${head}\r\n`).toBe(csvHead())
    expect(lines).toHaveLength(CONVERSATIONS)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect([existsSync(`${path}.unfinished`), existsSync(`${path}.unfinished.mark`)]).toEqual([false, false])
  })

  it.each(['csv', 'jsonl'] as const)(
    'as %s that was interrupted goes on, and is the same in the end',
    async (format) => {
      const [whole, path] = [aPath(), aPath()]
      await exportRows({ ...SPAN, format, path: whole }, { page, show })
      await expect(exportRows({ ...SPAN, format, path }, { page: failingAt(3), show })).rejects.toThrow('connection')
      expect(existsSync(path)).toBe(false)
      // half a line that nobody marked as right
      writeFileSync(`${path}.unfinished`, 'half a li', { flag: 'a' })
      const done = await exportRows({ ...SPAN, format, path }, { page, show })
      expect(done.resumedAt).toBeGreaterThan(0)
      expect(readFileSync(path, 'utf8')).toBe(readFileSync(whole, 'utf8'))
    },
  )

  it('does not write over a file, nor go on with one of other days', async () => {
    const path = aPath()
    await expect(exportRows({ ...SPAN, format: 'csv', path }, { page: failingAt(3), show })).rejects.toThrow()
    const other = exportRows({ ...SPAN, toDay: '2026-09-29', format: 'csv', path }, { page, show })
    await expect(other).rejects.toThrow('shop 2026-09-01 2026-09-30 csv')
    writeFileSync(path, 'mine')
    await expect(exportRows({ ...SPAN, format: 'csv', path }, { page, show })).rejects.toThrow('is there already')
    expect(readFileSync(path, 'utf8')).toBe('mine')
  })

  it('of days without conversations is a head alone', async () => {
    const path = aPath()
    const days = { fromDay: '2025-01-01', toDay: '2025-03-31' }
    expect((await exportRows({ ...SPAN, ...days, format: 'csv', path }, { page, show })).rows).toBe(0)
    expect(linesOf(path)).toHaveLength(1)
  })
})
