import { fullJitterMs, type Random } from './retry.ts'

/** Holds back calls to somebody who has said that there are too many. One brake serves many, each by a name. */
export type Brake = {
  /** Milliseconds for which nothing may be asked of them any more; 0: go on. */
  heldMs(name: string): number
  /** They refused: the pause grows with each refusal in a row. */
  refused(name: string): void
  /** They answered: the pause is over, and its growing too. */
  answered(name: string): void
}

const FIRST_MS = 2_000
const LONGEST_MS = 60_000

/** Pauses of 1 to 2 s after the first refusal, then twice that and so on up to a minute, of one process alone. */
export function brake({ now, random }: { readonly now: () => number; readonly random: Random }): Brake {
  const held = new Map<string, { readonly refusals: number; readonly untilMs: number }>()
  return {
    heldMs: (name) => Math.max(0, (held.get(name)?.untilMs ?? 0) - now()),
    refused(name) {
      const refusals = held.get(name)?.refusals ?? 0
      const longest = Math.min(LONGEST_MS, FIRST_MS * 2 ** refusals)
      // Half of it is sure: a full jitter could be no pause at all.
      const pauseMs = longest / 2 + fullJitterMs(0, { baseMs: longest / 2, capMs: longest / 2 }, random)
      held.set(name, { refusals: refusals + 1, untilMs: now() + pauseMs })
    },
    answered(name) {
      held.delete(name)
    },
  }
}
