import { type Clockwork, PLAN, tryUntil } from './budget.ts'
import type { IntakeDeps } from './intake.ts'

export type RefusalDeps = Clockwork & Pick<IntakeDeps, 'send' | 'log'>
/** `reason`: a word of ours. `startMs`: of the invocation. Never throws. */
export type RefusalTeller = (
  refused: { readonly account: string; readonly reason: string },
  startMs: number,
) => Promise<void>

/** Each refusal of a webhook that is set up wrongly is told; of a flood, one note a second tells how many. */
const AT_ONCE = 20
const REFILL_MS = 1_000
/** The answer waits for it no longer. */
const PATIENCE_MS = 250

/**
 * Notes for the loss ledger about webhooks that were refused: to an account, for a reason, so many. They travel on the inbound
 * queue, because nothing else is open here. A note says nothing of what was in the webhook. One that cannot be
 * sent is given up: the count is too low then, and never too high.
 */
export function refusalTeller({ now, random, send, log }: RefusalDeps): RefusalTeller {
  const untold = new Map<string, number>()
  let tokens = AT_ONCE
  let filledAtMs = now()

  const mayTell = (): boolean => {
    const refills = Math.max(0, Math.floor((now() - filledAtMs) / REFILL_MS))
    tokens = Math.min(AT_ONCE, tokens + refills)
    filledAtMs += refills * REFILL_MS
    if (tokens === 0) return false
    tokens -= 1
    return true
  }

  return async ({ account, reason }, startMs) => {
    const name = `${account} ${reason}`
    const times = (untold.get(name) ?? 0) + 1
    if (!mayTell()) return void untold.set(name, times)
    untold.delete(name)
    const attributes = { form: 'refusal', account, reason, receivedAtMs: String(startMs), times: String(times) }
    const untilMs = Math.min(now() + PATIENCE_MS, startMs + PLAN.spoolMs)
    const sent = await tryUntil(untilMs, (signal) => send({ body: '-', attributes }, signal), { now, random })
    if (!sent.ok) log.fault('refusal_not_told', sent.error, { account, reason })
  }
}
