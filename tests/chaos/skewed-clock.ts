import type { Clock, Timer } from '#infra/local/clock'

/** A clock that is wrong, and whose error may grow while it runs; it never goes back. */
export type SkewedClock = Clock & {
  /** So many milliseconds ahead of the true one from now on; fewer than before are refused. */
  setAhead(aheadMs: number): void
}

export function skewedClock(base: Clock, firstAheadMs: number): SkewedClock {
  let aheadMs = firstAheadMs
  const pending = new Map<Timer, { readonly fn: () => void; readonly inner: Timer }>()
  const arm = (timer: Timer, fn: () => void): void => {
    const inner = base.at(timer.atMs - aheadMs, () => {
      pending.delete(timer)
      fn()
    })
    pending.set(timer, { fn, inner })
  }
  return {
    now: () => base.now() + aheadMs,
    at(atMs, fn) {
      const timer: Timer = { atMs }
      arm(timer, fn)
      return timer
    },
    clear(timer) {
      if (timer === undefined) return
      base.clear(pending.get(timer)?.inner)
      pending.delete(timer)
    },
    setAhead(ms) {
      if (ms < aheadMs) throw new RangeError('time does not run backwards')
      aheadMs = ms
      for (const [timer, { fn, inner }] of [...pending]) {
        base.clear(inner)
        arm(timer, fn)
      }
    },
  }
}
