/** What the SLA document promises in a situation: which policy holds, and the terms it gives a clock. */
import type { CalendarDocument } from './calendar.ts'
import { canonicalText } from './canonical.ts'
import { isSameCalendar, type Terms } from './clock-run.ts'
import { holds } from './condition.ts'
import { own } from './own.ts'
import type { Situation } from './situation.ts'
import { type ClockName, type PauseReason, type SlaDocument, type SlaPolicy, slaPriority } from './sla-policy.ts'
import type { ClockRun } from './watch.ts'

/** The first policy whose condition holds; null when none does. */
export const policyFor = (document: SlaDocument, s: Situation): SlaPolicy | null =>
  document.policies.find(({ when }) => holds(when, s)) ?? null

/** What the document promises for one clock in this situation. */
export function termsFor(document: SlaDocument, s: Situation, clock: ClockName): Terms | null {
  const policy = policyFor(document, s)
  const target = policy?.targets[clock]
  const seconds = target?.[slaPriority(s.priority)] ?? null
  const calendar = target === undefined ? undefined : own(document.calendars, target.calendar)
  if (policy === null || target === undefined || seconds === null || calendar === undefined) return null
  return {
    policyId: policy.id,
    calendarName: target.calendar,
    calendar,
    targetMs: seconds * 1000,
    warnAtPercent: policy.warnAtPercent,
    atRiskPercent: policy.atRiskPercent,
  }
}

/** Of a run whose policy is not known any more: enough to end it by. */
export const termsOf = ({ policyId, calendar, targetMs }: ClockRun): Terms => ({
  policyId,
  calendarName: calendar,
  calendar: ALWAYS,
  targetMs,
  warnAtPercent: [],
  atRiskPercent: 75,
})
const ALWAYS: CalendarDocument = { timeZone: 'UTC', alwaysOpen: true }

export const pausesFor = (document: SlaDocument, s: Situation, reason: PauseReason): boolean =>
  policyFor(document, s)?.pauseWhile.includes(reason) ?? false

/** The run goes by these terms already. */
export const isOn = (run: ClockRun, terms: Terms, old: Terms): boolean =>
  isSame(terms, old) &&
  run.policyId === terms.policyId &&
  run.targetMs === terms.targetMs &&
  run.calendar === terms.calendarName

const isSame = (a: Terms, b: Terms): boolean =>
  a.policyId === b.policyId &&
  a.targetMs === b.targetMs &&
  a.calendarName === b.calendarName &&
  isSameCalendar(a.calendar, b.calendar) &&
  a.atRiskPercent === b.atRiskPercent &&
  canonicalText(a.warnAtPercent) === canonicalText(b.warnAtPercent)
