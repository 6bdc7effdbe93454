import { describe, expect, it } from 'vitest'
import { gradeConversation } from '#domain/quality/grade-conversation'
import { aQualityDocument } from '#tests/support/grades'
import { DEFAULT_QUALITY_MODEL } from '#text/quality/default-model'
import { readConduct, type Spoken } from '#text/quality/read-conduct'

const NINE_MS = Date.parse('2026-03-02T09:00:00Z')
const MINUTE_MS = 60_000
/** "c:" the customer's, "a:" an operator's, a minute apart. */
const spoken = (...lines: (string | [line: string, evidence: string[]])[]): Spoken[] =>
  lines.map((line, at) => {
    const [text, evidence] = typeof line === 'string' ? [line, null] : line
    const role = text.startsWith('c:') ? ('customer' as const) : ('operator' as const)
    return {
      messageId: 100 + at,
      role,
      speaker: text.slice(0, 1),
      atMs: NINE_MS + at * MINUTE_MS,
      text: text.slice(2).trim(),
      evidence,
    }
  })
const read = (lines: Spoken[], language: string | null = 'en') =>
  readConduct(lines, {
    resolvedAtMs: NINE_MS + 3_600_000,
    timeZone: 'UTC',
    languageOf: () => language,
    model: DEFAULT_QUALITY_MODEL,
  })

describe('what is read of a turn', () => {
  it('is who greets, asks, puts off, says something to go by and closes', () => {
    const { turns } = read(
      spoken(
        'c: Where is my order?',
        'a: Hello Ada, could you tell me its number, please?',
        'c: It is 4711-22.',
        'a: Thank you. I am looking into it and will get back to you within 2 hours.',
        'a: 1. Open Orders > Parcels and click Track.\n2. Select "Lisbon". Let me know if there is anything else!',
        'c: Found it, many thanks!',
      ),
    )
    const [asked, back, told, hold, answer, thanks] = turns
    expect(asked).toMatchObject({ role: 'customer', asks: true, isConcrete: false })
    expect(back).toMatchObject({ greets: true, asks: true, isWarm: true, closes: false })
    expect(told).toMatchObject({ isConcrete: true })
    expect(hold).toMatchObject({ holds: true, promisedUntilMs: NINE_MS + 3 * MINUTE_MS + 7_200_000 })
    expect(answer).toMatchObject({ isConcrete: true, closes: true, holds: false })
    expect(thanks?.reaction).toBeGreaterThan(50)
    expect(turns.map(({ messageId }) => messageId)).toEqual([100, 101, 102, 103, 104, 105])
  })

  it('holds the figures of an approved answer against what it cites', () => {
    const evidence = ['Returns are free for 30 days. Write to us within 14 days of delivery.']
    const unsupported = (text: string, cited = evidence) => read(spoken([`a: ${text}`, cited])).turns[0]?.unsupported
    expect(unsupported('You have 30 days, and 14 days to write.')).toBe(0)
    expect(unsupported('You have 60 days.')).toBe(1)
    expect(unsupported('You have 60 days.', [''])).toBeNull()
    expect(read(spoken('a: You have 60 days.')).turns[0]?.unsupported).toBeNull()
  })

  it('finds what nobody may promise, unless a person approved it', () => {
    const promise = 'a: We will refund you 50 euros for the trouble.'
    expect(read(spoken(promise)).turns[0]?.breaches).toEqual(['promises_money'])
    expect(read(spoken([promise, ['x']])).turns[0]?.breaches).toEqual([])
    expect(read(spoken('a: Your parcel has the number 00340434161094015902.')).turns[0]?.breaches).toEqual([])
  })

  it('has no tone in a language whose tone is not read', () => {
    expect(read(spoken('a: Bitte starten Sie das Gerät neu.'), 'de').turns[0]?.tone).toBeNull()
    expect(read(spoken('a: Please restart the device.')).turns[0]?.tone).toBe(0)
  })
})

it('gives a good and a bad conversation grades that tell them apart, in which no word of theirs stands', () => {
  const grade = (...lines: string[]) => gradeConversation(read(spoken(...lines)), aQualityDocument())
  const good = grade(
    'c: My invoice 2044 shows 19 % tax twice. Can you correct it?',
    'a: Hello Ada, thank you for writing. Open Billing > Invoices, select 2044 and click "Correct". Let me know if anything is unclear.',
    'c: That worked, thank you!',
  )
  const bad = grade(
    'c: My invoice 2044 shows 19 % tax twice. Can you correct it?',
    'a: That is stupid, nobody here has time for such nonsense.',
    'c: Useless. It still does not work. What now?',
  )
  if (good.kind !== 'graded' || bad.kind !== 'graded') throw new Error('not graded')
  expect(good.score).toBeGreaterThan(85)
  expect(bad.score).toBeLessThan(45)
  expect(JSON.stringify([good, bad])).not.toMatch(/invoice|2044|stupid|Ada/i)
})
