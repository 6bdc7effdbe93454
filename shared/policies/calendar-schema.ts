/** Calendars: zone, hours and dates. What they mean: shared/domain/calendar.ts. */
import * as z from 'zod/mini'
import type { CalendarDocument } from '#domain/calendar'
import { elementsOf, memberOf, membersOf } from './loose-reading.ts'
import { nearest } from './nearest.ts'
import { exact, finding, flag, list, mustBe, text, textThat } from './plain-schemas.ts'
import { type Problem, pathText, shown } from './problem.ts'

const zone = textThat('a time zone such as `Europe/Berlin`', (given) =>
  isZone(given)
    ? undefined
    : `${shown(given)} is no time zone of the IANA list, such as \`Europe/Berlin\` or \`UTC\`${zoneMeant(given)}`,
)

function isZone(name: string): boolean {
  // Fixed offsets such as `+02:00` are taken by some runtimes only, and never follow the clocks.
  if (!/^[A-Za-z]/.test(name)) return false
  try {
    return Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

let zones: readonly string[] | undefined

/** Of hundreds of zones, but for no more calendars than a document may have. */
function zoneMeant(given: string): string {
  zones ??= Intl.supportedValuesOf('timeZone')
  const city = given.toLowerCase().replaceAll(' ', '_')
  const byCity = zones.find((name) => name.toLowerCase().split('/').at(-1) === city)
  const meant = byCity ?? nearest(given, zones)
  return meant === undefined ? '' : `; did you mean \`${meant}\`?`
}

const DAY_MINUTES = 24 * 60

/** Minutes of the day, or undefined where the text is no time. */
function minutesOf(time: string): number | undefined {
  const [, hours, minutes] = /^(\d\d):([0-5]\d)$/.exec(time) ?? []
  const total = Number(hours) * 60 + Number(minutes)
  return total <= DAY_MINUTES ? total : undefined
}

const time = textThat('a time of day such as `09:00`', (given) =>
  minutesOf(given) === undefined ? `must be a time from 00:00 to 24:00 such as 09:00, not ${shown(given)}` : undefined,
)

const openHours = z
  .tuple([time, time], mustBe('opening and closing time such as ["09:00", "17:00"]'))
  .check(({ value, issues }) => {
    const [opens, closes] = value.map(minutesOf)
    if (opens === undefined || closes === undefined || opens < closes) return
    const message =
      opens === closes
        ? `opens and closes at ${value[0]}: close later, or remove these hours`
        : `closes at ${value[1]}, before it opens at ${value[0]}: hours over midnight are two entries, until 24:00 and from 00:00 on the next day`
    issues.push(finding(value, [], message))
  })

const dayHours = list(openHours, 'hours', { max: 24 }).check(({ value, issues }) => {
  const hours = value
    .map(([open, close], nth) => ({ nth, open, close, opens: minutesOf(open) ?? 0, closes: minutesOf(close) ?? 0 }))
    .filter(({ opens, closes }) => opens < closes)
    .sort((a, b) => a.opens - b.opens)
  let before = hours[0]
  for (const each of hours.slice(1)) {
    if (before !== undefined && each.opens < before.closes) {
      const message = `${each.open} to ${each.close} overlaps ${before.open} to ${before.close}: let one end before the other begins`
      issues.push(finding(value, [each.nth], message))
    }
    if (before === undefined || each.closes > before.closes) before = each
  }
})

export const date = textThat('a date such as `2026-12-25`', (given) => {
  const [, year, month, day] = (/^(\d{4})-(\d\d)-(\d\d)$/.exec(given) ?? []).map(Number)
  if (year === undefined || month === undefined || day === undefined) {
    return `must be a date written like 2026-12-25, not ${shown(given)}`
  }
  if (year < 1970 || year > 2255) return `${given} is out of reach: years from 1970 to 2255 count`
  const lastDay = new Date(Date.UTC(year, month, 0)).getUTCDate()
  if (month < 1 || month > 12) return `${given} does not exist: months go from 01 to 12`
  return day >= 1 && day <= lastDay ? undefined : `${given} does not exist: that month has the days 01 to ${lastDay}`
})

/** A list of dated things in which no date stands twice. */
const dated = <Day extends z.ZodMiniType<{ date: string }>>(day: Day, what: string) =>
  list(day, what, {}).check(({ value, issues }) => {
    const seen = new Set<string>()
    for (const [nth, entry] of value.entries()) {
      if (seen.has(entry.date)) issues.push(finding(entry, [nth, 'date'], `${entry.date} stands twice; keep one`))
      seen.add(entry.date)
    }
  })

const hoursOfDay = z.exactOptional(dayHours)

export const calendarSchema = exact(
  {
    timeZone: zone,
    alwaysOpen: z.exactOptional(flag()),
    week: z.exactOptional(
      exact(
        {
          mon: hoursOfDay,
          tue: hoursOfDay,
          wed: hoursOfDay,
          thu: hoursOfDay,
          fri: hoursOfDay,
          sat: hoursOfDay,
          sun: hoursOfDay,
        },
        'an object of hours by weekday, such as {"mon": [["09:00", "17:00"]]}',
      ),
    ),
    holidays: z.exactOptional(
      dated(exact({ date, name: z.exactOptional(text()) }, 'an object with `date`'), 'holidays'),
    ),
    specialDays: z.exactOptional(
      dated(
        exact({ date, hours: dayHours, name: z.exactOptional(text()) }, 'an object with `date` and `hours`'),
        'special days',
      ),
    ),
  },
  'a calendar: an object with `timeZone` and `week`',
) satisfies z.ZodMiniType<CalendarDocument>

/** A calendar that contradicts itself, or under which a clock would never end. `at` is the calendar's place. */
export function contradictions(calendar: unknown, at: readonly PropertyKey[]): Problem[] {
  if (memberOf(calendar, 'alwaysOpen') === true) {
    return ['week', 'holidays', 'specialDays']
      .filter((part) => memberOf(calendar, part) !== undefined)
      .map((part) => ({
        path: pathText([...at, part]),
        message: `says when it opens, but the calendar is \`alwaysOpen\`: remove one of them`,
      }))
  }
  if (membersOf(calendar).length === 0) return []
  const weekdays = membersOf(memberOf(calendar, 'week')).map(([, hours]) => hours)
  const special = elementsOf(memberOf(calendar, 'specialDays')).map(([, day]) => memberOf(day, 'hours'))
  const opens = (hours: unknown): boolean => !Array.isArray(hours) || hours.length > 0
  if (weekdays.some(opens) || special.some(opens)) return []
  return [
    {
      path: pathText(at),
      message: 'never opens, so no clock of it would ever end: give hours in `week`, or set `alwaysOpen` to true',
    },
  ]
}
