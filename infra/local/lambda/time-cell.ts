import type { Clock } from '../clock.ts'
import { isStoryClock } from '../story-clock.ts'

/**
 * The runner's time as worker threads see it: `baseMs + (real - realStartMs) * speed + cell`, where the cell is one
 * 64-bit number in shared memory.
 */
export type TimeCell = {
  /** Handed to a worker thread as it is. */
  readonly shared: { buffer: SharedArrayBuffer; baseMs: number; realStartMs: number; speed: number }
  /** Writes the clock's time; call it before an invocation starts and after time was moved. */
  sync(): void
  stop(): void
}

/** How often a clock of unknown speed is copied, in real milliseconds. */
const COPY_EVERY_MS = 10

/** Keeps a cell in step with a clock. A clock that cannot tell its speed is copied every 10 ms. */
export const timeCell = (clock: Clock): TimeCell => {
  const buffer = new SharedArrayBuffer(8)
  const cell = new BigInt64Array(buffer)
  if (isStoryClock(clock)) {
    const shared = { buffer, baseMs: clock.now() - clock.skippedMs(), realStartMs: Date.now(), speed: clock.speed }
    const sync = () => void Atomics.store(cell, 0, BigInt(Math.round(clock.skippedMs())))
    sync()
    return { shared, sync, stop: () => undefined }
  }
  const sync = () => void Atomics.store(cell, 0, BigInt(Math.round(clock.now())))
  sync()
  const timer = setInterval(sync, COPY_EVERY_MS)
  timer.unref()
  return { shared: { buffer, baseMs: 0, realStartMs: 0, speed: 0 }, sync, stop: () => clearInterval(timer) }
}
