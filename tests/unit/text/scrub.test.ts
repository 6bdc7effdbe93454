import { describe, expect, it } from 'vitest'
import { measureScrubbing, percent, report } from '#tests/support/personal-data/measure-scrubbing'
import { GIVEN_NAMES_OF_CORPUS } from '#tests/support/personal-data/people'
import { GIVEN_NAMES } from '#text/scrub/given-names'
import { scrub } from '#text/scrub/scrub'

const EACH = 200
const SEED = Number(process.env.SCRUB_SEED ?? 20_260_504)

describe('a seeded corpus of personal data in ten languages', () => {
  const found = measureScrubbing(SEED, EACH)
  console.info(report(found))

  it.each(found.kinds)('loses at least 99 of 100 of each kind: $kind', ({ of, misses }) => {
    expect(of).toBe(EACH)
    expect(misses.length / of, percent(of - misses.length, of)).toBeLessThanOrEqual(0.01)
  })

  it('keeps 98 of 100 words that name nobody', () => {
    const { beside, alone } = found.taken
    expect(beside.taken.length / beside.of).toBeLessThanOrEqual(0.02)
    expect(alone.taken.length / alone.of).toBeLessThanOrEqual(0.02)
  })

  it('has no given name of the list that the scrubber reads', () => {
    expect(GIVEN_NAMES_OF_CORPUS.filter((name) => GIVEN_NAMES.has(name.toLowerCase()))).toEqual([])
  })
})

describe('scrubbing', () => {
  it.each([
    ['Dear Ms Thornby, call +49 30 9018200 today.', 'Dear [name], call [phone] today.'],
    ['Pay with 4111 1111 1111 1111, please.', 'Pay with [card], please.'],
    ['Our IBAN is DE89370400440532013000.', 'Our IBAN is [iban].'],
    ['Write to odette.thornby@example.com now', 'Write to [email] now'],
    ['odette (at) example (dot) com', '[email]'],
    ['Send it to Ahornweg 12, 10115 Krähwinkel, please.', 'Send it to [address], please.'],
    ['He lives at 12 rue des Tilleuls, 75011 Saintmarche.', 'He lives at [address].'],
    ['Signed in from 192.168.13.7 today', 'Signed in from [ip] today'],
    ['Open https://shop.example/reset?token=abc', 'Open [link]'],
    ['Your order 1001-A is late', 'Your order [number] is late'],
    ['Geboren am 3. Oktober 1981 in der Stadt', 'Geboren am [birthdate] in der Stadt'],
    ['SSN: 078-05-1120', 'SSN: [id]'],
  ])('%s', (text, expected) => {
    expect(scrub(text)).toBe(expected)
  })

  it.each([
    'Delivery costs 4.90 euro and takes until 7 May 2026, 17:30.',
    'Read https://help.example/articles/how-to-reset first.',
    'Version 4.15.1 holds 2.5 litres for €1,299.00.',
  ])('keeps what names nobody: %s', (text) => {
    expect(scrub(text)).toBe(text)
  })

  it('takes names that are known, however they are written, and only with a capital where they are words', () => {
    const names = ['Will Ørsted']
    expect(scrub('ØRSTED will get it: Will asked, and ørsted knows.', { names })).toBe(
      '[name] will get it: [name] asked, and [name] knows.',
    )
  })

  it('keeps what the account publishes', () => {
    const text = 'You can order the Aquapure with two cartridges.'
    expect(scrub(text)).toBe('You can order the [name] with two cartridges.')
    expect(scrub(text, { publicWords: new Set(['aquapure']) })).toBe(text)
  })

  it('sees through characters that are not seen', () => {
    expect(scrub('odette\u200b@exam\u00adple.com and 0\u200b30\u00a01234567')).toBe('[email] and [phone]')
  })

  it('scrubs what was scrubbed to the same', () => {
    const once = scrub('Dear Odette Thornby, write to odette@example.com or 030 1234567.\n\nBest regards\nLorcan')
    expect(scrub(once)).toBe(once)
  })

  it('reads texts made to be read for long as fast as others', () => {
    const long = ['1 '.repeat(4_000), 'Aa '.repeat(2_666), 'a@'.repeat(4_000), '(('.repeat(4_000), 'rue '.repeat(2_000)]
    for (const text of long) expect(scrub(text).length).toBeGreaterThan(0)
  })
})
