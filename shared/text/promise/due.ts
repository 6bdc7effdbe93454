/** From a mentioned time to the latest instant it can mean. */
import type { DayPart, Period } from './language.ts'
import type { Day, Duration, Mention, Moment } from './mentions.ts'
import { calendarOf, dayOf, instantAt, type WallTime, wallTimeAt, weekdayOf } from './zone-time.ts'

export type Written = {
  readonly writtenAtMs: number
  /** IANA zone of the writer. */
  readonly timeZone: string
  /** Whether "next Friday" is that of next week, and not the one to come. */
  readonly nextIsOfNextWeek: boolean
}

const MINUTE_MS = 60_000
const MINUTES_OF = { minute: 1, hour: 60, day: 1_440, week: 7 * 1_440, month: 30 * 1_440 } as const
/** The working day that nobody told us otherwise, in minutes since midnight. */
const WORK_BEGINS = 9 * 60
const WORK_ENDS = 18 * 60
const DAY_ENDS = 23 * 60 + 59
const PART_ENDS: Readonly<Record<DayPart, number>> = {
  morning: 12 * 60,
  afternoon: 17 * 60,
  evening: 20 * 60,
  end_of_day: WORK_ENDS,
}
/** An hour before this one is in the afternoon, if nothing says otherwise: "by 5". */
const FIRST_LIKELY_HOUR = 7 * 60

/** Epoch milliseconds, or null if what is mentioned has passed. */
export function dueAtMs(mention: Mention, written: Written): number | null {
  const at = 'duration' in mention ? endOf(mention.duration, written) : latestOf(mention.moment, written)
  return at !== null && at > written.writtenAtMs ? at : null
}

function endOf({ amount, unit, extraMinutes }: Duration, { writtenAtMs, timeZone }: Written): number | null {
  if (unit !== 'business_day' && unit !== 'business_hour') {
    return writtenAtMs + Math.round((amount * MINUTES_OF[unit] + extraMinutes) * MINUTE_MS)
  }
  // Far more than a promise can mean; beyond it, counting day by day would only take long.
  if (amount > 999) return null
  const now = wallTimeAt(writtenAtMs, timeZone)
  return instantAt(unit === 'business_day' ? afterWorkdays(now, amount) : afterWorkMinutes(now, amount * 60), timeZone)
}

/** Without a calendar at hand: Monday to Friday. */
const isWorkday = (day: number): boolean => weekdayOf(day) % 6 !== 0

function afterWorkdays(now: WallTime, days: number): WallTime {
  let day = now.day
  for (let left = Math.ceil(days); left > 0; left--) {
    do day++
    while (!isWorkday(day))
  }
  return { day, minute: WORK_ENDS }
}

function afterWorkMinutes(now: WallTime, minutes: number): WallTime {
  let { day, minute } = now
  let left = minutes
  for (;;) {
    const from = Math.max(minute, WORK_BEGINS)
    const room = isWorkday(day) ? Math.max(0, WORK_ENDS - from) : 0
    if (left <= room) return { day, minute: from + left }
    left -= room
    day++
    minute = 0
  }
}

function latestOf(moment: Moment, { writtenAtMs, timeZone, nextIsOfNextWeek }: Written): number | null {
  const zone = moment.timeZone ?? timeZone
  const now = wallTimeAt(writtenAtMs, zone)
  const days = daysOf(moment, now.day, nextIsOfNextWeek)
  const minutes = minutesOf(moment)
  for (const day of days) {
    const shift = moment.isBeforeDay && day > now.day ? daysBefore(moment) : 0
    for (const minute of days.length === 1 && day === now.day ? minutes : minutes.slice(0, 1)) {
      const at = instantAt({ day: day - shift, minute }, zone)
      if (at > writtenAtMs) return at
    }
  }
  return null
}

/** "Before Friday" is Thursday, "before the weekend" Friday; "before Friday noon" is Friday. */
function daysBefore({ day, time, part }: Moment): number {
  if (day === undefined || time !== undefined || part !== undefined) return 0
  return day.is === 'period' ? { this_week: 0, next_week: 5, weekend: 2, end_of_month: 0 }[day.period] : 1
}

/** Minutes since midnight; the further ones hold for a day said to be today, when the first has passed. */
function minutesOf({ time, part, day }: Moment): number[] {
  if (time !== undefined) {
    const later = time.minute + 12 * 60
    if (!time.isHalfDay || part === 'morning') return [time.minute]
    if (part === 'afternoon' || part === 'evening' || time.minute < FIRST_LIKELY_HOUR) return [later]
    return day?.is === 'days_ahead' ? [time.minute, later] : [time.minute]
  }
  if (part === 'morning') return [PART_ENDS.morning]
  if (part === 'afternoon') return [PART_ENDS.afternoon, WORK_ENDS]
  return [part === undefined ? WORK_ENDS : PART_ENDS[part], DAY_ENDS]
}

/** The days that can be meant, the likeliest first; a later one counts when the first has passed. */
function daysOf({ day, part, isToday }: Moment, today: number, nextIsOfNextWeek: boolean): number[] {
  if (day === undefined) return isToday || part === 'end_of_day' ? [today] : [today, today + 1]
  switch (day.is) {
    case 'days_ahead':
      return [today + day.days]
    case 'weekday':
      return weekdays(day, today, nextIsOfNextWeek)
    case 'date':
      return dates(day, today)
    case 'period':
      return [lastOf(day.period, today)]
  }
}

function weekdays({ weekday, which }: Day & { is: 'weekday' }, today: number, nextIsOfNextWeek: boolean): number[] {
  const coming = today + ((weekday - weekdayOf(today) + 7) % 7)
  if (which === 'coming') return [coming, coming + 7]
  if (which === 'next_week' || nextIsOfNextWeek) return [mondayOf(today) + 7 + ((weekday + 6) % 7)]
  return [coming === today ? coming + 7 : coming]
}

function dates({ year, month, date }: Day & { is: 'date' }, today: number): number[] {
  const now = calendarOf(today)
  const days =
    month === null
      ? [dayOf(now.year, now.month, date), dayOf(now.year, now.month + 1, date)]
      : year === null
        ? [dayOf(now.year, month, date), dayOf(now.year + 1, month, date)]
        : [dayOf(year, month, date)]
  // The 31st of a month that has none would be another day.
  return days.filter((day) => day >= today && calendarOf(day).date === date)
}

const mondayOf = (day: number): number => day - ((weekdayOf(day) + 6) % 7)

/** Weeks end on Friday, unless it has passed. */
function lastOf(period: Period, today: number): number {
  const monday = mondayOf(today)
  switch (period) {
    case 'this_week':
      return isWorkday(today) ? monday + 4 : monday + 6
    case 'next_week':
      return monday + 11
    case 'weekend':
      return monday + 6
    case 'end_of_month': {
      const { year, month } = calendarOf(today)
      return dayOf(year, month + 1, 0)
    }
  }
}
