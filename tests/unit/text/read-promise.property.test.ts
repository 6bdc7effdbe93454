import { casual } from 'chrono-node/en'
import { describe, expect, it } from 'vitest'
import { readPromise } from '#text/read-promise'
import { assertProperty, fc } from '../../support/property.ts'

const DAY_MS = 24 * 60 * 60_000
const locales = fc.constantFrom('en', 'en-GB', 'de', 'fr', 'es', 'pt', 'it', 'nl', 'ja')
const zones = fc.constantFrom('UTC', 'America/New_York', 'Europe/Berlin', 'Asia/Kolkata', 'Australia/Lord_Howe')
const instants = fc.integer({ min: Date.UTC(2015, 0, 1), max: Date.UTC(2040, 0, 1) })
const at = fc.record({ writtenAtMs: instants, timeZone: zones, locale: locales })

/** Words of promises in any order reach further into the reader than letters do. */
const words = fc.constantFrom(
  ...[
    "we'll",
    'I will',
    'call you',
    'you will hear',
    'not',
    'within',
    'in',
    'by',
    'at',
    'between',
    'or',
    'and',
    'next',
  ],
  ...[
    '2',
    '30',
    '99',
    '0',
    '31',
    '2.5',
    '24/7',
    '3/9',
    '12:75',
    '5 pm',
    'pm',
    'hours',
    'business days',
    'half an hour',
  ],
  ...[
    'Friday',
    'tomorrow',
    'morning',
    'end of day',
    'the weekend',
    '31 February',
    '30th',
    '.',
    ',',
    '?',
    '\n',
    'before',
  ],
  ...['wir melden uns', 'innerhalb von', 'bis', 'Stunden', 'morgen', 'nous vous répondrons', "d'ici", 'jours', 'le'],
)
const replies = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.array(words, { maxLength: 40 }).map((said) => said.join(' ')),
)

describe('any reply', () => {
  it('is read without a fault, as nothing or as a time to come within 90 days', () => {
    assertProperty(
      fc.property(replies, at, (reply, when) => {
        const promised = readPromise(reply, when)
        if (promised === null) return
        expect(promised.dueAtMs).toBeGreaterThan(when.writtenAtMs)
        expect(promised.dueAtMs).toBeLessThanOrEqual(when.writtenAtMs + 90 * DAY_MS)
        expect(Number.isSafeInteger(promised.dueAtMs)).toBe(true)
      }),
    )
  })

  it('of 150,000 characters is read to its 4,000th', () => {
    const filler = 'The parcel is on its way. '.repeat(6_000)
    const when = { writtenAtMs: Date.UTC(2026, 2, 4, 10), timeZone: 'UTC', locale: 'en' }
    expect(readPromise(`I'll call you by 5 pm. ${filler}`, when)).not.toBeNull()
    expect(readPromise(`${filler} I'll call you by 5 pm.`, when)).toBeNull()
  })

  it.each([
    'we will ',
    'you should have ',
    'within ',
    'within the next ',
    '1 ',
    '1/',
    '12:',
    'a a a ',
    'not ',
    '<a',
    '[',
    '_',
    '. ',
  ])('made of nothing but "%s" comes to an end', (part) => {
    const when = { writtenAtMs: Date.UTC(2026, 2, 4, 10), timeZone: 'UTC', locale: 'en' }
    expect(readPromise(part.repeat(150_000 / part.length), when)).toBeNull()
  })
})

describe('chrono, a parser of dates that many use', () => {
  const days = fc.constantFrom(
    ...['tomorrow', 'on Monday', 'on Tuesday', 'on Wednesday', 'on Thursday', 'on Friday', 'on Saturday', 'on Sunday'],
    ...['on March 30', 'on 30 March', 'on 2026-03-25', 'on 4/2', 'next Thursday', 'today'],
  )
  const times = fc.constantFrom('at 11 pm', 'at 8:15 pm', 'at 21:30', 'at 11:45 pm')

  // In any zone but that of the process chrono forwards weekdays wrongly, so both read in that one.
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions()

  it('reads the same instant where a day and a time are named', () => {
    const minutes = fc.integer({ min: 0, max: 20 * 60 })
    assertProperty(
      fc.property(days, times, fc.tuple(fc.integer({ min: 9, max: 24 }), minutes), (day, time, [date, minute]) => {
        const written = new Date(2026, 2, date, 0, minute)
        const at = { writtenAtMs: written.getTime(), timeZone, locale: 'en' }
        const [theirs] = casual.parse(`${day} ${time}`, written, { forwardDate: true })
        expect(readPromise(`We will call you ${day} ${time}.`, at)?.dueAtMs).toBe(theirs?.date().getTime())
      }),
    )
  })
})
