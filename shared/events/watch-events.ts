import type { PromiseKind } from '#domain/observation'
import type { ClockName } from '#domain/sla-policy'
import type { Turn } from '#domain/turn'

/** Whose fault it is that a threshold was noticed late. */
export type LateBy = 'backdesk' | 'source' | null

/** The run of a clock that an event speaks of. */
type OfRun = { clock: ClockName; run: number; policyId: string; slaVersion: number }
type OfEscalation = { cause: string; raisedAtMs: number; escalationVersion: number }
type OfPromise = { messageId: number; operatorId: number | null; dueAtMs: number }

/** Events of clocks, escalations and promises: what happens to a conversation because somebody watches it. */
export type WatchEventData = {
  /** Another version of the SLA document, or another of its policies, holds from now on. */
  'sla.policy_applied.v1': {
    slaVersion: number
    policyId: string | null
    previousPolicyId: string | null
    /** At first sight: a person had answered before anything of the conversation was known here. */
    answeredBefore: boolean
  }
  'sla.warned.v1': OfRun & { percent: number; dueAtMs: number | null; lateMs: number; lateBy: LateBy }
  'sla.breached.v1': OfRun & {
    startedAtMs: number
    targetMs: number
    turn: Turn
    operatorId: number | null
    teamId: number | null
    inboxId: number | null
    lateMs: number
    lateBy: LateBy
  }
  'sla.met.v1': OfRun & { startedAtMs: number; targetMs: number; countedMs: number }
  /** A fact learned later shows that the clock had stopped before. */
  'sla.breach_withdrawn.v1': OfRun & { breachedAtMs: number }
  'escalation.raised.v1': OfEscalation & { ruleId: string; clock: ClockName | null }
  /** Another rule of the same cause joined a running escalation. */
  'escalation.joined.v1': OfEscalation & { ruleId: string }
  'escalation.rung_reached.v1': OfEscalation & {
    ruleId: string
    rung: number
    rungName: string
    acknowledgeByMs: number | null
  }
  'escalation.acknowledged.v1': OfEscalation & { by: string; rung: number }
  'escalation.stood_down.v1': OfEscalation & { rung: number }
  'escalation.resolved.v1': OfEscalation & { by: string | null; rung: number }
  'promise.made.v1': OfPromise & { kind: PromiseKind; remindAtMs: number }
  'promise.due_soon.v1': OfPromise
  'promise.kept.v1': OfPromise
  'promise.broken.v1': OfPromise
  'promise.dismissed.v1': OfPromise
}
