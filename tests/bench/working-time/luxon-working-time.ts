/** The same `add` as people write it with luxon: walk the zone's days and their hours. Prepared as well as ours is. */
import { DateTime } from 'luxon'
import type { CalendarDocument, OpenHours, OpenTime, Weekday } from '#domain/calendar'

type Time = { readonly hour: number; readonly minute: number }
type DayTimes = readonly (readonly [open: Time, close: Time])[]

const WEEKDAYS: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
const DAYS_AHEAD = 3660

export function workingTime(calendar: CalendarDocument): Pick<OpenTime, 'add'> {
  const zone = calendar.timeZone
  const week = WEEKDAYS.map((weekday) => (calendar.week?.[weekday] ?? []).map(timesOf))
  const dated = new Map<string | null, DayTimes>()
  for (const { date } of calendar.holidays ?? []) dated.set(date, [])
  for (const { date, hours } of calendar.specialDays ?? []) dated.set(date, hours.map(timesOf))
  return {
    add(fromMs, workingMs) {
      let leftMs = workingMs
      let day = DateTime.fromMillis(fromMs, { zone }).startOf('day')
      for (let walked = 0; walked < DAYS_AHEAD; walked++) {
        for (const [open, close] of dated.get(day.toISODate()) ?? week[day.weekday - 1] ?? []) {
          const endMs = day.set(close).toMillis()
          if (endMs <= fromMs) continue
          const startMs = Math.max(day.set(open).toMillis(), fromMs)
          if (leftMs <= endMs - startMs) return startMs + leftMs
          leftMs -= endMs - startMs
        }
        day = day.plus({ days: 1 })
      }
      return null
    },
  }
}

const timesOf = ([open, close]: OpenHours): readonly [Time, Time] => [timeOf(open), timeOf(close)]

const timeOf = (text: string): Time => ({ hour: Number(text.slice(0, 2)), minute: Number(text.slice(3)) })
