/** The day and hour of an instant by the clocks of a zone. */
import { DAY_MS } from '#domain/local-date'
import { SPAN_MS, zoneOf } from '#domain/zone-transitions'

const HOUR_MS = 3_600_000

export type LocalHour = {
  /** Whole days since 1970-01-01. */
  readonly day: number
  readonly hour: number
}

/** @throws RangeError that names the zone if it is unknown */
export function localHour(atMs: number, timeZone: string): LocalHour {
  const local = atMs + offsetMsAt(atMs, timeZone)
  const day = Math.floor(local / DAY_MS)
  return { day, hour: Math.floor((local - day * DAY_MS) / HOUR_MS) }
}

/** Counted from 1970 by the clocks of the zone: 24 a day, whatever the clocks do. */
export const hourNumber = ({ day, hour }: LocalHour): number => day * 24 + hour

/** When an hour begins. One that the clocks leave out begins when the one after it does, or an hour before. */
export function hourStartMs(number: number, timeZone: string): number {
  const local = number * HOUR_MS
  return local - offsetMsAt(local - offsetMsAt(local, timeZone), timeZone)
}

function offsetMsAt(atMs: number, timeZone: string): number {
  const stretches = zoneOf(timeZone).offsetsIn(Math.floor(atMs / SPAN_MS))
  return stretches.find(({ endMs }) => atMs < endMs)?.offsetMs ?? 0
}
