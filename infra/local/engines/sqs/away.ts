import { Deadlines } from './deadlines.ts'
import type { StoredMessage } from './message.ts'

/** Messages of a queue that nobody can receive now, but that come (back) at an instant: delayed ones and those in flight. */
export class Away {
  readonly #delayed = new Set<StoredMessage>()
  readonly #inFlight = new Map<string, StoredMessage>()
  /** An entry holds as long as its message is away and its `visibleAtMs` says so; others are passed over. */
  readonly #due = new Deadlines<StoredMessage>()

  get delayedCount(): number {
    return this.#delayed.size
  }

  get inFlightCount(): number {
    return this.#inFlight.size
  }

  delay(m: StoredMessage, visibleAtMs: number): void {
    this.#delayed.add(m)
    this.#until(m, visibleAtMs)
  }

  lend(m: StoredMessage, handle: string, visibleAtMs: number): void {
    m.handle = handle
    this.#inFlight.set(handle, m)
    this.#until(m, visibleAtMs)
  }

  /** Gives a message in flight a new instant of return. */
  prolong(m: StoredMessage, visibleAtMs: number): void {
    this.#until(m, visibleAtMs)
  }

  inFlight(handle: string): StoredMessage | undefined {
    return this.#inFlight.get(handle)
  }

  /** Takes one due message back, with the word whether it had been handed out. */
  takeDue(nowMs: number): { readonly m: StoredMessage; readonly wasOut: boolean } | undefined {
    for (let m = this.#due.takeDue(nowMs); m; m = this.#due.takeDue(nowMs)) {
      if (m.visibleAtMs === undefined || m.visibleAtMs > nowMs) continue
      const wasOut = m.handle !== undefined && this.#inFlight.get(m.handle) === m
      if (this.forget(m)) return { m, wasOut }
    }
    return undefined
  }

  /** False when the message was not away. */
  forget(m: StoredMessage): boolean {
    const known = this.#delayed.delete(m) || (m.handle !== undefined && this.#inFlight.delete(m.handle))
    if (known) m.visibleAtMs = undefined
    return known
  }

  /** The next instant at which something may come; may be too early, never too late. */
  next(): number | undefined {
    return this.#due.next()
  }

  all(): StoredMessage[] {
    return [...this.#delayed, ...this.#inFlight.values()]
  }

  clear(): void {
    this.#delayed.clear()
    this.#inFlight.clear()
    this.#due.clear()
  }

  #until(m: StoredMessage, visibleAtMs: number): void {
    m.visibleAtMs = visibleAtMs
    this.#due.add(visibleAtMs, m)
  }
}
