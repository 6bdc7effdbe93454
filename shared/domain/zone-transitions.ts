/**
 * How far a time zone is from UTC, and when that changes: probed from `Intl` once and kept as numbers, because one
 * question to `Intl` costs more than a whole sum of working time.
 */
import { DAY_MS } from './local-date.ts'
import { remember } from './remember.ts'

/** `offsetMs` (local minus UTC) holds in [startMs, endMs). */
export type OffsetStretch = { readonly startMs: number; readonly endMs: number; readonly offsetMs: number }

export type Zone = {
  /** The stretches of one span, oldest first and without gap. Computed on first demand. */
  offsetsIn(span: number): readonly OffsetStretch[]
}

/** Tables are built a span at a time: 52 weeks, counted from 1970-01-01T00:00Z. Span n is [n, n + 1) * SPAN_MS. */
export const SPAN_MS = 364 * DAY_MS
/** No table reaches further: 2256-01-01T00:00Z. The last instant with exact integer microseconds lies in 2255. */
export const HORIZON_MS = Date.UTC(2256, 0, 1)
export const SPANS = Math.ceil(HORIZON_MS / SPAN_MS)

/** Less than half of the shortest there-and-back since 1970 (Brazil's north-east in October 2000: a week less an hour). */
const PROBE_MS = 3 * DAY_MS
/** Zones change on whole seconds. */
const SECOND_MS = 1000
const ZONES_KEPT = 128

const zones = new Map<string, Zone>()

/** Throws a RangeError that names the zone if `Intl` does not know it. The first call of a process costs 10 to 25 ms. */
export function zoneOf(timeZone: string): Zone {
  return zones.get(timeZone) ?? remember(zones, [timeZone, probedZone(timeZone)], ZONES_KEPT)
}

function probedZone(timeZone: string): Zone {
  const offsetAt = offsetReader(timeZone)
  const spans = new Map<number, readonly OffsetStretch[]>()
  return {
    offsetsIn: (span) => spans.get(span) ?? remember(spans, [span, probe(offsetAt, span)], SPANS),
  }
}

function probe(offsetAt: (atMs: number) => number, span: number): OffsetStretch[] {
  const endMs = Math.min((span + 1) * SPAN_MS, HORIZON_MS)
  const lastMs = endMs - SECOND_MS
  const found: OffsetStretch[] = []
  let startMs = span * SPAN_MS
  let offsetMs = offsetAt(startMs)
  for (let atMs = startMs; atMs < lastMs; ) {
    const nextMs = Math.min(atMs + PROBE_MS, lastMs)
    if (offsetAt(nextMs) === offsetMs) {
      atMs = nextMs
      continue
    }
    atMs = firstChange(offsetAt, atMs, nextMs)
    found.push({ startMs, endMs: atMs, offsetMs })
    startMs = atMs
    offsetMs = offsetAt(atMs)
  }
  found.push({ startMs, endMs, offsetMs })
  return found
}

/** The first whole second in (sameMs, otherMs] with another offset than at `sameMs`. */
function firstChange(offsetAt: (atMs: number) => number, sameMs: number, otherMs: number): number {
  const before = offsetAt(sameMs)
  let low = sameMs / SECOND_MS
  let high = otherMs / SECOND_MS
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (offsetAt(middle * SECOND_MS) === before) low = middle
    else high = middle
  }
  return high * SECOND_MS
}

/** Reads the end of '3/9/2025, GMT-05:00'. UTC itself is plain 'GMT' in some versions; old offsets have seconds. */
function offsetReader(timeZone: string): (atMs: number) => number {
  const format = formatOf(timeZone)
  return (atMs) => {
    const text = format.format(atMs)
    const [, sign, hours = 0, minutes = 0, seconds = 0] = /GMT(?:([+-])(\d+):(\d+)(?::(\d+))?)?$/.exec(text) ?? []
    if (!text.includes('GMT')) throw new Error(`Intl told no offset for ${timeZone}: ${text}`)
    const offsetMs = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * SECOND_MS
    return sign === '-' ? -offsetMs : offsetMs
  }
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' })
  } catch (error) {
    throw new RangeError(`unknown time zone: ${timeZone}`, { cause: error })
  }
}
