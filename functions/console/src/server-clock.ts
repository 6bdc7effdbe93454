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
/** Over less time than this an answer that took longer than the one before looks like another pace. */
const SHORTEST_MEASURE_MS = 2_000
/** Two measures in a row must say the same: a laptop that slept looks like a story at a thousand times the speed, once. */
const AGREEMENT = 0.25

type Point = { readonly serverMs: number; readonly tickMs: number }

/** `tick` is a clock that never jumps, in milliseconds; `wall` is the browser's time, used until the first answer. */
export function serverClock(tick: () => number, wall: () => number): ServerClock {
  let synced: Point = { serverMs: wall(), tickMs: tick() }
  let measureFrom: Point | null = null
  let lastMeasure: number | null = null
  let pace = 1

  const measure = (from: Point, to: Point): void => {
    const measured = (to.serverMs - from.serverMs) / (to.tickMs - from.tickMs)
    const agreed = lastMeasure !== null && Math.abs(measured - lastMeasure) <= AGREEMENT * measured
    pace = agreed && Math.abs(measured - 1) > ODD_PACE ? measured : 1
    lastMeasure = measured
  }
  return {
    now: () => Math.round(synced.serverMs + (tick() - synced.tickMs) * pace),
    sync(serverMs) {
      synced = { serverMs, tickMs: tick() }
      measureFrom ??= synced
      if (synced.tickMs - measureFrom.tickMs < SHORTEST_MEASURE_MS) return
      measure(measureFrom, synced)
      measureFrom = synced
    },
  }
}
