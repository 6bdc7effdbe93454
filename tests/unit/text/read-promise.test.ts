import { describe, expect, it } from 'vitest'
import { readPromise } from '#text/read-promise'

/** Epoch milliseconds as ISO, or null. */
function due(reply: string, at: { written: string; timeZone: string; locale?: string }): string | null {
  const promised = readPromise(reply, {
    writtenAtMs: Date.parse(at.written),
    timeZone: at.timeZone,
    locale: at.locale ?? 'en',
  })
  return promised === null ? null : new Date(promised.dueAtMs).toISOString().replace(':00.000Z', 'Z')
}

describe('the day of the promise has its own offset', () => {
  it.each([
    // New York springs forward on Sunday 2026-03-08 at 2:00 and falls back on 2026-11-01 at 2:00.
    ['tomorrow at 9 am', '2026-03-07T12:00-05:00', 'America/New_York', '2026-03-08T13:00Z'],
    ['by 6 pm', '2026-03-08T01:00-05:00', 'America/New_York', '2026-03-08T22:00Z'],
    ['within 24 hours', '2026-03-07T12:00-05:00', 'America/New_York', '2026-03-08T17:00Z'],
    ['by Monday', '2026-10-30T09:00-04:00', 'America/New_York', '2026-11-02T23:00Z'],
    ['within one business day', '2026-10-30T09:00-04:00', 'America/New_York', '2026-11-02T23:00Z'],
    // The clock skips 2:30, and shows 1:30 twice: the later one counts.
    ['tomorrow at 2:30 am', '2026-03-07T12:00-05:00', 'America/New_York', '2026-03-08T07:30Z'],
    ['tomorrow at 1:30 am', '2026-10-31T12:00-04:00', 'America/New_York', '2026-11-01T06:30Z'],
    // Berlin springs forward on 2026-03-29 and falls back on 2026-10-25.
    ['by Monday', '2026-03-27T15:00+01:00', 'Europe/Berlin', '2026-03-30T16:00Z'],
    ['on Monday at 9 am', '2026-10-23T15:00+02:00', 'Europe/Berlin', '2026-10-26T08:00Z'],
    ['tomorrow at 2:30 am', '2026-03-28T12:00+01:00', 'Europe/Berlin', '2026-03-29T01:30Z'],
    ['by 5 pm', '2026-03-04T10:00+05:30', 'Asia/Kolkata', '2026-03-04T11:30Z'],
    ['today', '2026-03-04T20:00Z', 'Asia/Kolkata', '2026-03-05T12:30Z'],
    ['tomorrow morning', '2026-03-04T20:00Z', 'Asia/Kolkata', '2026-03-06T06:30Z'],
    ['tomorrow', '2026-03-04T20:00Z', 'Pacific/Kiritimati', '2026-03-06T04:00Z'],
    // America has changed its clocks by then, and Europe has not.
    ['by 5 pm ET', '2026-03-16T10:00+01:00', 'Europe/Berlin', '2026-03-16T21:00Z'],
    ['on Friday at 9 am PST', '2026-03-04T10:00+01:00', 'Europe/Berlin', '2026-03-06T17:00Z'],
  ])("we'll call you %s, written %s in %s: %s", (when, written, timeZone, expected) => {
    expect(due(`We'll call you ${when}.`, { written, timeZone })).toBe(expected)
  })

  it('a zone the runtime does not know is a fault', () => {
    expect(() => due("I'll call you tomorrow.", { written: '2026-03-04T10:00Z', timeZone: 'Mars/Base' })).toThrow(
      RangeError,
    )
  })
})

describe('late in the day', () => {
  it.each([
    ["I'll call you today.", '2026-03-04T19:00Z', '2026-03-04T23:59Z'],
    ["I'll call you by end of day.", '2026-03-04T18:30Z', '2026-03-04T23:59Z'],
    ["I'll call you this afternoon.", '2026-03-04T17:15Z', '2026-03-04T18:00Z'],
    ["I'll look at it in the morning.", '2026-03-04T15:00Z', '2026-03-05T12:00Z'],
    ["I'll call you at 9.", '2026-03-04T15:00Z', '2026-03-05T09:00Z'],
    ["I'll call you by 5 pm.", '2026-03-04T18:00Z', '2026-03-05T17:00Z'],
    ["I'll call you on Wednesday.", '2026-03-04T18:30Z', '2026-03-11T18:00Z'],
    ["I'll call you this week.", '2026-03-07T12:00Z', '2026-03-08T18:00Z'],
    ['We will answer within 2 business hours.', '2026-03-06T17:00Z', '2026-03-09T10:00Z'],
    ['We will answer within one business day.', '2026-03-06T16:00Z', '2026-03-09T18:00Z'],
  ])('"%s", written %s, is due %s', (reply, written, expected) => {
    expect(due(reply, { written, timeZone: 'UTC' })).toBe(expected)
  })

  it.each([
    ["I'll look at what happened this morning.", '2026-03-04T15:00Z'],
    ["I'll call you today at 9 am.", '2026-03-04T15:00Z'],
    ["I'll call you on 3 March 2026.", '2026-03-04T15:00Z'],
    ["I'll call you on March 3rd.", '2026-03-04T15:00Z'],
  ])('"%s" has passed', (reply, written) => {
    expect(due(reply, { written, timeZone: 'UTC' })).toBeNull()
  })
})

describe('a whole reply', () => {
  const wednesday = { written: '2026-03-04T10:20Z', timeZone: 'UTC' }

  it('the earliest of several promises counts', () => {
    const reply = "We'll ship the replacement on Monday. I'll send you the label within 2 hours, and call you tomorrow."
    expect(due(reply, wednesday)).toBe('2026-03-04T12:20Z')
  })
  it('of those the earliest that has not passed', () => {
    expect(due("I'll call you today at 9 am, or tomorrow at 11 am.", wednesday)).toBe('2026-03-05T11:00Z')
  })
  it('more than 90 days are no promise to remind of', () => {
    expect(due('We will call you within 89 days.', wednesday)).toBe('2026-06-01T10:20Z')
    expect(due('We will call you within 91 days.', wednesday)).toBeNull()
    expect(due('We will ship it on 5 December.', wednesday)).toBeNull()
  })
  it('quoted mail promises nothing', () => {
    const reply =
      'Please see above.\n\nOn Tue, 3 Mar 2026 at 09:12 Pat <pat@example.com> wrote:\n> I will call you by 5 pm.'
    expect(due(reply, wednesday)).toBeNull()
    expect(due('> I will call you by 5 pm.\n\nThis was a mistake, sorry.', wednesday)).toBeNull()
  })
  it('nor does a signature', () => {
    expect(due("I'll look into it.\nKind regards\n\nOffice hours: 9 am - 5 pm", wednesday)).toBeNull()
  })
  it('a line that a mail program broke is read as one', () => {
    expect(due('We have asked the warehouse and will get back to you within\n2 hours.', wednesday)).toBe(
      '2026-03-04T12:20Z',
    )
  })
  it('Markdown and HTML do not stand in the way', () => {
    expect(due("I'll call you **by 5 pm**.", wednesday)).toBe('2026-03-04T17:00Z')
    expect(due('<p>I&#39;ll call you <b>by 5&nbsp;pm</b>.</p>', wednesday)).toBe('2026-03-04T17:00Z')
  })
  it('curly apostrophes are apostrophes', () => {
    expect(due('I\u2019ll call you by 5 pm.', wednesday)).toBe('2026-03-04T17:00Z')
  })
  it('a text without words promises nothing', () => {
    expect(due('', wednesday)).toBeNull()
    expect(due('\n\n', wednesday)).toBeNull()
  })
})

describe('the locale', () => {
  const wednesday = { written: '2026-03-04T10:20Z', timeZone: 'UTC' }

  it.each([
    ['en', '2026-04-03T18:00Z'],
    ['en-US', '2026-04-03T18:00Z'],
    ['en_US', '2026-04-03T18:00Z'],
    ['en-GB', '2026-03-04T18:00Z'],
    ['en-AU', '2026-03-04T18:00Z'],
    ['xx', '2026-04-03T18:00Z'],
    ['', '2026-04-03T18:00Z'],
  ])('%s tells the order of day and month', (locale, expected) => {
    expect(due('We will call you on 4/3.', { ...wednesday, locale })).toBe(expected)
  })
  it('regions of a language are read as it', () => {
    expect(due('Wir rufen Sie morgen an.', { ...wednesday, locale: 'de-AT' })).toBe('2026-03-05T18:00Z')
    expect(due('Responderemos em até 2 horas.', { ...wednesday, locale: 'pt_BR' })).toBe('2026-03-04T12:20Z')
  })
})
