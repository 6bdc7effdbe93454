/** Waits until the next call may be made. Callers are let through in the order they came. */
export type Pace = () => Promise<void>

export type TokenBucketDeps = { readonly now: () => number; readonly wait: (ms: number) => Promise<void> }

/**
 * Lets `perMinute` calls a minute through, and at most a second's worth of them at once. Of one process alone: several
 * instances of a function have a bucket each, so give each its share.
 */
export function tokenBucket(perMinute: number, deps: TokenBucketDeps): Pace {
  const perMs = perMinute / 60_000
  const most = Math.max(1, perMinute / 60)
  let tokens = most
  let filledAtMs = deps.now()
  return async () => {
    const nowMs = deps.now()
    tokens = Math.min(most, tokens + Math.max(0, nowMs - filledAtMs) * perMs)
    filledAtMs = nowMs
    // Taken before it is there: whoever comes next waits behind this one.
    tokens -= 1
    if (tokens < 0) await deps.wait(Math.ceil(-tokens / perMs))
  }
}
