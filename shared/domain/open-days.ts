/** A calendar document's hours, ready to be asked by day number. */
import type { CalendarDocument, OpenHours, Weekday } from './calendar.ts'
import { dayOf, weekdayOf } from './local-date.ts'

/** Milliseconds of the local day, [startMs, endMs). */
export type DayHours = readonly [startMs: number, endMs: number]

export type OpenDays = {
  /** Sorted, merged where they touch or overlap; empty on a closed date. */
  hoursOf(day: number): readonly DayHours[]
  /** No later date has hours: Infinity if the week has any, -Infinity if no date ever has. */
  readonly lastOpenDay: number
}

const WEEKDAYS: readonly Weekday[] = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
const MINUTE_MS = 60_000
const CLOSED: readonly DayHours[] = []
const ALL_DAY: readonly DayHours[] = [[0, 24 * 60 * MINUTE_MS]]

/** Throws a RangeError that names what is not a date, not a time, or closes before it opens. */
export function openDays(calendar: CalendarDocument): OpenDays {
  if (calendar.alwaysOpen === true) return { hoursOf: () => ALL_DAY, lastOpenDay: Number.POSITIVE_INFINITY }
  const week = WEEKDAYS.map((weekday) => dayHours(calendar.week?.[weekday] ?? []))
  const dated = new Map<number, readonly DayHours[]>()
  for (const { date } of calendar.holidays ?? []) dated.set(dayOf(date), CLOSED)
  for (const { date, hours } of calendar.specialDays ?? []) dated.set(dayOf(date), dayHours(hours))
  const openDates = [...dated].filter(([, hours]) => hours.length > 0).map(([day]) => day)
  return {
    hoursOf: (day) => dated.get(day) ?? week[weekdayOf(day)] ?? CLOSED,
    lastOpenDay: week.some((hours) => hours.length > 0) ? Number.POSITIVE_INFINITY : Math.max(...openDates),
  }
}

function dayHours(hours: readonly OpenHours[]): readonly DayHours[] {
  const merged: [startMs: number, endMs: number][] = []
  for (const [startMs, endMs] of hours.map(millisecondsOf).sort(([a], [b]) => a - b)) {
    const last = merged.at(-1)
    if (last !== undefined && startMs <= last[1]) last[1] = Math.max(last[1], endMs)
    else merged.push([startMs, endMs])
  }
  return merged
}

/** Hours belong to one local date, so a night is two entries: until 24:00, and from 00:00 on the next day. */
function millisecondsOf([open, close]: OpenHours): DayHours {
  const startMs = timeOf(open)
  const endMs = timeOf(close)
  if (endMs <= startMs) throw new RangeError(`hours close before they open: ${open}-${close}`)
  return [startMs, endMs]
}

function timeOf(text: string): number {
  if (!/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/.test(text)) throw new RangeError(`not a time of day: ${text}`)
  return (Number(text.slice(0, 2)) * 60 + Number(text.slice(3))) * MINUTE_MS
}
