import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { COLUMNS, type ConversationRow, conversationRow } from '#domain/analytics/conversation-row'
import { countEvents } from '#domain/analytics/count-events'
import { csvHead, csvLine, jsonLine } from '#domain/analytics/csv'
import { uncounted } from '#domain/analytics/fact'
import { eventMonth } from '#tests/support/event-month'
import { measuredOf } from '#tests/support/figures-oracle'

const FROM_MS = Date.UTC(2026, 8, 1)
const ledgers = [...eventMonth({ seed: 5, conversations: 60, fromMs: FROM_MS })]
const factOf = ({ conversationId, events }: (typeof ledgers)[number]) =>
  countEvents(uncounted({ account: 'shop', conversationId }, 'UTC'), events)

describe('a conversation as a row', () => {
  it('has its columns in the documentation, in their order, with type and unit', () => {
    const page = readFileSync('docs/api/conversation-rows.md', 'utf8')
    const told = [...page.matchAll(/^\| `(\w+)` \| (string|integer|number|boolean) \| ([^|]*?) ?\|/gm)]
    expect(told.map(([, name, type, unit]) => [name, type, unit])).toEqual(
      COLUMNS.map(({ name, type, unit }) => [name, type, unit ?? '']),
    )
  })

  it('has in each column the type that it promises, or null', () => {
    for (const ledger of ledgers) {
      const row = conversationRow(factOf(ledger))
      expect(Object.keys(row)).toEqual(COLUMNS.map(({ name }) => name))
      for (const { name, type } of COLUMNS) {
        const value = row[name]
        if (value === null || value === undefined) continue
        expect(typeof value, name).toBe(type === 'string' || type === 'boolean' ? type : 'number')
        if (type === 'integer') expect(Number.isInteger(value), name).toBe(true)
      }
    }
  })

  it('says what brute force finds in the ledger', () => {
    const sum = (of: readonly { readonly value: number }[]): number | null =>
      of.length === 0 ? null : of.reduce((total, { value }) => total + value, 0)
    for (const ledger of ledgers) {
      const row = conversationRow(factOf(ledger))
      const measured = measuredOf(ledger)
      const named = (name: string) => measured.filter((one) => one.name === name)
      expect([row.replies, row.resolved, row.waits]).toEqual(
        ['replies', 'resolved', 'waits'].map((name) => named(name).length),
      )
      expect(row.nextResponseTotalMs).toBe(sum(named('next_response')))
      expect(row.firstResponseMs).toBe(named('first_response')[0]?.value ?? null)
    }
  })

  it('has no text but slugs and names of our own, and nobody’s name, whatever the ledger has', () => {
    const known = new Set<unknown>(['shop', 'UTC', 'open', 'pending', 'snoozed', 'resolved'])
    const own = /^(Channel::\w+|refund|delivery|login|invoice)$/
    for (const ledger of ledgers) {
      const named = ledger.events.map((event) =>
        event.type === 'conversation.assigned.v1'
          ? { ...event, data: { ...event.data, to: { ...event.data.to, name: 'Amelia Hart' } } }
          : event,
      )
      const fact = factOf({ ...ledger, events: named })
      // what the row is made of has none either: it outlives the conversation
      expect(JSON.stringify(fact)).not.toContain('Amelia')
      expect(fact.progress.situation).toMatchObject({ labels: [], contact: {} })
      const texts = Object.values(conversationRow(fact)).filter((value) => typeof value === 'string')
      expect(texts.filter((text) => !known.has(text) && !own.test(text))).toEqual([])
    }
  })
})

describe('rows as text', () => {
  const [ledger] = ledgers
  if (ledger === undefined) throw new Error('no ledger')
  const row = conversationRow(factOf(ledger))
  const cellsOf = (line: string): string[] => line.replace(/\r\n$/, '').split(',')

  it('have a cell for each column, and end as RFC 4180 has it', () => {
    expect(cellsOf(csvHead())).toEqual(COLUMNS.map(({ name }) => name))
    expect(cellsOf(csvLine(row))).toHaveLength(COLUMNS.length)
    expect(csvLine(row).endsWith('\r\n')).toBe(true)
    expect(JSON.parse(jsonLine(row))).toEqual(row)
  })

  it.each([
    ['=1+1', "'=1+1"],
    ['+49', "'+49"],
    ['-2', "'-2"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['a,b', '"a,b"'],
    ['say "no"', '"say ""no"""'],
    ['two\nlines', '"two\nlines"'],
    ['=a,"b"', '"\'=a,""b"""'],
  ])('%j as a topic is the cell %j: no spreadsheet runs it', (topic, cell) => {
    const of: ConversationRow = { ...row, account: 'shop', topic }
    const before = COLUMNS.findIndex(({ name }) => name === 'topic')
    const head = csvLine(of).split(',').slice(0, before).join(',')
    expect(
      csvLine(of)
        .slice(head.length + 1)
        .startsWith(`${cell},`),
    ).toBe(true)
  })

  it('leave cells of nothing empty, and numbers as they are', () => {
    const cells = cellsOf(csvLine({ ...row, csat: null, waits: 3 }))
    expect(cells[COLUMNS.findIndex(({ name }) => name === 'csat')]).toBe('')
    expect(cells[COLUMNS.findIndex(({ name }) => name === 'waits')]).toBe('3')
  })
})
