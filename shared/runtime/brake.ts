import { fullJitterMs, type Random } from './retry.ts'

/** Holds back calls to somebody who has said that there are too many. One brake serves many, each by a name. */
export type Brake = {
  /** Milliseconds for which nothing may be asked of them any more; 0: go on. */
  heldMs(name: string): number
  /** They refused: the pause grows with each refusal in a row. `retryAfter` is what their header of that name says. */
  refused(name: string, retryAfter?: string): void
  /** They answered: it grows no more. What was asked before they refused, and is answered during the pause, ends nothing. */
  answered(name: string): void
}

const FIRST_MS = 2_000
const LONGEST_MS = 60_000
/** A header may ask for a day: so long nobody waits without asking again. */
const LONGEST_ASKED_MS = 300_000

/**
 * Pauses of 1 to 2 s after the first refusal, then twice that and so on up to a minute, of one process alone. Where they
 * say themselves when to come back, that long at least, and some jitter.
 */
export function brake({ now, random }: { readonly now: () => number; readonly random: Random }): Brake {
  const held = new Map<string, { readonly refusals: number; readonly untilMs: number }>()
  return {
    heldMs: (name) => Math.max(0, (held.get(name)?.untilMs ?? 0) - now()),
    refused(name, retryAfter) {
      const refusals = held.get(name)?.refusals ?? 0
      const longest = Math.min(LONGEST_MS, FIRST_MS * 2 ** refusals)
      // Half of it is sure: a full jitter could be no pause at all.
      const pauseMs = longest / 2 + fullJitterMs(0, { baseMs: longest / 2, capMs: longest / 2 }, random)
      const askedMs = Math.min(LONGEST_ASKED_MS, retryAfterMs(retryAfter, now()))
      held.set(name, { refusals: refusals + 1, untilMs: now() + askedMs + pauseMs })
    },
    answered(name) {
      if ((held.get(name)?.untilMs ?? 0) <= now()) held.delete(name)
    },
  }
}

/** Seconds, or a date (RFC 9110, 10.2.3); 0 for anything else. */
function retryAfterMs(header: string | undefined, nowMs: number): number {
  if (header === undefined) return 0
  if (/^\s*\d{1,9}\s*$/.test(header)) return Number(header) * 1000
  const atMs = Date.parse(header)
  return Number.isNaN(atMs) ? 0 : Math.max(0, atMs - nowMs)
}
