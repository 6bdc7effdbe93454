/** The SLA documents of the cases in tests/fixtures/clocks: the README there tells their words. */
import type { Condition } from '#domain/condition'
import { CLOCK_NAMES, type ClockName, type SlaDocument, type SlaPolicy } from '#domain/sla-policy'
import { type CalendarText, calendarOf, durationMs } from './clock-text.ts'

/** For every priority, or by priority; one that is left out promises nothing. */
type TargetText = string | Readonly<Partial<Record<'urgent' | 'high' | 'normal' | 'low', string>>>
type PolicyText = { readonly [C in ClockName]?: TargetText } & {
  readonly id?: string
  readonly when?: Condition
  readonly calendar?: CalendarText
  readonly pauses?: SlaPolicy['pauseWhile']
  readonly warns?: readonly number[]
}
export type LawText = { readonly calendar: CalendarText; readonly policy: PolicyText | readonly PolicyText[] }

/** Policies go by the case's calendar, `office`, unless they have one of their own. */
export function documentOf({ calendar, policy }: LawText, zone: string): SlaDocument {
  const policies = [policy].flat() as readonly PolicyText[]
  const calendars = { office: calendarOf(calendar, zone) }
  const own = policies.flatMap(({ id = 'standard', calendar: hours }) =>
    hours === undefined ? [] : [[`of ${id}`, calendarOf(hours, zone)] as const],
  )
  return {
    kind: 'sla',
    locale: 'en',
    homeCalendar: 'office',
    calendars: { ...calendars, ...Object.fromEntries(own) },
    policies: policies.map(policyOf),
    approvals: { calendar: 'office', targetSeconds: 900 },
    complianceTargetPercent: 90,
  }
}

function policyOf({ id = 'standard', when = {}, calendar, pauses, warns = [], ...targets }: PolicyText): SlaPolicy {
  const name = calendar === undefined ? 'office' : `of ${id}`
  const secondsOf = (target: TargetText, priority: 'urgent' | 'high' | 'normal' | 'low'): number | null => {
    const text = typeof target === 'string' ? target : target[priority]
    return text === undefined ? null : durationMs(text) / 1000
  }
  return {
    id,
    name: id,
    when,
    targets: Object.fromEntries(
      CLOCK_NAMES.flatMap((clock) => {
        const target = targets[clock]
        if (target === undefined) return []
        const [urgent, high, normal, low] = (['urgent', 'high', 'normal', 'low'] as const).map((one) =>
          secondsOf(target, one),
        )
        return [[clock, { calendar: name, urgent, high, normal, low }]]
      }),
    ),
    pauseWhile: pauses ?? ['pending', 'snoozed', 'waiting_on_customer'],
    warnAtPercent: warns,
    atRiskPercent: 75,
    onBreach: [],
  }
}
