/**
 * One run of an SLA clock: start, pause, resume, retarget, stop, and the thresholds it passes meanwhile. What has been
 * counted stays counted: a new target or calendar holds for the rest. Facts that are learned late correct what the clock
 * wrongly did in between (a breach after the instant at which it really stopped is taken back). So it makes no difference
 * when, or how often, somebody looked at the clock: only what happened does.
 */
import { type CalendarDocument, workingTime } from './calendar.ts'
import { canonicalText } from './canonical.ts'
import type { PauseReason } from './sla-policy.ts'
import type { ClockRun, Outcome } from './watch.ts'

export type Terms = {
  readonly policyId: string
  readonly calendarName: string
  readonly calendar: CalendarDocument
  readonly targetMs: number
  readonly warnAtPercent: readonly number[]
  readonly atRiskPercent: number
}

type Times = { readonly [K in 'dueAtMs' | 'atRiskAtMs']?: number }

export type Beginning = {
  readonly run: number
  /** What is to be counted began then. */
  readonly startedAtMs: number
  /** The promise holds from then on: what is used up by then is reached then, not before. */
  readonly promisedAtMs: number
}

export function start(terms: Terms, { run, startedAtMs, promisedAtMs }: Beginning): ClockRun {
  const sinceMs = Math.max(startedAtMs, promisedAtMs)
  return running(
    {
      run,
      policyId: terms.policyId,
      calendar: terms.calendarName,
      startedAtMs,
      targetMs: terms.targetMs,
      countedMs: workingTime(terms.calendar).elapsed(startedAtMs, sinceMs),
      sinceMs,
    },
    terms,
  )
}

/** Stands still from `atMs` on. */
export function pause(run: ClockRun, terms: Terms, { atMs, reason }: { atMs: number; reason: PauseReason }): ClockRun {
  if (run.pausedFor !== undefined) return reason === run.pausedFor ? run : { ...run, pausedFor: reason }
  return { ...standing(run, terms, atMs), pausedFor: reason }
}

export function resume(run: ClockRun, terms: Terms, atMs: number): ClockRun {
  if (run.pausedFor === undefined) return run
  const { pausedFor: _, ...rest } = run
  return running({ ...rest, sinceMs: Math.max(atMs, run.sinceMs) }, terms)
}

/** `met` for a clock that was breached before it stopped means breached; on the very instant it is in time. */
export function stop(run: ClockRun, terms: Terms, { atMs, outcome }: { atMs: number; outcome: Outcome }): ClockRun {
  const { pausedFor: _, ...stood } = standing(run, terms, atMs)
  return { ...stood, outcome: stood.breachedAtMs === undefined ? outcome : 'breached' }
}

/** Another policy, priority, target, calendar or other warnings from `atMs` on. */
export function retarget(run: ClockRun, terms: Terms, by: { readonly atMs: number; readonly old: Terms }): ClockRun {
  const { warned = [], foretold, ...rest } = standing(run, by.old, by.atMs)
  const stillReached = warned.filter(([percent]) => rest.countedMs * 100 >= percent * terms.targetMs)
  const isSameDeadline = run.targetMs === terms.targetMs && isSameCalendar(by.old.calendar, terms.calendar)
  const changed: ClockRun = {
    ...rest,
    ...(stillReached.length === 0 ? {} : { warned: stillReached }),
    ...(foretold !== undefined && isSameDeadline ? { foretold } : {}),
    policyId: terms.policyId,
    calendar: terms.calendarName,
    targetMs: terms.targetMs,
  }
  return changed.pausedFor === undefined ? running(changed, terms) : changed
}

/** Warnings and the breach that fall before `untilMs`, or on it if `inclusive`, in the order of their instants. */
export function elapse(
  run: ClockRun,
  terms: Terms,
  { untilMs, inclusive }: { untilMs: number; inclusive: boolean },
): ClockRun {
  if (run.outcome !== undefined || run.pausedFor !== undefined || run.breachedAtMs !== undefined) return run
  const isPast = (atMs: number | undefined): atMs is number =>
    atMs !== undefined && (atMs < untilMs || (inclusive && atMs === untilMs))
  const breached = isPast(run.dueAtMs) ? { breachedAtMs: run.dueAtMs } : {}
  const warned = [...(run.warned ?? [])]
  for (const percent of terms.warnAtPercent) {
    if (warned.some(([given]) => given >= percent)) continue
    const atMs = reachedAtMs(run, terms, percent)
    if (!isPast(atMs)) break
    warned.push([percent, atMs])
  }
  if (warned.length === (run.warned?.length ?? 0) && !('breachedAtMs' in breached)) return run
  return { ...run, ...(warned.length === 0 ? {} : { warned }), ...breached }
}

/** The next instant at which this run does something by itself. */
export function nextThresholdMs(run: ClockRun, terms: Terms): number | undefined {
  if (run.outcome !== undefined || run.pausedFor !== undefined || run.breachedAtMs !== undefined) return undefined
  const next = terms.warnAtPercent.find((percent) => !(run.warned ?? []).some(([given]) => given >= percent))
  return next === undefined ? run.dueAtMs : (reachedAtMs(run, terms, next) ?? run.dueAtMs)
}

/** Open time counted by `atMs`. */
export function countedBy(run: ClockRun, calendar: CalendarDocument, atMs: number): number {
  if (run.outcome !== undefined || run.pausedFor !== undefined) return run.countedMs
  return run.countedMs + workingTime(calendar).elapsed(run.sinceMs, Math.max(run.sinceMs, atMs))
}

export const isSameCalendar = (a: CalendarDocument, b: CalendarDocument): boolean =>
  a === b || canonicalText(a) === canonicalText(b)

/**
 * Counts up to `atMs`, and takes back what the clock did then or after: it cannot have happened. The count is not turned
 * back beyond the last change.
 */
function standing(run: ClockRun, terms: Terms, atMs: number): ClockRun {
  const standsAtMs = Math.max(atMs, run.sinceMs)
  const {
    dueAtMs: _due,
    atRiskAtMs: _risk,
    warned = [],
    breachedAtMs,
    ...rest
  } = elapse(run, terms, { untilMs: standsAtMs, inclusive: false })
  const given = warned.filter(([, givenAtMs]) => givenAtMs < atMs)
  return {
    ...rest,
    ...(given.length === 0 ? {} : { warned: given }),
    ...(breachedAtMs !== undefined && breachedAtMs < atMs ? { breachedAtMs } : {}),
    countedMs: countedBy(run, terms.calendar, standsAtMs),
    sinceMs: standsAtMs,
  }
}

function running(run: ClockRun, terms: Terms): ClockRun {
  const { dueAtMs: _due, atRiskAtMs: _risk, ...rest } = run
  const times: { -readonly [K in keyof Times]: number } = {}
  // a clock that goes on after its breach stays due when it was
  const dueAtMs = run.breachedAtMs ?? reachedAtMs(rest, terms, 100)
  const atRiskAtMs = run.breachedAtMs ?? reachedAtMs(rest, terms, terms.atRiskPercent)
  if (dueAtMs !== undefined) times.dueAtMs = dueAtMs
  if (atRiskAtMs !== undefined) times.atRiskAtMs = atRiskAtMs
  return { ...rest, ...times }
}

/** When `percent` of the target is, or was, counted; what is gone already counts as reached at the last change. */
function reachedAtMs(run: ClockRun, terms: Terms, percent: number): number | undefined {
  const left = Math.ceil((terms.targetMs * percent) / 100) - run.countedMs
  if (left <= 0) return run.sinceMs
  return workingTime(terms.calendar).add(run.sinceMs, left) ?? undefined
}
