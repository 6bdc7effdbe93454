/** Reads a glance: two items of sums and four of hours at most, however many conversations an account has. */
import { type Glance, glanceOf } from '#domain/analytics/glance'
import { localHour } from '#domain/analytics/local-hour'
import { dateOf } from '#domain/local-date'
import type { RollupReads } from './rollups.ts'

type Asked = { readonly account: string; readonly timeZone: string; readonly nowMs: number }

/** @throws the SDK's errors, and RangeError for what is no time zone. */
export async function readGlance(
  { account, timeZone, nowMs }: Asked,
  reads: Pick<RollupReads, 'rollup' | 'hours' | 'standing'>,
): Promise<Glance> {
  const { day } = localHour(nowMs, timeZone)
  const toDay = dateOf(day)
  const [today, hours, standing] = await Promise.all([
    reads.rollup({ account, fromDay: toDay, toDay, sketches: false }),
    reads.hours(account, { fromDay: dateOf(day - 1), toDay }),
    reads.standing(account),
  ])
  return glanceOf({ today, hours, standing, timeZone, nowMs })
}
