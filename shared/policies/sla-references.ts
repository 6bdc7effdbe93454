/** What the parts of an SLA document say of each other, read so that one ill-formed part hides nothing of the others. */
import type { CalendarDocument } from '#domain/calendar'
import { canonicalText } from '#domain/canonical'
import type { SlaDocument, SlaPolicy, SlaPriority, Target } from '#domain/sla-policy'
import { CLOCK_NAMES, SLA_PRIORITIES } from '#domain/sla-policy'
import { contradictions } from './calendar-schema.ts'
import { conditionNotes } from './condition-notes.ts'
import { elementsOf, memberOf, membersOf } from './loose-reading.ts'
import { isUnconditional, repeatedIds, unknownNames } from './names.ts'
import { type Problem, pathText, shown } from './problem.ts'

export function slaReferenceProblems(raw: unknown): Problem[] {
  const policies = policiesOf(raw)
  const calendars = membersOf(memberOf(raw, 'calendars'))
  return [
    ...calendars.flatMap(([name, calendar]) => contradictions(calendar, ['calendars', name])),
    ...calendarProblems(raw),
    ...repeatedIds(policies, 'policies'),
    ...neverReached(policies),
  ]
}

const policiesOf = (raw: unknown) => elementsOf(memberOf(raw, 'policies'), 50)

/** Every place that names a calendar. */
function calendarProblems(raw: unknown): Problem[] {
  const among = memberOf(raw, 'calendars')
  const targets = policiesOf(raw).flatMap(([nth, policy]) =>
    CLOCK_NAMES.map((clock) => ({
      path: ['policies', nth, 'targets', clock, 'calendar'],
      name: memberOf(memberOf(memberOf(policy, 'targets'), clock), 'calendar'),
    })),
  )
  const places = [
    { path: ['homeCalendar'], name: memberOf(raw, 'homeCalendar') },
    ...targets,
    { path: ['approvals', 'calendar'], name: memberOf(memberOf(raw, 'approvals'), 'calendar') },
  ]
  return unknownNames(places.map((place) => ({ ...place, among, what: 'calendar' })))
}

/** The first policy that holds counts, so one that always holds ends the list. */
function neverReached(policies: readonly (readonly [number, unknown])[]): Problem[] {
  const always = policies.find(([, policy]) => isUnconditional(memberOf(policy, 'when')))
  if (always === undefined) return []
  return policies
    .filter(([nth]) => nth > always[0])
    .map(([nth]) => ({
      path: pathText(['policies', nth]),
      message: `is never reached: policies[${always[0]}] (${shown(memberOf(always[1], 'id'))}) holds for every conversation; move this one before it`,
    }))
}

/** What may be meant, but often is not. */
export const slaNotes = ({ locale, calendars, policies }: SlaDocument): Problem[] => [
  ...localeNotes(locale),
  ...Object.entries(calendars).flatMap(closingNotes),
  ...policies.flatMap(targetNotes),
  ...policies.flatMap(({ when }, nth) => conditionNotes(when, ['policies', nth, 'when'])),
  ...repeatedConditions(policies),
  ...lastPolicyNote(policies),
]

function localeNotes(locale: string): Problem[] {
  const { language } = new Intl.Locale(locale)
  const name = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' }).of(language)
  if (name !== undefined) return []
  return [{ path: 'locale', message: `${shown(language)} is no language that is known: promises are read as English` }]
}

/** The first policy that holds counts. What always holds is refused already: see `neverReached`. */
function repeatedConditions(policies: readonly SlaPolicy[]): Problem[] {
  const firsts = new Map<string, number>()
  return policies.flatMap(({ when }, nth) => {
    const told = canonicalText(when)
    const first = firsts.get(told)
    if (first === undefined) {
      firsts.set(told, nth)
      return []
    }
    const message = `is that of policies[${first}] again, which comes first: this policy is never reached`
    return [{ path: pathText(['policies', nth, 'when']), message }]
  })
}

/** After the last special day a calendar without a week is closed for good. */
function closingNotes([name, { alwaysOpen, week = {} }]: [string, CalendarDocument]): Problem[] {
  if (alwaysOpen === true || Object.values(week).some((hours) => hours.length > 0)) return []
  const message = 'opens on its special days only: after the last of them its clocks never end'
  return [{ path: pathText(['calendars', name]), message }]
}

function lastPolicyNote(policies: readonly SlaPolicy[]): Problem[] {
  const last = policies.at(-1)
  if (last === undefined) {
    return [{ path: 'policies', message: 'is empty: no conversation has clocks' }]
  }
  if (isUnconditional(last.when)) return []
  return [
    {
      path: pathText(['policies', policies.length - 1, 'when']),
      message: 'conversations that no policy holds for have no clocks: a last policy with an empty `when` catches them',
    },
  ]
}

function targetNotes(policy: SlaPolicy, nth: number): Problem[] {
  const clocks = CLOCK_NAMES.flatMap((clock) => {
    const target = policy.targets[clock]
    return target === undefined ? [] : [{ clock, target }]
  })
  if (clocks.every(({ target }) => SLA_PRIORITIES.every((priority) => target[priority] === null))) {
    return [
      { path: pathText(['policies', nth, 'targets']), message: 'promises nothing: its conversations have no clocks' },
    ]
  }
  return clocks.flatMap(({ clock, target }) =>
    outOfOrder(target).map(([sooner, later]) => ({
      path: pathText(['policies', nth, 'targets', clock, sooner]),
      message: `${target[sooner]} seconds are more than the ${target[later]} of \`${later}\`: the more pressing priority has more time`,
    })),
  )
}

/** Neighbours among the priorities with a target, where the more pressing one is given more time. */
function outOfOrder(target: Target): (readonly [SlaPriority, SlaPriority])[] {
  const promised = SLA_PRIORITIES.filter((priority) => target[priority] !== null)
  return promised
    .map((priority, nth) => [priority, promised[nth + 1] ?? priority] as const)
    .filter(([sooner, later]) => (target[sooner] ?? 0) > (target[later] ?? 0))
}
