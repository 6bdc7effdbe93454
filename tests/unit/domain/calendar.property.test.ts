import { describe, expect, it } from 'vitest'
import { type CalendarDocument, type OpenHours, type Weekday, workingTime } from '#domain/calendar'
import { assertProperty, fc } from '#tests/support/property'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
const WEEKDAYS: readonly Weekday[] = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']

/** Zones that do what breaks calendars, each with an instant close to where they do it. */
const TROUBLE = [
  ['UTC', '2025-01-01T00:00:00Z'],
  ['America/New_York', '2025-03-09T07:00:00Z'],
  ['Europe/Berlin', '2025-10-26T01:00:00Z'],
  ['Australia/Lord_Howe', '2025-04-05T15:00:00Z'],
  ['America/Sao_Paulo', '2018-11-04T03:00:00Z'],
  ['America/Sao_Paulo', '2018-02-18T02:00:00Z'],
  ['Asia/Kathmandu', '1985-12-31T18:30:00Z'],
  ['Pacific/Apia', '2011-12-30T10:00:00Z'],
  ['Pacific/Kwajalein', '1993-08-21T12:00:00Z'],
  ['Africa/Casablanca', '2026-02-15T02:00:00Z'],
  ['Asia/Beirut', '2025-03-29T22:00:00Z'],
  ['America/Boa_Vista', '2000-10-08T04:00:00Z'],
] as const

const minutes = fc.oneof(fc.constantFrom(0, 60, 120, 150, 180, 540, 1020, 1440), fc.integer({ min: 0, max: 1440 }))
const clockTime = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`

const hours: fc.Arbitrary<readonly OpenHours[]> = fc.array(
  fc
    .tuple(minutes, minutes)
    .filter(([a, b]) => a !== b)
    .map(([a, b]): OpenHours => [clockTime(Math.min(a, b)), clockTime(Math.max(a, b))]),
  { maxLength: 3 },
)

/** A calendar and instants of its interest: mostly within days of a change of the clocks, some far away. */
const situations = fc.constantFrom(...TROUBLE).chain(([timeZone, near]) => {
  const nearMs = Date.parse(near)
  const instant = fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: -4 * 24 * 60, max: 4 * 24 * 60 }).map((m) => nearMs + m * MINUTE_MS) },
    { weight: 2, arbitrary: fc.integer({ min: -9 * DAY_MS, max: 9 * DAY_MS }).map((offset) => nearMs + offset) },
    { weight: 1, arbitrary: fc.integer({ min: -800 * DAY_MS, max: 800 * DAY_MS }).map((offset) => nearMs + offset) },
  )
  const date = fc
    .integer({ min: -5, max: 5 })
    .map((days) => new Date(nearMs + days * DAY_MS).toISOString().slice(0, 10))
  const calendar: fc.Arbitrary<CalendarDocument> = fc.record({
    timeZone: fc.constant(timeZone),
    week: fc.tuple(hours, hours, hours, hours, hours, hours, hours).map(weekOf),
    holidays: fc.array(fc.record({ date }), { maxLength: 2 }),
    specialDays: fc.array(fc.record({ date, hours }), { maxLength: 2 }),
  })
  return fc.record({
    calendar,
    instants: fc.tuple(instant, instant, instant).map((list) => list.sort((a, b) => a - b)),
    workingMs: fc.oneof(
      fc.integer({ min: 0, max: 3 * DAY_MS }),
      fc.integer({ min: 0, max: 300 }).map((h) => h * HOUR_MS),
    ),
  })
})

function weekOf(list: readonly (readonly OpenHours[])[]): NonNullable<CalendarDocument['week']> {
  return Object.fromEntries(WEEKDAYS.map((weekday, index) => [weekday, list[index] ?? []]))
}

describe('working time', () => {
  it('measures what it added, and ends while open or in the closing instant', () => {
    assertProperty(
      fc.property(situations, ({ calendar, instants: [fromMs], workingMs }) => {
        const time = workingTime(calendar)
        const dueMs = time.add(fromMs, workingMs)
        if (dueMs === null) {
          expect(time.nextOpen(fromMs + 4_000 * DAY_MS)).toBeNull()
          return
        }
        expect(time.elapsed(fromMs, dueMs)).toBe(workingMs)
        if (workingMs > 0) expect(time.isOpen(dueMs - 1)).toBe(true)
      }),
    )
  })

  it('adds more for more, and never ends before a later start', () => {
    assertProperty(
      fc.property(situations, fc.nat(DAY_MS), ({ calendar, instants: [fromMs, laterMs], workingMs }, more) => {
        const time = workingTime(calendar)
        const dueMs = time.add(fromMs, workingMs)
        if (dueMs === null) return
        expect(time.add(laterMs, workingMs) ?? dueMs).toBeGreaterThanOrEqual(dueMs)
        expect(time.add(fromMs, workingMs + more) ?? dueMs).toBeGreaterThanOrEqual(dueMs)
        expect(dueMs - fromMs).toBeGreaterThanOrEqual(workingMs)
      }),
    )
  })

  it('added in two steps is what it is in one', () => {
    assertProperty(
      fc.property(situations, fc.nat(DAY_MS), ({ calendar, instants: [fromMs], workingMs }, more) => {
        const time = workingTime(calendar)
        const halfWayMs = time.add(fromMs, workingMs)
        const dueMs = halfWayMs === null ? null : time.add(halfWayMs, more)
        if (dueMs !== null && more > 0) expect(time.add(fromMs, workingMs + more)).toBe(dueMs)
      }),
    )
  })

  it('elapsed adds up however it is split, grows with its end, and never beyond real time', () => {
    assertProperty(
      fc.property(situations, ({ calendar, instants: [a, b, c] }) => {
        const time = workingTime(calendar)
        const wholeMs = time.elapsed(a, c)
        expect(time.elapsed(a, b) + time.elapsed(b, c)).toBe(wholeMs)
        expect(time.elapsed(a, b)).toBeLessThanOrEqual(wholeMs)
        expect(wholeMs).toBeLessThanOrEqual(c - a)
        expect(time.elapsed(c, a)).toBe(0)
      }),
    )
  })

  it('elapsed is the sum of the open stretches, which are apart, in order and within', () => {
    assertProperty(
      fc.property(situations, ({ calendar, instants: [fromMs, , toMs] }) => {
        const time = workingTime(calendar)
        const stretches = time.openBetween(fromMs, toMs)
        expect(stretches.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0)).toBe(time.elapsed(fromMs, toMs))
        const edges = stretches.flatMap(({ startMs, endMs }) => [startMs, endMs])
        expect(edges).toEqual([...new Set(edges)].sort((a, b) => a - b))
        expect(Math.min(fromMs, ...edges)).toBe(fromMs)
        expect(Math.max(toMs, ...edges)).toBe(toMs)
      }),
    )
  })

  it('next opens at the first open instant: nothing is open before', () => {
    assertProperty(
      fc.property(situations, ({ calendar, instants: [atMs] }) => {
        const time = workingTime(calendar)
        const openMs = time.nextOpen(atMs)
        if (openMs === null) return
        expect(time.isOpen(openMs)).toBe(true)
        expect(time.elapsed(atMs, openMs)).toBe(0)
        expect(time.isOpen(atMs)).toBe(openMs === atMs)
      }),
    )
  })

  it('is open exactly when the wall clock that Intl shows says so', () => {
    assertProperty(
      fc.property(situations, ({ calendar, instants }) => {
        for (const atMs of instants) expect(workingTime(calendar).isOpen(atMs)).toBe(isOpenByWallClock(calendar, atMs))
      }),
    )
  })

  it('elapsed counts the minutes at which that wall clock says open', () => {
    assertProperty(
      fc.property(situations, fc.integer({ min: 1, max: 180 }), ({ calendar, instants: [atMs] }, length) => {
        const fromMs = Math.floor(atMs / MINUTE_MS) * MINUTE_MS
        const each = Array.from({ length }, (_, index) => isOpenByWallClock(calendar, fromMs + index * MINUTE_MS))
        const openMs = each.filter(Boolean).length * MINUTE_MS
        expect(workingTime(calendar).elapsed(fromMs, fromMs + length * MINUTE_MS)).toBe(openMs)
      }),
    )
  })

  it('is as open around the clock as with hours from 00:00 to 24:00', () => {
    const allDay: readonly OpenHours[] = [['00:00', '24:00']]
    const week = weekOf(WEEKDAYS.map(() => allDay))
    assertProperty(
      fc.property(situations, ({ calendar: { timeZone }, instants: [fromMs, , toMs], workingMs }) => {
        const always = workingTime({ timeZone, alwaysOpen: true })
        const weekly = workingTime({ timeZone, week })
        expect(always.add(fromMs, workingMs)).toBe(weekly.add(fromMs, workingMs))
        expect(always.elapsed(fromMs, toMs)).toBe(weekly.elapsed(fromMs, toMs))
        expect(always.openBetween(fromMs, toMs)).toEqual(weekly.openBetween(fromMs, toMs))
        expect(always.nextOpen(fromMs)).toBe(weekly.nextOpen(fromMs))
      }),
    )
  })
})

const wallClocks = new Map<string, Intl.DateTimeFormat>()

/** The convention word for word, without a table: what the clock on the wall shows, looked up in the document. */
function isOpenByWallClock(calendar: CalendarDocument, atMs: number): boolean {
  const { timeZone } = calendar
  const format =
    wallClocks.get(timeZone) ??
    new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short', hourCycle: 'h23' })
  wallClocks.set(timeZone, format)
  const [date = '', time = ''] = format.format(atMs).split(' ')
  const weekday = WEEKDAYS[new Date(`${date}T00:00:00Z`).getUTCDay()] ?? 'sun'
  const isHoliday = calendar.holidays?.some((holiday) => holiday.date === date) ?? false
  const special = calendar.specialDays?.findLast((day) => day.date === date)
  const open = special?.hours ?? (isHoliday ? [] : (calendar.week?.[weekday] ?? []))
  return open.some(([from, to]) => from <= time && time < to)
}
