/**
 * Time for everything that runs locally. Engines, schedules and stand-ins take a `Clock` and never look at `Date.now()`,
 * so a demo can run faster than life and a test can move time by hand.
 */

/** A pending call; opaque to its owner. */
export type Timer = { readonly atMs: number }

export type Clock = {
  /** Epoch milliseconds in this clock's time. */
  now(): number
  /** Calls `fn` once at `atMs` or as soon after as possible; an instant in the past fires on the next turn. */
  at(atMs: number, fn: () => void): Timer
  /** Clearing a fired, cleared or undefined timer does nothing. */
  clear(timer: Timer | undefined): void
}

export type ManualClock = Clock & {
  /** Moves time forward, firing every timer on the way in order of its instant; promises settle after each. */
  advance(ms: number): Promise<void>
}

/** setTimeout fires at once beyond 2^31-1 ms, so longer waits go in steps. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1

/**
 * The machine's clock, `speed` times as fast from the moment of the call (60: a minute of story time per second).
 * Pending timers do not keep the process alive: the servers do.
 */
export function realClock(options: { readonly speed?: number } = {}): Clock {
  const speed = options.speed ?? 1
  if (!(speed > 0) || !Number.isFinite(speed)) throw new RangeError(`speed must be a positive number, not ${speed}`)
  const startMs = Date.now()
  const startTick = performance.now()
  const pending = new Map<Timer, NodeJS.Timeout>()
  // performance.now() never jumps back; whole milliseconds, as every AWS timestamp is at most that fine
  const now = () => Math.floor(startMs + (performance.now() - startTick) * speed)

  const arm = (timer: Timer, fn: () => void): void => {
    const waitMs = Math.min(Math.max(0, Math.ceil((timer.atMs - now()) / speed)), LONGEST_TIMEOUT_MS)
    const handle = setTimeout(() => {
      if (now() < timer.atMs) return arm(timer, fn)
      pending.delete(timer)
      fn()
    }, waitMs)
    handle.unref()
    pending.set(timer, handle)
  }

  return {
    now,
    at(atMs, fn) {
      const timer: Timer = { atMs }
      arm(timer, fn)
      return timer
    },
    clear(timer) {
      if (timer === undefined) return
      clearTimeout(pending.get(timer))
      pending.delete(timer)
    },
  }
}

/** One full turn of the event loop: microtasks, sockets and immediates all get their chance. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/**
 * A clock that stands still until `advance`.
 * `settle` runs before the first and after every timer; give a longer one when timers start work over sockets.
 */
export function manualClock(startMs: number, options: { readonly settle?: () => Promise<void> } = {}): ManualClock {
  let nowMs = startMs
  const pending = new Map<Timer, () => void>()
  const settle =
    options.settle ??
    (async () => {
      await turn()
      await turn()
    })

  const nextDue = (untilMs: number): Timer | undefined => {
    let next: Timer | undefined
    // a Map keeps insertion order, so timers of one instant fire in the order they were set
    for (const timer of pending.keys()) if (timer.atMs <= untilMs && (!next || timer.atMs < next.atMs)) next = timer
    return next
  }

  return {
    now: () => nowMs,
    at(atMs, fn) {
      const timer: Timer = { atMs }
      pending.set(timer, fn)
      return timer
    },
    clear(timer) {
      if (timer !== undefined) pending.delete(timer)
    },
    async advance(ms) {
      if (ms < 0) throw new RangeError('time does not run backwards')
      const untilMs = nowMs + ms
      await settle()
      for (let timer = nextDue(untilMs); timer; timer = nextDue(untilMs)) {
        const fn = pending.get(timer)
        pending.delete(timer)
        nowMs = Math.max(nowMs, timer.atMs)
        fn?.()
        await settle()
      }
      nowMs = untilMs
    },
  }
}
