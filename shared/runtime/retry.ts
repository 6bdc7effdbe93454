/** Waiting times and bounded concurrency. Randomness and waiting are injected, so a test needs no real time. */

export type Random = () => number

/**
 * Exponential growth with full jitter: between 0 and `baseMs * 2^attempt`, never above `capMs`.
 * `attempt` counts from 0. Spreads callers that failed together (AWS, "Exponential backoff and jitter").
 */
export function fullJitterMs(attempt: number, limits: { baseMs: number; capMs: number }, random: Random): number {
  return Math.floor(random() * Math.min(limits.capMs, limits.baseMs * 2 ** attempt))
}

/** Waits by the machine's clock. */
export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/**
 * Runs `work` for every item, at most `limit` at a time, in the items' order of start.
 * Waits for all of them even when one throws; then throws the first fault.
 */
export async function eachLimited<Item>(
  items: readonly Item[],
  limit: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const queue = items.values()
  const lane = async (): Promise<void> => {
    for (const item of queue) await work(item)
  }
  const lanes = await Promise.allSettled(Array.from({ length: Math.min(limit, items.length) }, lane))
  for (const result of lanes) if (result.status === 'rejected') throw result.reason
}
