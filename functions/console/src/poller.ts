/** Runs a task again and again: at a steady pace while it succeeds, ever slower while it fails. */

export type Timers = {
  set(work: () => void, afterMs: number): number
  clear(timer: number): void
}
export type PollerOptions = {
  /** One round. Resolves to whether it succeeded; never rejects. */
  readonly task: () => Promise<boolean>
  /** Asked anew after each round. */
  readonly intervalMs: () => number
  readonly slowestMs: number
  readonly timers: Timers
  /** 0 to 1: spreads browsers that failed together. */
  readonly random: () => number
}
export type Poller = {
  /** Runs a round now; when one is under way, another follows it at once. */
  kick(): void
  stop(): void
}

/** Does nothing until the first `kick`. */
export function poller(options: PollerOptions): Poller {
  let timer: number | null = null
  let running = false
  let again = false
  let stopped = false
  let failures = 0

  const wait = (): void => {
    if (stopped) return
    const intervalMs = options.intervalMs()
    const grown = Math.min(options.slowestMs, intervalMs * 2 ** failures)
    const afterMs = failures === 0 ? intervalMs : Math.round(grown * (0.75 + options.random() / 2))
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
    if (again && !stopped) return round()
    wait()
  }
  const kick = (): void => {
    if (stopped) return
    if (running) again = true
    else void round()
  }
  return {
    kick,
    stop() {
      stopped = true
      if (timer !== null) options.timers.clear(timer)
    },
  }
}
