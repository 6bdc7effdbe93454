/** How many clocks ended in time: the one place where adherence is worked out, for the API, tiles, alarms and reports. */
import { shareOf } from './share.ts'

export type SlaRatios = {
  readonly met: number
  readonly breached: number
  readonly excused: number
  /** met + breached. */
  readonly n: number
  /** met / n, 0 to 1, rounded down; null without data. */
  readonly raw: number | null
  /** met / (n - excused). */
  readonly net: number | null
}

type Ended = { readonly met: number; readonly breached: number; readonly excused: number }

/** A breach that was withdrawn after it was excused is in neither figure any more. */
export function slaRatios(counted: Ended): SlaRatios {
  const met = Math.max(0, counted.met)
  const breached = Math.max(0, counted.breached)
  const excused = Math.max(0, Math.min(breached, counted.excused))
  const n = met + breached
  return { met, breached, excused, n, raw: shareOf(met, n), net: shareOf(met, n - excused) }
}
