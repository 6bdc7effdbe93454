import type { Called } from '#chatwoot/called'
import { fullJitterMs, type Random } from '#runtime/retry'

export type Waiting = {
  readonly now: () => number
  readonly random: Random
  readonly wait: (ms: number) => Promise<void>
}

type Repeat = { readonly evenIfDone: boolean }
export const HARMLESS: Repeat = { evenIfDone: true }
export const ONLY_UNLESS_DONE: Repeat = { evenIfDone: false }

/** A call that failed within this time may be tried once more at once; a slower server is given time. */
const QUICK_MS = 2_000
const BACKOFF = { baseMs: 500, capMs: 500 }

/** A message that Chatwoot refuses so often will not be taken: its 422 stands for what passes, too (message-calls.ts). */
const HOPELESS_TRIES = 3
export const isHopeless = (called: Called<unknown>, attempts: number): boolean =>
  called.kind === 'passing' && called.code === 'unprocessable' && attempts >= HOPELESS_TRIES

/** A second call right after one that failed for a passing reason; whatever takes longer is the queue's business. */
export async function twice<Value>(
  call: () => Promise<Called<Value>>,
  { evenIfDone }: Repeat,
  { now, random, wait }: Waiting,
): Promise<Called<Value>> {
  const startMs = now()
  const first = await call()
  if (first.kind !== 'passing' || now() - startMs > QUICK_MS) return first
  if (first.mayHaveHappened && !evenIfDone) return first
  await wait(fullJitterMs(0, BACKOFF, random))
  return call()
}
