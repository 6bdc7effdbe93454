/** The form of an SLA document. What it means: shared/domain/sla-policy.ts. */
import * as z from 'zod/mini'
import { PAUSE_REASONS, type SlaDocument } from '#domain/sla-policy'
import { calendarSchema } from './calendar-schema.ts'
import { actions, conditionSchema } from './condition-schema.ts'
import {
  distinct,
  exact,
  finding,
  list,
  mustBe,
  named,
  oneOf,
  slug,
  text,
  textThat,
  whole,
  wholeOrNull,
  YEAR_S,
} from './plain-schemas.ts'
import { shown } from './problem.ts'

/** Chatwoot's `medium` is a priority of conversations; targets call it `normal`. */
const seconds = wholeOrNull(1, YEAR_S, 'seconds')
const targetSchema = exact(
  {
    calendar: slug('the name of a calendar', 'business'),
    urgent: seconds,
    high: seconds,
    normal: seconds,
    low: seconds,
  },
  'a target: an object with `calendar`, `urgent`, `high`, `normal` and `low`',
)
const target = z.exactOptional(targetSchema)

const percents = list(whole(1, 99, 'percent'), 'percents', { max: 10 }).check(({ value, issues }) => {
  for (const [nth, percent] of value.entries()) {
    const before = value[nth - 1]
    if (before !== undefined && percent <= before) {
      issues.push(
        finding(percent, [nth], `must be more than the ${before} before it: warnings rise, such as 50, 75, 90`),
      )
    }
  }
})

const policySchema = exact(
  {
    id: slug('an id', 'standard'),
    name: text(),
    when: conditionSchema,
    targets: exact(
      { first_response: target, next_response: target, resolution: target },
      'an object of targets by clock: `first_response`, `next_response`, `resolution`',
    ),
    pauseWhile: distinct(oneOf(PAUSE_REASONS), 'reasons to pause', {}),
    warnAtPercent: percents,
    atRiskPercent: whole(1, 99, 'percent'),
    onBreach: actions({}),
  },
  'a policy: an object with `id`, `name`, `when` and `targets`',
)

const locale = textThat('a language such as `en` or `de-AT`', (given) => {
  if (isLocale(given)) return undefined
  const dashed = given.replaceAll('_', '-')
  const meant = dashed !== given && isLocale(dashed) ? `; did you mean \`${dashed}\`?` : ''
  return `must be a language such as en, en-GB or de, not ${shown(given)}${meant}`
})

function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

export const slaSchema = exact(
  {
    kind: z.literal('sla', mustBe('`sla`')),
    description: z.exactOptional(text(500)),
    locale,
    homeCalendar: slug('the name of a calendar', 'business'),
    calendars: named(calendarSchema, 'calendars'),
    policies: list(policySchema, 'policies', { max: 50 }),
    approvals: exact(
      { calendar: slug('the name of a calendar', 'business'), targetSeconds: whole(1, YEAR_S, 'seconds') },
      'an object with `calendar` and `targetSeconds`',
    ),
    complianceTargetPercent: whole(1, 100, 'percent'),
  },
  'an SLA document',
) satisfies z.ZodMiniType<SlaDocument>
