/** What a situation wants of a clock: that it runs, stands, stops, or is left as it is. */
import type { Situation } from './situation.ts'
import type { ClockName, PauseReason } from './sla-policy.ts'
import { type ClockRun, isOver } from './watch.ts'

export type Wish =
  | { readonly kind: 'run'; readonly startedAtMs: number; readonly pause: PauseReason | null }
  | { readonly kind: 'stop'; readonly outcome: 'met' | 'cancelled' }
  | { readonly kind: 'leave' }

export type Wishing = {
  readonly situation: Situation
  readonly atMs: number
  readonly repliedBy: 'operator' | 'bot' | null
  readonly run: ClockRun | undefined
}

const LEAVE: Wish = { kind: 'leave' }
const CANCEL: Wish = { kind: 'stop', outcome: 'cancelled' }

export const isBegun = (run: ClockRun | undefined): run is ClockRun => run !== undefined && !isOver(run)

export const wishFor = (clock: ClockName, of: Wishing): Wish =>
  clock === 'resolution' ? resolutionWish(of) : responseWish(clock, of)

function resolutionWish({ situation: s, atMs }: Wishing): Wish {
  if (s.status === null) return LEAVE
  if (s.status === 'resolved') return { kind: 'stop', outcome: 'met' }
  const reason = s.status !== 'open' ? s.status : s.waitingSinceMs === null ? 'waiting_on_customer' : null
  return { kind: 'run', startedAtMs: atMs, pause: reason }
}

function responseWish(clock: 'first_response' | 'next_response', of: Wishing): Wish {
  const { run, repliedBy, situation: s } = of
  const begun = isBegun(run)
  if (begun && repliedBy !== null && s.waitingSinceMs === null)
    return { kind: 'stop', outcome: repliedBy === 'operator' ? 'met' : 'cancelled' }
  if (s.status === null) return LEAVE
  // a wait sleeps while its conversation is snoozed: one that goes on is told again, from its beginning, by what wakes it
  if (s.status === 'snoozed' && begun) return { kind: 'run', startedAtMs: run.startedAtMs, pause: 'snoozed' }
  if (s.waitingSinceMs === null) return CANCEL
  // the first answer is given while this clock runs: it stays the clock of this wait
  if (!begun && (clock === 'next_response') !== s.answeredBefore) return LEAVE
  return { kind: 'run', startedAtMs: s.waitingSinceMs, pause: pauseOfWait(s, s.waitingSinceMs) }
}

/** Who writes to a sleeping conversation wakes it, and waits from then on; since when is known to the second only. */
function pauseOfWait({ status, asleepAtMs }: Situation, sinceMs: number): PauseReason | null {
  if (status === 'pending') return 'pending'
  return status === 'snoozed' && asleepAtMs !== null && second(sinceMs) < second(asleepAtMs) ? 'snoozed' : null
}

const second = (atMs: number): number => Math.floor(atMs / 1000)
