/** Whole dates instead of hours. A business day is a date with any open hours; which hours does not matter. */
import { DAY_MS, dateOf, dayOf } from './local-date.ts'
import type { OpenDays } from './open-days.ts'
import { HORIZON_MS } from './zone-transitions.ts'

const HORIZON_DAY = HORIZON_MS / DAY_MS

/**
 * numpy's `busday_offset` with `roll='forward'`: a closed date first moves on to the next business day, then `count`
 * business days are walked, back if negative. Null if that leaves 1970 to 2255.
 */
export function addBusinessDays(days: OpenDays, date: string, count: number): string | null {
  const first = nextBusinessDay(days, dayOf(date), 1)
  const step = count < 0 ? -1 : 1
  let day = first
  for (let left = Math.abs(count); left > 0 && day !== null; left--) day = nextBusinessDay(days, day + step, step)
  return day === null ? null : dateOf(day)
}

/** numpy's `busday_count`: business days in [from, to); if `to` is earlier, those in (to, from], negative. */
export function countBusinessDays(days: OpenDays, from: string, to: string): number {
  const [fromDay, toDay] = [dayOf(from), dayOf(to)]
  if (toDay < fromDay) return 0 - count(days, toDay + 1, fromDay + 1)
  return count(days, fromDay, toDay)
}

function count(days: OpenDays, fromDay: number, toDay: number): number {
  let found = 0
  for (let day = fromDay; day < toDay; day++) if (days.hoursOf(day).length > 0) found++
  return found
}

function nextBusinessDay(days: OpenDays, from: number, step: 1 | -1): number | null {
  for (let day = from; day >= 0 && day < HORIZON_DAY; day += step) if (days.hoursOf(day).length > 0) return day
  return null
}
