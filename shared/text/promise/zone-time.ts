/** Between instants and a zone's wall clock, by the runtime's own zone data. */

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

/** A moment on a wall clock. */
export type WallTime = {
  /** Days since 1970-01-01 of the calendar, whatever the zone. */
  readonly day: number
  /** Minutes since midnight; from 1440 on they belong to the next day. */
  readonly minute: number
}

export const dayOf = (year: number, month: number, date: number): number => Date.UTC(year, month - 1, date) / DAY_MS
/** 0 is Sunday. 1970-01-01 was a Thursday. */
export const weekdayOf = (day: number): number => (((day + 4) % 7) + 7) % 7
export const calendarOf = (day: number): { year: number; month: number; date: number } => {
  const at = new Date(day * DAY_MS)
  return { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, date: at.getUTCDate() }
}

/** What the clock on the wall shows. Throws RangeError for a zone the runtime does not know. */
export function wallTimeAt(atMs: number, timeZone: string): WallTime {
  const wallMs = atMs + offsetMs(atMs, timeZone)
  const day = Math.floor(wallMs / DAY_MS)
  return { day, minute: Math.floor((wallMs - day * DAY_MS) / MINUTE_MS) }
}

/**
 * The instant at which the wall clock shows this, by the offset of that day. The later one where the clock shows it
 * twice; where it skips it, the instant as far after the change as the hour is into the gap.
 */
export function instantAt({ day, minute }: WallTime, timeZone: string): number {
  const wallMs = day * DAY_MS + minute * MINUTE_MS
  const before = offsetMs(wallMs - DAY_MS, timeZone)
  const after = offsetMs(wallMs + DAY_MS, timeZone)
  const [earlier, later] = [wallMs - Math.max(before, after), wallMs - Math.min(before, after)]
  if (later + offsetMs(later, timeZone) === wallMs) return later
  return earlier + offsetMs(earlier, timeZone) === wallMs ? earlier : wallMs - before
}

const formats = new Map<string, Intl.DateTimeFormat>()

function offsetMs(atMs: number, timeZone: string): number {
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      hourCycle: 'h23',
      ...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' },
    })
  formats.set(timeZone, format)
  const parts = new Map(format.formatToParts(atMs).map(({ type, value }) => [type, Number(value)]))
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0
  const wallMs = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'))
  return wallMs - Math.floor(atMs / 1000) * 1000
}
