import { describe, expect, it } from 'vitest'
import type { SlaDocument } from '#domain/sla-policy'
import { readingBook } from '#functions/process/reading-book'
import { DEFAULT_ESCALATION } from '#policies/default-escalation'
import { DEFAULT_SLA } from '#policies/default-sla'

const active = <Document>(document: Document) => ({ version: 1, activatedAtMs: 1, document })
const readingBy = (sla: SlaDocument) =>
  readingBook({ sla: async () => active(sla), escalation: async () => active(DEFAULT_ESCALATION) }, ['tier', 'plan'])(
    'shop',
  )

describe('how texts of an account are read', () => {
  it('follows its documents: words, language and the zone people work in', async () => {
    const calendars = { ...DEFAULT_SLA.calendars, lisbon: { timeZone: 'Europe/Lisbon', alwaysOpen: true as const } }
    const reading = await readingBy({ ...DEFAULT_SLA, locale: 'pt', homeCalendar: 'lisbon', calendars })
    expect(reading).toEqual({
      words: DEFAULT_ESCALATION.words,
      timeZone: 'Europe/Lisbon',
      locale: 'pt',
      contactAttributes: ['tier', 'plan'],
    })
  })

  it('gives the very word lists of the document, which are compiled once', async () => {
    const readings = await Promise.all([readingBy(DEFAULT_SLA), readingBy(DEFAULT_SLA)])
    for (const { words } of readings) expect(words).toBe(DEFAULT_ESCALATION.words)
  })

  it('takes UTC where the home calendar is missing', async () => {
    expect((await readingBy({ ...DEFAULT_SLA, homeCalendar: 'gone' })).timeZone).toBe('UTC')
  })
})
