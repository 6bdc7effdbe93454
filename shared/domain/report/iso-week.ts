/** The weeks of reports, by the clocks of an account. */
import type { DaySpan } from '#domain/analytics/rollup'
import { isoWeekOf, mondayOfWeek, WEEK, WEEK_DAYS } from '#domain/iso-week'
import { DAY_MS, dateOf, dayOf } from '#domain/local-date'
import { SPAN_MS, zoneOf } from '#domain/zone-transitions'

const HOUR_MS = 3_600_000
/** When people come back to their desks, the report is there. */
const DUE_HOUR = 7
/** No zone is further from UTC. */
const FURTHEST_MS = 15 * HOUR_MS

/** Monday and Sunday. @throws RangeError for what is no week, such as the 53rd of most years. */
export function daysOfWeek(week: string): DaySpan {
  if (!WEEK.test(week)) throw new RangeError(`not a week such as 2026-W38: ${week}`)
  const monday = mondayOfWeek(week)
  if (monday === null) throw new RangeError(`${week.slice(0, 4)} has no week ${week.slice(6)}`)
  return { fromDay: dateOf(monday), toDay: dateOf(monday + WEEK_DAYS - 1) }
}

export const weekBefore = (week: string): string => isoWeekOf(dayOf(daysOfWeek(week).fromDay) - WEEK_DAYS)

/** The newest week whose report is due: last week's from Monday 07:00 on, by the clocks of the zone. */
export const dueWeek = (nowMs: number, timeZone: string): string =>
  isoWeekOf(Math.floor((localMs(nowMs, timeZone) - DUE_HOUR * HOUR_MS) / DAY_MS) - WEEK_DAYS)

/** The newest week that has ended. */
export const lastWeek = (nowMs: number, timeZone: string): string =>
  isoWeekOf(Math.floor(localMs(nowMs, timeZone) / DAY_MS) - WEEK_DAYS)

/** The first and the last millisecond of these days by the clocks of the zone. */
export const instantsOf = (
  { fromDay, toDay }: DaySpan,
  timeZone: string,
): { readonly fromMs: number; readonly toMs: number } => ({
  fromMs: startOf(dayOf(fromDay), timeZone),
  toMs: startOf(dayOf(toDay) + 1, timeZone) - 1,
})

/** Not midnight everywhere: where clocks are put forward then, the day begins at one. */
function startOf(day: number, timeZone: string): number {
  let [before, from] = [day * DAY_MS - FURTHEST_MS, day * DAY_MS + FURTHEST_MS]
  while (from - before > 1) {
    const middle = Math.floor((before + from) / 2)
    if (Math.floor(localMs(middle, timeZone) / DAY_MS) >= day) from = middle
    else before = middle
  }
  return from
}

function localMs(atMs: number, timeZone: string): number {
  const stretches = zoneOf(timeZone).offsetsIn(Math.floor(atMs / SPAN_MS))
  return atMs + (stretches.find(({ endMs }) => atMs < endMs)?.offsetMs ?? 0)
}
