import type { Clock } from '../../clock.ts'

/** Long polls of one queue, in the order in which they came. */
export class Waiters {
  readonly #clock: Clock
  readonly #waiting = new Set<() => void>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Resolves on a wake-up, at the instant, or when the signal aborts, whichever is first. */
  wait(untilMs: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        this.#clock.clear(timer)
        this.#waiting.delete(done)
        signal?.removeEventListener('abort', done)
        resolve()
      }
      const timer = this.#clock.at(untilMs, done)
      this.#waiting.add(done)
      signal?.addEventListener('abort', done)
    })
  }

  wakeOne(): void {
    const [wake] = this.#waiting
    wake?.()
  }

  wakeAll(): void {
    for (const wake of [...this.#waiting]) wake()
  }
}
