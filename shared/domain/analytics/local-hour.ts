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
  const stretches = zoneOf(timeZone).offsetsIn(Math.floor(atMs / SPAN_MS))
  const offsetMs = stretches.find(({ endMs }) => atMs < endMs)?.offsetMs ?? 0
  const local = atMs + offsetMs
  const day = Math.floor(local / DAY_MS)
  return { day, hour: Math.floor((local - day * DAY_MS) / HOUR_MS) }
}
