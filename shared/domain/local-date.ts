/** Dates of the civil calendar as day numbers: whole days since 1970-01-01, no time zone involved. */

export const DAY_MS = 86_400_000

/** Where 0 stands for Sunday, as in `Date`. 1970-01-01 was a Thursday. */
export const weekdayOf = (day: number): number => (((day + 4) % 7) + 7) % 7

/** Throws a RangeError unless `date` is `YYYY-MM-DD` and such a date exists. */
export function dayOf(date: string): number {
  const day = /^\d{4}-\d\d-\d\d$/.test(date) ? Date.parse(date) / DAY_MS : Number.NaN
  if (Number.isNaN(day) || dateOf(day) !== date) throw new RangeError(`not a date: ${date}`)
  return day
}

/** `YYYY-MM-DD`, for years 0 to 9999. */
export const dateOf = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10)
