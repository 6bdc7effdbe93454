import type { Sweep } from './checkpoint.ts'

export type Progress = {
  /** Null: nobody can say. */
  readonly percent: number | null
  /** Milliseconds, if it goes on as it went until now. */
  readonly leftMs: number | null
}

/**
 * How far a sweep is. A list of everything tells how much there is; one that goes back in time, how far back it is, by
 * what it has listed of all.
 */
export function progressOf({ listed, total, startedAtMs, step }: Sweep, nowMs: number): Progress {
  if (step.ask.what === 'ratings') return { percent: 99, leftMs: null }
  if (step.ask.what === 'changes' || total === null) return { percent: null, leftMs: null }
  if (total === 0) return { percent: 99, leftMs: null }
  const share = Math.min(0.99, listed / total)
  const leftMs = share < 0.02 ? null : Math.round(((nowMs - startedAtMs) / share) * (1 - share))
  return { percent: Math.floor(share * 100), leftMs }
}
