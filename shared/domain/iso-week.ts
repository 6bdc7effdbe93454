/** Weeks as ISO 8601 counts them, `2026-W38`: Monday to Sunday, the first is the one with the year's first Thursday. */
import { dateOf, dayOf, weekdayOf } from './local-date.ts'

export const WEEK = /^\d{4}-W(0[1-9]|[1-4]\d|5[0-3])$/
export const WEEK_DAYS = 7

const mondayOf = (day: number): number => day - ((weekdayOf(day) + 6) % WEEK_DAYS)
const yearOf = (day: number): number => Number(dateOf(day).slice(0, 4))
/** The Monday of the week in which 4 January lies. */
const firstMonday = (year: number): number => mondayOf(dayOf(`${String(year).padStart(4, '0')}-01-04`))

/** The week of a day: a number of days, as `dayOf` gives it. */
export function isoWeekOf(day: number): string {
  const monday = mondayOf(day)
  // a week belongs to the year of its Thursday
  const year = yearOf(monday + 3)
  const nth = (monday - firstMonday(year)) / WEEK_DAYS + 1
  return `${String(year).padStart(4, '0')}-W${String(nth).padStart(2, '0')}`
}

/** The Monday of a week, as a day; null for what is no week, such as the 53rd of most years. */
export function mondayOfWeek(week: string): number | null {
  if (!WEEK.test(week)) return null
  const monday = firstMonday(Number(week.slice(0, 4))) + (Number(week.slice(6)) - 1) * WEEK_DAYS
  return isoWeekOf(monday) === week ? monday : null
}
