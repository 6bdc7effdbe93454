/** Open stretches of one span as sorted tables of integers with running sums: every question is a binary search. */
import type { OpenStretch } from './calendar.ts'
import { DAY_MS } from './local-date.ts'
import type { OpenDays } from './open-days.ts'
import type { OffsetStretch } from './zone-transitions.ts'

export type OpenIntervals = {
  /** Opening and closing instants, epoch milliseconds; one more entry, Infinity, ends each. */
  readonly starts: Float64Array
  readonly ends: Float64Array
  /** Open milliseconds of the span before interval i; the last entry is the span's sum. */
  readonly before: Float64Array
  readonly openMs: number
}

/**
 * An instant is open if its local wall-clock time lies within the hours of its local date. While the offset stays the
 * same that is plain subtraction, so each stretch is walked day by day and clipped: hours in a gap vanish, hours in a
 * fold count twice, and a date that a zone skipped never comes up.
 */
export function openIntervals(days: OpenDays, stretches: readonly OffsetStretch[]): OpenIntervals {
  const starts: number[] = []
  const ends: number[] = []
  for (const { startMs, endMs, offsetMs } of stretches) {
    const pastDay = (endMs + offsetMs) / DAY_MS
    for (let day = Math.floor((startMs + offsetMs) / DAY_MS); day < pastDay; day++) {
      const midnightMs = day * DAY_MS - offsetMs
      for (const [open, close] of days.hoursOf(day)) {
        const fromMs = Math.max(midnightMs + open, startMs)
        const toMs = Math.min(midnightMs + close, endMs)
        if (fromMs >= toMs) continue
        if (ends.at(-1) === fromMs) ends[ends.length - 1] = toMs
        else {
          starts.push(fromMs)
          ends.push(toMs)
        }
      }
    }
  }
  const before = new Float64Array(ends.length + 1)
  for (const [index, endMs] of ends.entries()) before[index + 1] = at(before, index) + endMs - at(starts, index)
  return {
    starts: Float64Array.from([...starts, Number.POSITIVE_INFINITY]),
    ends: Float64Array.from([...ends, Number.POSITIVE_INFINITY]),
    before,
    openMs: at(before, ends.length),
  }
}

/** Open milliseconds of the span before `atMs`, an instant within it. */
export function openMsBefore({ starts, ends, before }: OpenIntervals, atMs: number): number {
  const index = firstNotBelow(ends, atMs)
  return at(before, index) + Math.max(0, atMs - at(starts, index))
}

/** The earliest instant before which `openMs` of the span lie open; `openMs` is more than 0 and at most the span's sum. */
export function instantAfter({ ends, before }: OpenIntervals, openMs: number): number {
  const index = firstNotBelow(before, openMs)
  return at(ends, index - 1) - (at(before, index) - openMs)
}

/** When the interval opens that `atMs` lies in, or else the next one of the span; Infinity if there is none. */
export function openingOf({ starts, ends }: OpenIntervals, atMs: number): number {
  const index = firstNotBelow(ends, atMs)
  return at(starts, at(ends, index) === atMs ? index + 1 : index)
}

/** The intervals of the span clipped to [fromMs, toMs), oldest first. */
export function intervalsWithin(table: OpenIntervals, fromMs: number, toMs: number): OpenStretch[] {
  const found: OpenStretch[] = []
  for (let index = firstNotBelow(table.ends, fromMs); at(table.starts, index) < toMs; index++) {
    const startMs = Math.max(at(table.starts, index), fromMs)
    const endMs = Math.min(at(table.ends, index), toMs)
    if (startMs < endMs) found.push({ startMs, endMs })
  }
  return found
}

/** Entry `index` of a table that has one. */
const at = (table: Float64Array | readonly number[], index: number): number => table[index] ?? Number.NaN

function firstNotBelow(sorted: Float64Array, value: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (at(sorted, middle) < value) low = middle + 1
    else high = middle
  }
  return low
}
