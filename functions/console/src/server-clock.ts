/**
 * The server's time, so that waits count from the same clock that stamped them. Every answer sets it. A local server may
 * run its story faster than life: then the pace between two answers is followed, and the seconds on screen run with it.
 */
export type ServerClock = {
  /** Epoch milliseconds by the server's clock. */
  now(): number
  /** Tells the clock the server's time of an answer that just came in. */
  sync(serverMs: number): void
}

/** Slower or faster than this is a story told at another speed, not a drifting clock. */
const ODD_PACE = 0.5
const SHORTEST_SAMPLE_MS = 500

/** `tick` is a clock that never jumps, in milliseconds; `wall` is the browser's time, used until the first answer. */
export function serverClock(tick: () => number, wall: () => number): ServerClock {
  let serverAtSync = wall()
  let tickAtSync = tick()
  let pace = 1
  let synced = false
  return {
    now: () => Math.round(serverAtSync + (tick() - tickAtSync) * pace),
    sync(serverMs) {
      const elapsed = tick() - tickAtSync
      if (synced && elapsed < SHORTEST_SAMPLE_MS) return
      if (synced) {
        const measured = (serverMs - serverAtSync) / elapsed
        pace = measured > 0 && Math.abs(measured - 1) > ODD_PACE ? measured : 1
      }
      serverAtSync = serverMs
      tickAtSync = tick()
      synced = true
    },
  }
}
