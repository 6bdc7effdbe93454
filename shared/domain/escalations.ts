/** When more people are called for, who is asked next, and when it is over. One escalation per cause and conversation. */
import { type Called, calls, clocksOf, forecasts, isForetold, persists, type Sight } from './escalation-calls.ts'
import { climb, lift, raise, standDown } from './escalation-lifecycle.ts'
import type { EscalationDocument, Rung } from './escalation-policy.ts'
import { own } from './own.ts'
import { CLOCK_NAMES, type ClockName } from './sla-policy.ts'
import { type ClockRun, type Escalation, isOver, type Runs } from './watch.ts'

export type Escalations = { readonly [cause: string]: Escalation }

/**
 * Escalations after a write: ended ones of earlier writes are forgotten, over ones end, due ones climb, new ones rise.
 * A cause that is called again as its escalation would end goes on: it is one escalation all the same.
 */
export function escalate(known: Escalations, sight: Sight): Escalations {
  const next = new Map<string, Escalation>()
  const called = calls(sight)
  for (const [cause, escalation] of Object.entries(known)) {
    if (escalation.ended !== undefined) continue
    const goesOn = called.some(({ rule }) => rule.cause === cause) || isStillCalledFor(escalation, sight)
    const moved = goesOn
      ? climb(escalation, rungsOf(sight.document, escalation.ruleId), sight.nowMs)
      : standDown(escalation, sight.nowMs)
    next.set(cause, moved)
  }
  for (const one of called) {
    const { cause } = one.rule
    const running = next.get(cause)
    const after = running === undefined ? raisedBy(one, sight) : joinedBy(running, one, sight)
    if (after !== null) next.set(cause, after)
  }
  return Object.fromEntries(next)
}

/** Foretells, so that a breach is foretold once a rule and run, as long as what it foretells is there. */
export function foretell(runs: Runs, sight: Sight): Runs {
  const next: { -readonly [C in ClockName]?: ClockRun } = {}
  for (const clock of CLOCK_NAMES) {
    const run = runs[clock]
    if (run !== undefined) next[clock] = withoutPastWorries(run, sight)
  }
  for (const { rule, clock } of forecasts({ ...sight, runs: next })) {
    const run = next[clock]
    if (run !== undefined) next[clock] = { ...run, foretold: [...(run.foretold ?? []), rule.id] }
  }
  return next
}

/** What is foretold no more (somebody took it, or it sleeps) may be foretold again. */
function withoutPastWorries(run: ClockRun, { document, situation }: Sight): ClockRun {
  const { foretold, ...rest } = run
  if (foretold === undefined || isOver(run)) return run
  const left = foretold.filter((id) =>
    document.rules.some((rule) => rule.id === id && isForetold(rule, run, situation)),
  )
  return left.length === 0 ? rest : { ...rest, foretold: left }
}

/** When an escalation climbs, or a breach comes near enough to be foretold, if nothing else happens. */
export function nextEscalationMs(escalations: Escalations, sight: Sight): number | undefined {
  const climbs = Object.values(escalations).flatMap(({ climbAtMs }) => climbAtMs ?? [])
  const foretold = sight.document.rules.flatMap(({ on }) =>
    on.on !== 'breach_forecast'
      ? []
      : clocksOf(on).flatMap((clock) => {
          const dueAtMs = sight.runs[clock]?.dueAtMs
          const atMs = dueAtMs === undefined ? 0 : dueAtMs - on.withinSeconds * 1000
          return atMs > sight.nowMs ? [atMs] : []
        }),
  )
  const instants = [...climbs, ...foretold]
  return instants.length === 0 ? undefined : Math.min(...instants)
}

const isStillCalledFor = ({ rules }: Escalation, sight: Sight): boolean =>
  rules.some((id) => {
    const rule = sight.document.rules.find((one) => one.id === id)
    return rule !== undefined && persists(rule, sight)
  })

const rungsOf = (document: EscalationDocument, ruleId: string): readonly Rung[] => {
  const rule = document.rules.find(({ id }) => id === ruleId)
  return rule === undefined ? [] : (own(document.ladders, rule.ladder)?.rungs ?? [])
}

function raisedBy({ rule, clock }: Called, { document, nowMs }: Sight): Escalation | null {
  const about = { ruleId: rule.id, rung: rule.startAtRung, ...(clock === undefined ? {} : { clock }) }
  return raise(about, rungsOf(document, rule.id), nowMs)
}

/** A rule joins once, and lifts the escalation if it begins higher. */
function joinedBy(running: Escalation, { rule }: Called, { document, nowMs }: Sight): Escalation {
  const rules = running.rules.includes(rule.id) ? running.rules : [...running.rules, rule.id]
  return lift({ ...running, rules }, rungsOf(document, running.ruleId), { rung: rule.startAtRung, nowMs })
}
