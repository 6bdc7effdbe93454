/** GET /v1/oncall: whom pages go to, and whether they arrive. */
import type { Answer } from '#runtime/http-answer'

export type OnCallStatus = {
  readonly target: string
  readonly lastSentAtMs: number
  /** What became of the last page or drill sent. */
  readonly lastDelivery: 'delivered' | 'refused'
  /** Why, where it was refused; `status` is 0 without an answer. */
  readonly lastRefusal: { readonly status: number; readonly detail: string } | null
  /** When a page or a drill was delivered last. */
  readonly provenAtMs: number | null
  /** The drill that was sent to it last. */
  readonly lastDrill: string | null
}

export type OnCallDeps = {
  readonly onCallStatus: () => Promise<readonly OnCallStatus[]>
  readonly now: () => number
}

/** A weekly drill, and a day for the one that comes late. */
const PROVEN_WITHIN_MS = 8 * 86_400_000
/** It always exists: see shared/messaging/target-book.ts. */
const ON_CALL = 'on-call'
const NOTHING = { lastSentAtMs: null, lastDelivery: null, lastRefusal: null, provenAtMs: null, lastDrill: null }
const NEVER_SENT = { target: ON_CALL, ...NOTHING }

export async function readOnCall(account: string, deps: OnCallDeps): Promise<Answer> {
  const known = await deps.onCallStatus()
  const all = known.some(({ target }) => target === ON_CALL) ? known : [NEVER_SENT, ...known]
  const asOfMs = deps.now()
  const targets = all.map((one) => ({
    ...one,
    proven: one.provenAtMs !== null && asOfMs - one.provenAtMs <= PROVEN_WITHIN_MS,
  }))
  return { kind: 'json', body: { account, targets, provenWithinMs: PROVEN_WITHIN_MS }, fresh: { asOfMs } }
}
