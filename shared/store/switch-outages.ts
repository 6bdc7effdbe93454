import type { Outage } from './outages.ts'
import type { SwitchedOff } from './switches.ts'

/** The list of outages finds each by its beginning, a week back: a longer one is several. */
const PIECE_MS = 6 * 86_400_000

/**
 * The time from a switch until then as outages: the same ids at each call, so that recording them again makes the last
 * one longer.
 */
export function outageOfSwitch(off: SwitchedOff, untilMs: number): readonly Outage[] {
  const pieces: Outage[] = []
  for (let fromMs = off.atMs; fromMs < untilMs; fromMs += PIECE_MS) {
    pieces.push({
      id: `switch-${off.name}-${fromMs}`,
      account: off.account,
      fromMs,
      toMs: Math.min(untilMs, fromMs + PIECE_MS),
      foundBy: 'switch',
      by: off.by,
      reason: off.reason,
      recordedAtMs: untilMs,
    })
  }
  return pieces
}
