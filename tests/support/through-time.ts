import { vi } from 'vitest'

/**
 * Under vitest's fake timers: runs to the end, jumping to the next timer whenever nothing else is left to do.
 * `setImmediate` must be real. `tookMs` is what the fake clock says.
 */
export async function throughTime<Value>(run: () => Promise<Value>): Promise<{ value: Value; tookMs: number }> {
  const startMs = Date.now()
  let ended = false
  const running = run().finally(() => {
    ended = true
  })
  while (!ended) {
    for (let turn = 0; turn < 20 && !ended; turn++) await new Promise((resolve) => setImmediate(resolve))
    if (!ended && vi.getTimerCount() > 0) await vi.advanceTimersToNextTimerAsync()
  }
  return { value: await running, tookMs: Date.now() - startMs }
}
