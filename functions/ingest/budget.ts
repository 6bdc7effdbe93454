import { fullJitterMs, type Random } from '#runtime/retry'

/**
 * Time is the scarce thing on the way in: Chatwoot hangs up after 5 s and never asks again. One invocation has 3.5 s,
 * counted from its start, and every step ends at an instant of that plan, whatever the network does:
 *
 * | until (ms from start) | step                                                                     |
 * |-----------------------|--------------------------------------------------------------------------|
 * | 700 / 1,500           | accounts secret, when it is not cached (with a stale copy / with none)   |
 * | 1,500                 | body to S3, if it is too large for a message                             |
 * | 2,200                 | message to SQS                                                           |
 * | 3,400                 | body to S3 as a spool, if SQS did not take the message                   |
 *
 * The remaining 100 ms are for the answer. The bound holds by construction: each attempt races a timer that is set to
 * the smaller of its own limit and what is left of its step, and nothing is awaited outside that race. The SDK is told
 * to try once (`maxAttempts: 1`), because its own retries cannot be bounded by an instant, and the abort signal alone
 * would not cover what happens before a request, such as loading a client.
 */
export const PLAN = {
  accountsStaleMs: 700,
  accountsMs: 1_500,
  largeBodyMs: 1_500,
  queueMs: 2_200,
  spoolMs: 3_400,
} as const

/** A first attempt that hangs leaves time for a second one on a fresh connection. */
const ATTEMPT_MS = 900
const ATTEMPTS = 8
const BACKOFF = { baseMs: 40, capMs: 400 }

export type Clockwork = { readonly now: () => number; readonly random: Random }
export type Tried<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: unknown }

/**
 * Tries until it succeeds, `untilMs` (epoch milliseconds) has come, eight attempts are used up, or the error says that
 * no attempt can succeed. Waits between attempts with full jitter. Never throws, never takes longer than until `untilMs`.
 *
 * An attempt that was cut off may still have succeeded: callers must be able to bear a second success.
 */
export async function tryUntil<Value>(
  untilMs: number,
  attempt: (signal: AbortSignal) => Promise<Value>,
  { now, random }: Clockwork,
): Promise<Tried<Value>> {
  let error: unknown = new Error('No time left')
  for (let nth = 0; nth < ATTEMPTS && now() < untilMs; nth++) {
    const result = await cutOffAfter(Math.min(ATTEMPT_MS, untilMs - now()), attempt)
    if (result.ok) return result
    error = result.error
    if (isHopeless(error) || nth === ATTEMPTS - 1) break
    await pause(Math.min(fullJitterMs(nth, BACKOFF, random), untilMs - now()))
  }
  return { ok: false, error }
}

async function cutOffAfter<Value>(ms: number, attempt: (signal: AbortSignal) => Promise<Value>): Promise<Tried<Value>> {
  const controller = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const cutOff = new Promise<Tried<Value>>((resolve) => {
    timer = setTimeout(() => {
      const error = new Error('Attempt timed out')
      error.name = 'AttemptTimeout'
      resolve({ ok: false, error })
      controller.abort()
    }, ms)
  })
  try {
    return await Promise.race([settled(attempt, controller.signal), cutOff])
  } finally {
    clearTimeout(timer)
  }
}

async function settled<Value>(
  attempt: (signal: AbortSignal) => Promise<Value>,
  signal: AbortSignal,
): Promise<Tried<Value>> {
  try {
    return { ok: true, value: await attempt(signal) }
  } catch (error) {
    return { ok: false, error }
  }
}

const pause = (ms: number): Promise<void> =>
  ms > 0 ? new Promise((resolve) => setTimeout(resolve, ms)) : Promise.resolve()

/** A refusal that a second attempt would meet again: bad permissions, a missing queue, a message SQS will not take. */
function isHopeless(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { httpStatusCode } = (error as { $metadata?: { httpStatusCode?: number } }).$metadata ?? {}
  if (httpStatusCode === undefined || httpStatusCode < 400 || httpStatusCode >= 500) return false
  const passes =
    httpStatusCode === 408 ||
    httpStatusCode === 429 ||
    /throttl|toomany|slowdown|timeout|skew|expired/i.test(error.name)
  return !passes
}
