/** What calls for more people: which rules call in a write, and whether what they called for is still there. */
import { OVERDUE_LABEL } from './approval-note.ts'
import { holds } from './condition.ts'
import type { Draft } from './draft.ts'
import type { EscalationDocument, EscalationRule, Trigger } from './escalation-policy.ts'
import type { Situation } from './situation.ts'
import { CLOCK_NAMES, type ClockName } from './sla-policy.ts'
import { type ClockRun, isRunning, type Runs } from './watch.ts'

export type Sight = {
  readonly document: EscalationDocument
  readonly situation: Situation
  readonly csatRating: number | null
  /** No person has answered the newest message that sounds worth a look; bots do not count. */
  readonly flaggedUnanswered: boolean
  readonly reopens: number
  /** Clocks before and after the write. */
  readonly before: Runs
  readonly runs: Runs
  readonly events: readonly Draft[]
  readonly nowMs: number
}

export type Called = { readonly rule: EscalationRule; readonly clock?: ClockName }

type ClockTrigger = Extract<Trigger, { on: 'warned' | 'breached' | 'breach_forecast' }>
type Awaking = Exclude<ClockTrigger, { on: 'breach_forecast' }>
type Forecast = Extract<Trigger, { on: 'breach_forecast' }>

export const clocksOf = ({ clocks = CLOCK_NAMES }: ClockTrigger): readonly ClockName[] => clocks

/** Rules that call in this write, and that still have a reason to at its end. */
export function calls(sight: Sight): Called[] {
  const { document, situation, nowMs } = sight
  const staleBeforeMs = nowMs - document.staleAfterSeconds * 1000
  return document.rules.flatMap((rule): Called[] => {
    if (!holds(rule.when, situation) || !persists(rule, sight)) return []
    return callsOf(rule, sight).flatMap(({ atMs, clock }) =>
      atMs < staleBeforeMs ? [] : [{ rule, ...(clock === undefined ? {} : { clock }) }],
    )
  })
}

/**
 * Whether there still is what the rule calls for. Its condition (`when`) is asked when it calls, not later: a ladder
 * that gives the conversation to another team must not stand down by its own doing.
 */
export function persists({ id, on }: EscalationRule, sight: Sight): boolean {
  const { situation: s, csatRating, flaggedUnanswered } = sight
  switch (on.on) {
    case 'warned':
    case 'breached':
    case 'breach_forecast':
      return clocksOf(on).some((clock) => isWorrying(id, on, { run: sight.runs[clock], situation: s }))
    case 'words':
    case 'negative_tone':
      return flaggedUnanswered && s.status !== 'resolved'
    case 'waiting':
      return s.waitingSinceMs !== null
    case 'reopened':
      return s.status !== 'resolved'
    case 'csat':
      return csatRating !== null && csatRating <= on.atMost
    case 'label':
    case 'draft_overdue':
      return s.labels.includes(labelOf(on)) && s.status !== 'resolved'
    case 'queue_forecast':
      // the tick tells of it: no conversation calls
      return false
  }
}

type Labelled = Extract<Trigger, { on: 'label' | 'draft_overdue' }>
const isByLabel = (on: Trigger): on is Labelled => on.on === 'label' || on.on === 'draft_overdue'
/** `review` sets a label of its own while a draft is overdue: so colleagues see it in Chatwoot, and replays in the ledger. */
const labelOf = (on: Labelled): string => (on.on === 'label' ? on.label : OVERDUE_LABEL)

type Seen = { readonly run: ClockRun | undefined; readonly situation: Situation }

/** A clock that stands still worries nobody; one that is late does, whatever it was that called. */
function isWorrying(ruleId: string, on: ClockTrigger, { run, situation }: Seen): boolean {
  if (run === undefined || !isRunning(run)) return false
  if (run.breachedAtMs !== undefined) return true
  if (on.on === 'warned') return run.warned?.some(([percent]) => percent >= on.percent) ?? false
  return on.on === 'breach_forecast' && run.foretold?.includes(ruleId) === true && isForeseenBy(on, situation)
}

const isForeseenBy = (on: Forecast, { operatorId }: Situation): boolean => !on.unassignedOnly || operatorId === null

/** A breach that a rule has foretold, and that still comes. */
export const isForetold = ({ id, on }: EscalationRule, run: ClockRun, situation: Situation): boolean =>
  on.on === 'breach_forecast' && isWorrying(id, on, { run, situation })

type Call = { readonly atMs: number; readonly clock?: ClockName }

function callsOf({ id, on }: EscalationRule, sight: Sight): Call[] {
  switch (on.on) {
    case 'warned':
      return clocksOf(on).flatMap((clock) => [...newWarnings(clock, on.percent, sight), ...awoken(clock, on, sight)])
    case 'breached':
      return clocksOf(on).flatMap((clock) => [...newBreach(clock, sight), ...awoken(clock, on, sight)])
    case 'breach_forecast':
      return clocksOf(on).flatMap((clock) => {
        const told = sight.runs[clock]?.foretold?.includes(id) === true
        return told && !known(clock, sight)?.foretold?.includes(id) ? [{ atMs: sight.nowMs, clock }] : []
      })
    default:
      return sight.events.flatMap((event) => (isCalledBy(on, event, sight) ? [{ atMs: event.occurredAtMs }] : []))
  }
}

function isCalledBy(on: Exclude<Trigger, ClockTrigger>, event: Draft, { reopens }: Sight): boolean {
  switch (event.type) {
    case 'conversation.message_flagged.v1':
      if (on.on === 'words') return event.data.categories.some((category) => on.categories.includes(category))
      return on.on === 'negative_tone' && event.data.tone <= on.atMost
    case 'conversation.reopened.v1':
      // one that comes back with its label set wants what the label wanted
      return isByLabel(on) || (on.on === 'reopened' && reopens >= on.times)
    case 'conversation.csat_received.v1':
      return on.on === 'csat' && event.data.rating <= on.atMost
    case 'conversation.customer_waiting.v1':
      return on.on === 'waiting'
    case 'conversation.labels_changed.v1':
      return isByLabel(on) && event.data.added.includes(labelOf(on))
    default:
      return false
  }
}

/** The same run as it was before the write. */
const known = (clock: ClockName, { before, runs }: Sight): ClockRun | undefined =>
  before[clock]?.run === runs[clock]?.run ? before[clock] : undefined

function newWarnings(clock: ClockName, percent: number, sight: Sight): Call[] {
  const given = known(clock, sight)?.warned ?? []
  return (sight.runs[clock]?.warned ?? []).flatMap(([level, atMs]) =>
    level >= percent && !given.some(([earlier, at]) => earlier === level && at === atMs) ? [{ atMs, clock }] : [],
  )
}

function newBreach(clock: ClockName, sight: Sight): Call[] {
  const atMs = sight.runs[clock]?.breachedAtMs
  return atMs === undefined || known(clock, sight)?.breachedAtMs !== undefined ? [] : [{ atMs, clock }]
}

/** A worry that slept calls again: while its clock stood, its escalation stood down. */
function awoken(clock: ClockName, on: Awaking, sight: Sight): Call[] {
  const run = sight.runs[clock]
  const stood = known(clock, sight)?.pausedFor !== undefined
  return stood && isWorrying('', on, { run, situation: sight.situation })
    ? [{ atMs: run?.sinceMs ?? sight.nowMs, clock }]
    : []
}

/** Breaches that are near enough for a rule, and that it has not foretold of this run. */
export function forecasts(sight: Sight): { readonly rule: EscalationRule; readonly clock: ClockName }[] {
  const { document, runs, situation, nowMs } = sight
  return document.rules.flatMap((rule) => {
    const { on } = rule
    if (on.on !== 'breach_forecast' || !holds(rule.when, situation) || !isForeseenBy(on, situation)) return []
    return clocksOf(on).flatMap((clock) => {
      const run = runs[clock]
      const dueAtMs = run?.dueAtMs
      if (run === undefined || dueAtMs === undefined || run.breachedAtMs !== undefined) return []
      const near = dueAtMs - on.withinSeconds * 1000 <= nowMs && nowMs < dueAtMs
      return near && run.foretold?.includes(rule.id) !== true ? [{ rule, clock }] : []
    })
  })
}
