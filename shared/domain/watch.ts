/**
 * What is watched of a conversation: its clocks, its escalations, and what was promised. Stored beside the state and
 * written with it, because it depends on the order in which things were learned; the state itself does not (ADR 0001).
 * Everything here follows from events, documents and the time of the write: `advance` (advance-watch.ts) is its only maker.
 * Absent members save bytes: nearly every write carries them.
 */
import type { ClockName, PauseReason } from './sla-policy.ts'

export type Outcome = 'met' | 'breached' | 'cancelled'

/** One run of a clock, from the start of a wait (or of the conversation) to its end. All instants epoch milliseconds. */
export type ClockRun = {
  /** Counts the runs of this clock in this conversation, from 1. */
  readonly run: number
  readonly policyId: string
  readonly calendar: string
  readonly startedAtMs: number
  /** Open time promised. */
  readonly targetMs: number
  /** Open time counted until `sinceMs`. */
  readonly countedMs: number
  /** Last change: running, or standing, since then. */
  readonly sinceMs: number
  readonly pausedFor?: PauseReason
  /** Only while it runs; absent too when its calendar never opens again. */
  readonly dueAtMs?: number
  /** Only while it runs. */
  readonly atRiskAtMs?: number
  /** Warnings given: percent of the target, and the instant it was reached. */
  readonly warned?: readonly (readonly [percent: number, atMs: number])[]
  /** The instant at which it was due, or (after a change of policy) at which it could not be met any more. */
  readonly breachedAtMs?: number
  /** Rules that have foretold its breach. */
  readonly foretold?: readonly string[]
  readonly outcome?: Outcome
  /** Of a resolution that was late or cancelled: the conversation has been resolved at its end or since. */
  readonly resolved?: true
}

export type Runs = { readonly [C in ClockName]?: ClockRun }

export type Ended = {
  readonly how: 'stood_down' | 'resolved'
  readonly atMs: number
  /** Who resolved it. */
  readonly by?: string
}

export type Escalation = {
  /** The rule that raised it; the ladder is its. */
  readonly ruleId: string
  /** With the cause the escalation's identity in a conversation. */
  readonly raisedAtMs: number
  /** Rules that raised it or joined, in that order. */
  readonly rules: readonly string[]
  /** The clock it is about, if it is about one. */
  readonly clock?: ClockName
  /** Index in the ladder. */
  readonly rung: number
  readonly rungName: string
  readonly rungAtMs: number
  /** Without an acknowledgement the next rung is climbed then. */
  readonly climbAtMs?: number
  readonly acknowledged?: { readonly by: string; readonly atMs: number }
  /** Kept for the one write that ended it, so that its event can be told. */
  readonly ended?: Ended
}

export const PROMISE_STAGES = ['made', 'reminded', 'kept', 'broken', 'dismissed'] as const
export type PromiseStage = (typeof PROMISE_STAGES)[number]

/** What an operator's reply said would happen by when. */
export type PromiseWatch = {
  readonly messageId: number
  readonly operatorId: number | null
  readonly madeAtMs: number
  readonly remindAtMs: number
  readonly dueAtMs: number
  readonly stage: PromiseStage
  /** When this stage was reached. */
  readonly atMs: number
}

export type Watch = {
  /** Version of the SLA document in force at the last write, and the policy it gave; null: none holds. */
  readonly slaVersion: number
  /** When that version was activated, epoch milliseconds; 0 for the shipped one. */
  readonly slaSinceMs: number
  readonly policyId: string | null
  readonly escalationVersion: number
  readonly runs: Runs
  /** Runs that ended within the last write and gave their place to the next: kept for that write, to be told of. */
  readonly replaced?: readonly { readonly clock: ClockName; readonly run: ClockRun }[]
  /** By cause. */
  readonly escalations?: { readonly [cause: string]: Escalation }
  readonly promise?: PromiseWatch
  readonly reopens?: number
  /** The next instant at which something happens if nothing else does; absent: never. */
  readonly nextAtMs?: number
}

export const isOver = (run: ClockRun): boolean => run.outcome !== undefined
export const isRunning = (run: ClockRun): boolean => run.outcome === undefined && run.pausedFor === undefined

/** The running clock that is due first; null when none runs. */
export function nextDue(
  watch: Watch | undefined,
): { readonly clock: ClockName; readonly dueAtMs: number; readonly atRiskAtMs: number } | null {
  let first: { clock: ClockName; dueAtMs: number; atRiskAtMs: number } | null = null
  for (const [clock, run] of Object.entries(watch?.runs ?? {}) as [ClockName, ClockRun][]) {
    if (run.dueAtMs === undefined || (first !== null && first.dueAtMs <= run.dueAtMs)) continue
    first = { clock, dueAtMs: run.dueAtMs, atRiskAtMs: run.atRiskAtMs ?? run.dueAtMs }
  }
  return first
}

/** Escalations that have not ended. */
export const activeEscalations = (watch: Watch | undefined): readonly [cause: string, Escalation][] =>
  Object.entries(watch?.escalations ?? {}).filter(([, { ended }]) => ended === undefined)
