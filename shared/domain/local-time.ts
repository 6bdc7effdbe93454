/** Instants and lengths of time as people read them, the same on every machine. */
import { DAY_MS } from './local-date.ts'
import { SPAN_MS, zoneOf } from './zone-transitions.ts'

const MINUTE_MS = 60_000
const HOUR_MINUTES = 60
const DAY_MINUTES = 24 * HOUR_MINUTES
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const

/** Where, and when, somebody reads it. */
export type Reader = { readonly timeZone: string; readonly nowMs: number }

/**
 * `14:32 (Europe/Berlin)`, or `3 Sep 14:32 (Europe/Berlin)` where that is not the reader's today.
 * @param atMs epoch milliseconds, from 1970 to 2255
 * @throws RangeError that names the zone if it is unknown
 */
export function localTime(atMs: number, { timeZone, nowMs }: Reader): string {
  const local = atMs + offsetMs(atMs, timeZone)
  const time = new Date(local).toISOString().slice(11, 16)
  const today = Math.floor((nowMs + offsetMs(nowMs, timeZone)) / DAY_MS)
  if (Math.floor(local / DAY_MS) === today) return `${time} (${timeZone})`
  const date = new Date(local)
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${time} (${timeZone})`
}

function offsetMs(atMs: number, timeZone: string): number {
  const stretches = zoneOf(timeZone).offsetsIn(Math.floor(atMs / SPAN_MS))
  return stretches.find(({ endMs }) => atMs < endMs)?.offsetMs ?? 0
}

/** `45 min`, `2 h 5 min`, `3 d 4 h`: whole minutes that have passed, two units at most. */
export function spelled(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / MINUTE_MS))
  if (minutes < HOUR_MINUTES) return `${minutes} min`
  const [large, small] =
    minutes < DAY_MINUTES
      ? [`${Math.floor(minutes / HOUR_MINUTES)} h`, `${minutes % HOUR_MINUTES} min`]
      : [`${Math.floor(minutes / DAY_MINUTES)} d`, `${Math.floor((minutes % DAY_MINUTES) / HOUR_MINUTES)} h`]
  return small.startsWith('0 ') ? large : `${large} ${small}`
}
