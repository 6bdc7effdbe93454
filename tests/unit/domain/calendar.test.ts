import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type CalendarDocument, type OpenHours, type WorkingTime, workingTime } from '#domain/calendar'

type Vector = {
  readonly id: string
  readonly tags: readonly string[]
  readonly tz?: string
  readonly week?: CalendarDocument['week']
  readonly holidays?: readonly string[]
  readonly overrides?: Readonly<Record<string, readonly OpenHours[]>>
  readonly expect: unknown
} & (
  | { readonly op: 'elapsed'; readonly from: string; readonly to: string }
  | { readonly op: 'add'; readonly from: string; readonly seconds: number }
  | { readonly op: 'isOpen' | 'nextOpen'; readonly at: string }
  | { readonly op: 'addBusinessDays'; readonly date: string; readonly days: number }
  | { readonly op: 'countBusinessDays'; readonly date: string; readonly to: string }
)

const OFFICE: readonly OpenHours[] = [['09:00', '17:00']]
const WORKWEEK: CalendarDocument['week'] = { mon: OFFICE, tue: OFFICE, wed: OFFICE, thu: OFFICE, fri: OFFICE }
const NEW_YORK: CalendarDocument = { timeZone: 'America/New_York', week: WORKWEEK }
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

const ms = (text: string): number => Date.parse(text)
/** As the vectors write it: without milliseconds. */
const text = (atMs: number | null): string | null =>
  atMs === null ? null : new Date(atMs).toISOString().replace('.000Z', 'Z')

const vectors = readFileSync(join(import.meta.dirname, '../../fixtures/business-hours/vectors.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line): Vector => JSON.parse(line))

const calendarOf = ({ tz = 'UTC', week = WORKWEEK, holidays = [], overrides = {} }: Vector): CalendarDocument => ({
  timeZone: tz,
  week,
  holidays: holidays.map((date) => ({ date })),
  specialDays: Object.entries(overrides).map(([date, hours]) => ({ date, hours })),
})

function answer(vector: Vector, time: WorkingTime): unknown {
  switch (vector.op) {
    case 'elapsed':
      return time.elapsed(ms(vector.from), ms(vector.to)) / 1000
    case 'add':
      return text(time.add(ms(vector.from), vector.seconds * 1000))
    case 'isOpen':
      return time.isOpen(ms(vector.at))
    case 'nextOpen':
      return text(time.nextOpen(ms(vector.at)))
    case 'addBusinessDays':
      return time.addBusinessDays(vector.date, vector.days)
    case 'countBusinessDays':
      return time.countBusinessDays(vector.date, vector.to)
  }
}

describe('the business-hours vectors', () => {
  it('are all here', () => expect(vectors).toHaveLength(135))

  it.each(vectors.map((vector) => [`${vector.id} ${vector.op}: ${vector.tags.join(', ')}`, vector] as const))(
    '%s',
    (_, vector) => expect(answer(vector, workingTime(calendarOf(vector)))).toEqual(vector.expect),
  )
})

describe('add', () => {
  const time = workingTime(NEW_YORK)

  it('gives the start itself for no time at all or less, open or closed', () => {
    expect(text(time.add(ms('2025-06-14T12:00:00Z'), -1))).toBe('2025-06-14T12:00:00Z')
    expect(text(time.add(ms('2025-06-14T12:00:00Z'), 0))).toBe('2025-06-14T12:00:00Z')
  })

  it('ends in the closing instant, and a millisecond more in the next opening', () => {
    expect(text(time.add(ms('2025-06-13T13:00:00Z'), 8 * HOUR_MS))).toBe('2025-06-13T21:00:00Z')
    expect(time.add(ms('2025-06-13T13:00:00Z'), 8 * HOUR_MS + 1)).toBe(ms('2025-06-16T13:00:00.001Z'))
  })

  it('crosses many years', () => {
    const fromMs = ms('1970-01-01T00:00:00Z')
    const dueMs = time.add(fromMs, 250 * 52 * 40 * HOUR_MS)
    expect(text(dueMs)).toMatch(/^2219-/)
    expect(time.elapsed(fromMs, dueMs ?? 0)).toBe(250 * 52 * 40 * HOUR_MS)
  })

  it('is null when too little time is left before 2256', () => {
    expect(time.add(ms('2255-12-31T00:00:00Z'), 40 * HOUR_MS)).toBeNull()
    expect(time.add(ms('2300-01-01T00:00:00Z'), 1)).toBeNull()
    expect(time.add(ms('2025-01-01T00:00:00Z'), Number.POSITIVE_INFINITY)).toBeNull()
  })

  it('is null after the last special day of a calendar without a week', () => {
    const fair = workingTime({ timeZone: 'Europe/Paris', specialDays: [{ date: '2025-06-14', hours: OFFICE }] })
    const fromMs = ms('2025-01-01T00:00:00Z')
    expect(text(fair.add(fromMs, 8 * HOUR_MS))).toBe('2025-06-14T15:00:00Z')
    expect(fair.add(fromMs, 8 * HOUR_MS + 1)).toBeNull()
    expect(fair.nextOpen(ms('2025-06-14T15:00:00Z'))).toBeNull()
  })
})

describe('a calendar', () => {
  it('is closed before it opens and from the closing instant on', () => {
    const time = workingTime(NEW_YORK)
    const opening = ms('2025-06-12T13:00:00Z')
    expect([opening - 1, opening, opening + 8 * HOUR_MS - 1, opening + 8 * HOUR_MS].map(time.isOpen)).toEqual([
      false,
      true,
      true,
      false,
    ])
  })

  it('takes hours in any order, and counts overlaps once', () => {
    const hours: OpenHours[] = [
      ['13:00', '17:00'],
      ['09:00', '12:00'],
      ['11:00', '12:30'],
    ]
    const time = workingTime({ timeZone: 'UTC', week: { thu: hours } })
    expect(time.openBetween(ms('2025-06-12T10:00:00Z'), ms('2025-06-13T00:00:00Z'))).toEqual([
      { startMs: ms('2025-06-12T10:00:00Z'), endMs: ms('2025-06-12T12:30:00Z') },
      { startMs: ms('2025-06-12T13:00:00Z'), endMs: ms('2025-06-12T17:00:00Z') },
    ])
  })

  it('lets a special day win over a holiday, even one without hours over its weekday', () => {
    const time = workingTime({
      ...NEW_YORK,
      holidays: [{ date: '2025-12-24', name: 'Christmas Eve' }],
      specialDays: [
        { date: '2025-12-24', hours: [['09:00', '12:00']] },
        { date: '2025-12-26', hours: [] },
      ],
    })
    expect(time.isOpen(ms('2025-12-24T15:00:00Z'))).toBe(true)
    expect(time.isOpen(ms('2025-12-24T18:00:00Z'))).toBe(false)
    expect(time.isOpen(ms('2025-12-26T15:00:00Z'))).toBe(false)
  })

  it('joins days that touch at midnight, also where its tables end', () => {
    const allDay: readonly OpenHours[] = [['00:00', '24:00']]
    const week = { mon: allDay, tue: allDay, wed: allDay, thu: allDay, fri: allDay, sat: allDay, sun: allDay }
    const time = workingTime({ timeZone: 'America/New_York', week })
    const [fromMs, toMs] = [ms('2024-01-01T12:00:00Z'), ms('2028-01-01T12:00:00Z')]
    expect(time.openBetween(fromMs, toMs)).toEqual([{ startMs: fromMs, endMs: toMs }])
    expect(time.elapsed(fromMs, toMs)).toBe(toMs - fromMs)
  })

  it('knows that local time ran on seconds of its own in Monrovia until 1972', () => {
    const time = workingTime({ timeZone: 'Africa/Monrovia', week: WORKWEEK })
    expect(text(time.nextOpen(ms('1971-12-31T00:00:00Z')))).toBe('1971-12-31T09:44:30Z')
    expect(text(time.nextOpen(ms('1972-01-10T00:00:00Z')))).toBe('1972-01-10T09:00:00Z')
  })

  it('is closed before 1970 and after 2255', () => {
    const time = workingTime({ timeZone: 'UTC', week: WORKWEEK })
    expect(text(time.nextOpen(ms('1969-12-30T12:00:00Z')))).toBe('1970-01-01T09:00:00Z')
    expect(time.elapsed(ms('1960-01-01T00:00:00Z'), ms('1970-01-02T00:00:00Z'))).toBe(8 * HOUR_MS)
    expect(time.elapsed(ms('2255-12-31T00:00:00Z'), ms('2999-01-01T00:00:00Z'))).toBe(8 * HOUR_MS)
    expect(time.isOpen(ms('2256-01-01T12:00:00Z'))).toBe(false)
    expect(time.openBetween(ms('2256-01-01T00:00:00Z'), ms('2999-01-01T00:00:00Z'))).toEqual([])
  })
})

describe('a calendar that never opens', () => {
  it.each([
    ['no week', {}],
    ['an empty week', { week: { mon: [] } }],
    ['special days without hours', { specialDays: [{ date: '2025-06-12', hours: [] }] }],
  ])('answers with %s: never', (_, parts) => {
    const time = workingTime({ timeZone: 'Europe/Paris', ...parts })
    const atMs = ms('2025-06-12T12:00:00Z')
    expect(time.add(atMs, 1)).toBeNull()
    expect(time.nextOpen(atMs)).toBeNull()
    expect(time.isOpen(atMs)).toBe(false)
    expect(time.elapsed(atMs, atMs + 1_000 * HOUR_MS)).toBe(0)
    expect(time.openBetween(atMs, atMs + 1_000 * HOUR_MS)).toEqual([])
    expect(time.addBusinessDays('2025-06-12', 1)).toBeNull()
  })
})

describe('a calendar open around the clock', () => {
  const time = workingTime({ timeZone: 'America/New_York', alwaysOpen: true })
  const atMs = ms('2025-03-09T05:00:00Z')

  it('counts every millisecond, whatever the clocks do', () => {
    expect(time.add(atMs, 24 * HOUR_MS)).toBe(atMs + 24 * HOUR_MS)
    expect(time.add(atMs, 0)).toBe(atMs)
    expect(time.elapsed(atMs, atMs + 24 * HOUR_MS)).toBe(24 * HOUR_MS)
    expect(time.elapsed(atMs, atMs - 1)).toBe(0)
    expect(time.isOpen(atMs)).toBe(true)
    expect(time.nextOpen(atMs)).toBe(atMs)
    expect(time.openBetween(atMs, atMs + 5)).toEqual([{ startMs: atMs, endMs: atMs + 5 }])
    expect(time.openBetween(atMs, atMs)).toEqual([])
  })

  it('has a business day every day', () => {
    expect(time.addBusinessDays('2025-06-13', 2)).toBe('2025-06-15')
    expect(time.countBusinessDays('2025-06-13', '2025-06-20')).toBe(7)
  })

  it('needs no time zone to be known', () => {
    expect(workingTime({ timeZone: 'Mars/Olympus', alwaysOpen: true }).isOpen(atMs)).toBe(true)
  })

  it('ends where every calendar ends', () => {
    expect(time.add(ms('2255-12-31T23:00:00Z'), 2 * HOUR_MS)).toBeNull()
    expect(time.nextOpen(ms('2256-01-01T00:00:00Z'))).toBeNull()
  })
})

describe('business days', () => {
  const time = workingTime({ ...NEW_YORK, holidays: [{ date: '2025-07-04' }] })

  it('are walked back too, after moving on from a closed date', () => {
    expect(time.addBusinessDays('2025-06-14', -1)).toBe('2025-06-13')
    expect(time.addBusinessDays('2025-07-07', -1)).toBe('2025-07-03')
  })

  it('count negative towards the past, without the end', () => {
    expect(time.countBusinessDays('2025-07-07', '2025-07-03')).toBe(-1)
    expect(time.countBusinessDays('2025-07-03', '2025-07-03')).toBe(0)
  })

  it('take an extra Saturday for one', () => {
    const extra = workingTime({ ...NEW_YORK, specialDays: [{ date: '2025-06-14', hours: OFFICE }] })
    expect(extra.addBusinessDays('2025-06-13', 1)).toBe('2025-06-14')
  })
})

describe('workingTime', () => {
  it('compiles equal documents once', () => {
    const again: CalendarDocument = { week: { ...WORKWEEK }, timeZone: 'America/New_York' }
    expect(workingTime(again)).toBe(workingTime(NEW_YORK))
    expect(workingTime({ ...NEW_YORK, timeZone: 'America/Chicago' })).not.toBe(workingTime(NEW_YORK))
  })

  it.each([
    ['unknown time zone: Mars/Olympus', { timeZone: 'Mars/Olympus', week: WORKWEEK }],
    ['not a date: 2025-02-30', { timeZone: 'UTC', holidays: [{ date: '2025-02-30' }] }],
    ['not a date: 4 July', { timeZone: 'UTC', specialDays: [{ date: '4 July', hours: OFFICE }] }],
    ['not a time of day: 9:00', { timeZone: 'UTC', week: { mon: [['9:00', '17:00']] } }],
    ['not a time of day: 24:30', { timeZone: 'UTC', week: { mon: [['09:00', '24:30']] } }],
    ['hours close before they open: 22:00-06:00', { timeZone: 'UTC', week: { mon: [['22:00', '06:00']] } }],
  ] satisfies [string, CalendarDocument][])('refuses to compile: %s', (message, calendar) => {
    expect(() => workingTime(calendar)).toThrow(new RangeError(message))
  })
})
