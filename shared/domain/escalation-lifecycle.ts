/** How an escalation goes: it asks, rung by rung, until somebody takes it or it is over. */
import type { Rung } from './escalation-policy.ts'
import type { ClockName } from './sla-policy.ts'
import type { Ended, Escalation } from './watch.ts'

/** `asking`: it climbs until somebody acknowledges; `taken`: somebody has; `over`: it asks nobody any more. */
export const ESCALATION_STAGES = ['asking', 'taken', 'over'] as const
export type EscalationStage = (typeof ESCALATION_STAGES)[number]

/** `climb`: by itself, to the next rung; `lift`: by another rule of its cause, to a higher one. */
export const ESCALATION_MOVES = ['climb', 'lift', 'acknowledge', 'stand_down', 'resolve'] as const
export type EscalationMove = (typeof ESCALATION_MOVES)[number]

/** The moves that are allowed in a stage, and where they lead. */
export const ESCALATION_LIFE: Readonly<
  Record<EscalationStage, Readonly<Partial<Record<EscalationMove, EscalationStage>>>>
> = {
  asking: { climb: 'asking', lift: 'asking', acknowledge: 'taken', stand_down: 'over', resolve: 'over' },
  taken: { lift: 'asking', stand_down: 'over', resolve: 'over' },
  over: {},
}

export const stageOf = ({ acknowledged, ended }: Escalation): EscalationStage =>
  ended !== undefined ? 'over' : acknowledged !== undefined ? 'taken' : 'asking'

const may = (escalation: Escalation, move: EscalationMove): boolean =>
  ESCALATION_LIFE[stageOf(escalation)][move] !== undefined

export type Raised = {
  readonly ruleId: string
  readonly clock?: ClockName
  /** Where it begins; beyond the ladder is its last rung. */
  readonly rung: number
}

/** Null when the ladder has no rungs. */
export function raise({ rung, ...about }: Raised, rungs: readonly Rung[], nowMs: number): Escalation | null {
  const from = Math.min(rung, rungs.length - 1)
  if (from < 0) return null
  return { ...about, raisedAtMs: nowMs, rules: [about.ruleId], ...reached(rungs, from, nowMs) }
}

/** Once the time for an acknowledgement is over. One rung a write: nobody is asked for an answer they had no time for. */
export function climb(escalation: Escalation, rungs: readonly Rung[], nowMs: number): Escalation {
  const { climbAtMs, ...rest } = escalation
  if (!may(escalation, 'climb') || climbAtMs === undefined || climbAtMs > nowMs) return escalation
  return rest.rung + 1 < rungs.length ? { ...rest, ...reached(rungs, rest.rung + 1, nowMs) } : rest
}

/** An acknowledgement of less does not hold for the higher rung. The same if it is as high already. */
export function lift(escalation: Escalation, rungs: readonly Rung[], to: { rung: number; nowMs: number }): Escalation {
  const rung = Math.min(to.rung, rungs.length - 1)
  if (!may(escalation, 'lift') || rung <= escalation.rung) return escalation
  const { acknowledged: _a, climbAtMs: _c, ...rest } = escalation
  return { ...rest, ...reached(rungs, rung, to.nowMs) }
}

/** A person takes it: it climbs no further. Null when there is nothing to take; the same if somebody has it already. */
export function acknowledge(escalation: Escalation | undefined, by: string, nowMs: number): Escalation | null {
  if (escalation === undefined || stageOf(escalation) === 'over') return null
  if (!may(escalation, 'acknowledge')) return escalation
  const { climbAtMs: _, ...rest } = escalation
  return { ...rest, acknowledged: { by, atMs: nowMs } }
}

/** A person ends it. Null when there is nothing to end. */
export const resolve = (escalation: Escalation | undefined, by: string, nowMs: number): Escalation | null =>
  escalation !== undefined && may(escalation, 'resolve') ? end(escalation, { how: 'resolved', atMs: nowMs, by }) : null

/** Ends by itself. The same if it has ended. */
export const standDown = (escalation: Escalation, nowMs: number): Escalation =>
  may(escalation, 'stand_down') ? end(escalation, { how: 'stood_down', atMs: nowMs }) : escalation

function end(escalation: Escalation, ended: Ended): Escalation {
  const { climbAtMs: _, ...rest } = escalation
  return { ...rest, ended }
}

function reached(rungs: readonly Rung[], rung: number, nowMs: number) {
  const { name = '', acknowledgeWithinSeconds: seconds = null } = rungs[rung] ?? {}
  const climbs = seconds !== null && rung + 1 < rungs.length
  return { rung, rungName: name, rungAtMs: nowMs, ...(climbs ? { climbAtMs: nowMs + seconds * 1000 } : {}) }
}
