import type { Clock, Timer } from './clock.ts'

/**
 * A clock that runs by itself and can also be pushed forward, for `npm start` and end-to-end tests: a real clock, `speed`
 * times as fast, plus whatever was skipped by `skip`.
 */
export type StoryClock = Clock & {
  readonly speed: number
  /** Milliseconds skipped so far. */
  skippedMs(): number
  /** Moves time forward at once; what is due by then fires in order of its instant. */
  skip(ms: number): void
}

type Pending = { fn: () => void; inner: Timer | undefined }

/** @param base a clock that runs at `speed`, as `realClock({ speed })`. */
export const storyClock = (base: Clock, speed: number): StoryClock => {
  const pending = new Map<Timer, Pending>()
  let skippedMs = 0

  const arm = (timer: Timer, entry: Pending): void => {
    base.clear(entry.inner)
    entry.inner = base.at(timer.atMs - skippedMs, () => {
      pending.delete(timer)
      entry.fn()
    })
  }

  return {
    speed,
    now: () => base.now() + skippedMs,
    at(atMs, fn) {
      const timer: Timer = { atMs }
      const entry: Pending = { fn, inner: undefined }
      pending.set(timer, entry)
      arm(timer, entry)
      return timer
    },
    clear(timer) {
      const entry = timer === undefined ? undefined : pending.get(timer)
      if (timer === undefined || entry === undefined) return
      base.clear(entry.inner)
      pending.delete(timer)
    },
    skippedMs: () => skippedMs,
    skip(ms) {
      if (!(ms >= 0)) throw new RangeError('time does not run backwards')
      skippedMs += ms
      const inOrder = [...pending].sort(([a], [b]) => a.atMs - b.atMs)
      for (const [timer, entry] of inOrder) arm(timer, entry)
    },
  }
}

/** Whether a clock can be pushed forward while it runs. */
export const isStoryClock = (clock: Clock): clock is StoryClock => 'skip' in clock
