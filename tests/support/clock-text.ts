/**
 * Instants, durations and opening hours as a support lead writes them, for the cases in tests/fixtures/clocks. Local
 * times are turned into instants by asking `Intl`, not by the zone tables that the cases are to judge.
 */
import type { CalendarDocument, OpenHours, Weekday } from '#domain/calendar'

const DAYS: readonly string[] = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
const DAY_MS = 86_400_000
const INSTANT = /^(?:(\w{3}) )?(\d{4}-\d\d-\d\d) (\d\d:\d\d(?::\d\d(?:\.\d{3})?)?)(?: ([+-]\d\d:\d\d))?$/

/**
 * `Mon 2026-09-14 09:30`, local to `zone`; the weekday is checked. Seconds and milliseconds may follow, and an offset
 * (`+02:00`), which a time that comes twice, or never, needs.
 */
export function instantMs(text: string, zone: string): number {
  const [, weekday, date, time, offset] = INSTANT.exec(text) ?? []
  if (date === undefined) throw new Error(`not an instant: ${text}`)
  const weekdayOfDate = DAYS[(new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7]
  if (weekday !== undefined && weekday !== weekdayOfDate) throw new Error(`${date} is a ${weekdayOfDate}: ${text}`)
  if (offset !== undefined) return Date.parse(`${date}T${time}${offset}`)
  const wallMs = Date.parse(`${date}T${time}Z`)
  const found = new Set(
    [wallMs - DAY_MS, wallMs + DAY_MS]
      .map((near) => wallMs - offsetMs(near, zone))
      .filter((atMs) => atMs + offsetMs(atMs, zone) === wallMs),
  )
  const [only] = found
  if (only === undefined || found.size > 1) throw new Error(`give the offset, this time comes ${found.size}x: ${text}`)
  return only
}

function offsetMs(atMs: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    timeZoneName: 'longOffset',
  }).formatToParts(atMs)
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? ''
  const [, sign, hours, minutes] = /^GMT(?:([+-])(\d\d):(\d\d))?$/.exec(name) ?? []
  if (sign === undefined) return 0
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000
}

/** `2d`, `1h 20m`, `90s`, `0m`. */
export function durationMs(text: string): number {
  const parts = text.split(' ').map((part) => /^(\d+)([dhms])$/.exec(part))
  if (parts.some((part) => part === null)) throw new Error(`not a duration: ${text}`)
  const unitMs = { d: DAY_MS, h: 3_600_000, m: 60_000, s: 1_000 }
  return parts.reduce((sum, part) => sum + Number(part?.[1]) * unitMs[part?.[2] as keyof typeof unitMs], 0)
}

export type CalendarText =
  | string
  | {
      readonly hours: string
      readonly holidays?: readonly string[]
      /** Hours by date, e.g. `{ "2026-12-24": "09:00-12:00" }`. */
      readonly specialDays?: Readonly<Record<string, string>>
    }

/** `24x7` or `Mon-Fri 09:00-12:00 13:00-17:00; Sat 10:00-14:00`; `closed` has no week. */
export function calendarOf(text: CalendarText, timeZone: string): CalendarDocument {
  const { hours, holidays = [], specialDays = {} } = typeof text === 'string' ? { hours: text } : text
  if (hours === '24x7') return { timeZone, alwaysOpen: true }
  const week: { -readonly [Day in Weekday]?: readonly OpenHours[] } = {}
  for (const part of hours === 'closed' ? [] : hours.split('; ')) {
    const [days = '', ...open] = part.split(' ')
    const [first = '', last = first] = days.split('-')
    const [from, to] = [DAYS.indexOf(first), DAYS.indexOf(last)]
    if (from < 0 || to < from) throw new Error(`not days of a week: ${part}`)
    for (const day of DAYS.slice(from, to + 1)) week[day.toLowerCase() as Weekday] = open.map(openHours)
  }
  return {
    timeZone,
    week,
    holidays: holidays.map((date) => ({ date })),
    specialDays: Object.entries(specialDays).map(([date, open]) => ({ date, hours: open.split(' ').map(openHours) })),
  }
}

function openHours(text: string): OpenHours {
  const [open, close] = text.split('-')
  if (open === undefined || close === undefined) throw new Error(`not opening hours: ${text}`)
  return [open, close]
}
