/** Runs a task again and again: at a steady pace while it succeeds, ever slower while it fails, not at all when paused. */

export type Timers = {
  set(work: () => void, afterMs: number): number
  clear(timer: number): void
}
export type PollerOptions = {
  /** One round. Resolves to whether it succeeded; never rejects. */
  readonly task: () => Promise<boolean>
  readonly intervalMs: number
  readonly slowestMs: number
  readonly timers: Timers
  /** 0 to 1: spreads browsers that failed together. */
  readonly random: () => number
}
export type Poller = {
  /** Runs a round now; when one is under way, another follows it at once. */
  kick(): void
  pause(): void
  /** Goes on with a round at once. */
  resume(): void
  stop(): void
}

/** Does nothing until the first `kick` or `resume`. */
export function poller(options: PollerOptions): Poller {
  let timer: number | null = null
  let running = false
  let again = false
  let paused = false
  let stopped = false
  let failures = 0

  const wait = (): void => {
    if (paused || stopped) return
    const grown = Math.min(options.slowestMs, options.intervalMs * 2 ** failures)
    const afterMs = failures === 0 ? options.intervalMs : Math.round(grown * (0.75 + options.random() / 2))
    timer = options.timers.set(() => void round(), afterMs)
  }
  const round = async (): Promise<void> => {
    if (timer !== null) options.timers.clear(timer)
    timer = null
    running = true
    again = false
    const succeeded = await options.task()
    running = false
    failures = succeeded ? 0 : failures + 1
    if (again && !paused && !stopped) return round()
    wait()
  }
  const kick = (): void => {
    if (stopped || paused) return
    if (running) again = true
    else void round()
  }
  return {
    kick,
    pause() {
      paused = true
      if (timer !== null) options.timers.clear(timer)
      timer = null
    },
    resume() {
      if (!paused) return
      paused = false
      kick()
    },
    stop() {
      stopped = true
      if (timer !== null) options.timers.clear(timer)
    },
  }
}
