import type { Clock } from '../clock.ts'
import type { Random } from './random.ts'

/** PostgreSQL's microseconds on top of a millisecond clock: strictly growing, so two saves never share an `updated_at`. */
export type MicroTime = {
  /** Epoch microseconds, greater than every earlier answer (also inside one `during`). */
  nowUs(): number
  /** Runs `work` as if it were `atMs`: the story gives conversations a past. Synchronous only. */
  during<T>(atMs: number, work: () => T): T
}

export function microTime(clock: Clock, random: Random): MicroTime {
  let past: { atMs: number; lastUs: number } | undefined
  let lastUs = 0
  const tick = (nowMs: number, afterUs: number): number => {
    const jitteredUs = Math.floor(nowMs) * 1000 + random.between(1, 999)
    const laterUs = Math.max(jitteredUs, afterUs + random.between(120, 2400))
    // a whole second would print without decimals here and as `.0` in Ruby
    return laterUs % 1_000_000 === 0 ? laterUs + 1 : laterUs
  }
  return {
    nowUs() {
      if (past) {
        past.lastUs = tick(past.atMs, past.lastUs)
        return past.lastUs
      }
      lastUs = tick(clock.now(), lastUs)
      return lastUs
    },
    during(atMs, work) {
      const outer = past
      past = { atMs, lastUs: 0 }
      try {
        return work()
      } finally {
        past = outer
      }
    },
  }
}

/** Whole seconds, as Ruby's `to_i`; 0 for "never", as Chatwoot writes it. */
export const seconds = (us: number | null): number => (us === null ? 0 : Math.floor(us / 1_000_000))

/** Seconds with six decimals, as Ruby's `to_f`. */
export const floatSeconds = (us: number): number => us / 1_000_000

/** ISO 8601 with milliseconds, as Rails renders a time; cut, not rounded. */
export const iso = (us: number): string => new Date(Math.floor(us / 1000)).toISOString()

export const isoOrNull = (us: number | null): string | null => (us === null ? null : iso(us))
