/** Working time of a calendar with hours: tables of open intervals, built a span at a time when first asked for. */
import type { OpenTime } from './calendar.ts'
import { DAY_MS } from './local-date.ts'
import type { OpenDays } from './open-days.ts'
import {
  instantAfter,
  intervalsWithin,
  type OpenIntervals,
  openIntervals,
  openingOf,
  openMsBefore,
} from './open-intervals.ts'
import { remember } from './remember.ts'
import { HORIZON_MS, SPAN_MS, SPANS, zoneOf } from './zone-transitions.ts'

/** A span with two stretches a day takes 18 KB. Sums are kept for good, so long measures need few tables. */
const SPANS_KEPT = 16

const spanOf = (atMs: number): number => Math.floor(atMs / SPAN_MS)

/** Throws a RangeError that names the zone if it is unknown. */
export function officeHours(timeZone: string, days: OpenDays): OpenTime {
  const zone = zoneOf(timeZone)
  const tables = new Map<number, OpenIntervals>()
  const sums: number[] = []
  /** A date begins and ends within a day of the same date in UTC. */
  const lastSpan = Math.min(SPANS - 1, spanOf((days.lastOpenDay + 2) * DAY_MS))

  const tableOf = (span: number): OpenIntervals =>
    tables.get(span) ?? remember(tables, [span, openIntervals(days, zone.offsetsIn(span))], SPANS_KEPT)
  const openMsIn = (span: number): number => {
    sums[span] ??= tableOf(span).openMs
    return sums[span]
  }

  return {
    add(fromMs, workingMs) {
      if (workingMs <= 0) return fromMs
      const startMs = Math.max(fromMs, 0)
      let span = spanOf(startMs)
      if (!(span <= lastSpan)) return null
      let wantedMs = openMsBefore(tableOf(span), startMs) + workingMs
      for (; span <= lastSpan; span++) {
        if (wantedMs <= openMsIn(span)) return instantAfter(tableOf(span), wantedMs)
        wantedMs -= openMsIn(span)
      }
      return null
    },
    elapsed(fromMs, toMs) {
      const startMs = Math.max(fromMs, 0)
      const endMs = Math.min(toMs, HORIZON_MS)
      if (!(startMs < endMs)) return 0
      const [first, last] = [spanOf(startMs), spanOf(endMs)]
      let openMs = openMsBefore(tableOf(last), endMs) - openMsBefore(tableOf(first), startMs)
      for (let span = first; span < last; span++) openMs += openMsIn(span)
      return openMs
    },
    isOpen: (atMs) => atMs >= 0 && atMs < HORIZON_MS && openingOf(tableOf(spanOf(atMs)), atMs) <= atMs,
    nextOpen(atMs) {
      const fromMs = Math.max(atMs, 0)
      for (let span = spanOf(fromMs); span <= lastSpan; span++) {
        const startMs = openingOf(tableOf(span), fromMs)
        if (startMs < HORIZON_MS) return Math.max(startMs, fromMs)
      }
      return null
    },
    openBetween(fromMs, toMs) {
      const found: { startMs: number; endMs: number }[] = []
      const pastSpan = Math.min(SPANS, Math.ceil(toMs / SPAN_MS))
      for (let span = spanOf(Math.max(fromMs, 0)); span < pastSpan; span++)
        for (const stretch of intervalsWithin(tableOf(span), fromMs, toMs)) {
          const last = found.at(-1)
          if (last?.endMs === stretch.startMs) last.endMs = stretch.endMs
          else found.push({ ...stretch })
        }
      return found
    },
  }
}
