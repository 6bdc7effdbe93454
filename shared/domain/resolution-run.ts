/**
 * The resolution clock of a conversation over a time without a target: a label or a priority that comes and goes must
 * neither forgive what was counted nor let a missed conversation begin anew. Only resolving it does.
 */
import { workingTime } from './calendar.ts'
import type { Terms } from './clock-run.ts'
import type { Situation } from './situation.ts'
import { type ClockRun, isOver } from './watch.ts'

/** Notes that the conversation of a run that is over, late or cancelled, was resolved: then or since. */
export const notedResolved = (run: ClockRun, { status }: Situation): ClockRun =>
  status === 'resolved' && isOver(run) && run.outcome !== 'met' && run.resolved !== true
    ? { ...run, resolved: true }
    : run

/** It was missed, and still is. */
export const isMissed = (known: ClockRun | undefined): boolean =>
  known?.outcome === 'breached' && known.resolved !== true

export type Again = {
  readonly terms: Terms
  readonly atMs: number
  /** It begins standing still. */
  readonly stands: boolean
}

/**
 * From when a run that begins at `atMs` counts. One that takes the place of a cancelled one goes on with its count, and
 * the time between counts unless the clock would have stood: so it begins where that one began, or as much later as that
 * one stood still meanwhile.
 */
export function countsFromMs(known: ClockRun | undefined, { terms, atMs, stands }: Again): number {
  if (known?.outcome !== 'cancelled' || known.resolved === true) return atMs
  const untilMs = stands ? atMs : known.sinceMs
  let leftMs = known.countedMs
  for (const { startMs, endMs } of workingTime(terms.calendar).openBetween(known.startedAtMs, untilMs).toReversed()) {
    if (leftMs < endMs - startMs) return endMs - leftMs
    leftMs -= endMs - startMs
  }
  return known.startedAtMs
}
