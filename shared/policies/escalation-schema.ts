/** The form of an escalation document. What it means: shared/domain/escalation-policy.ts. */
import * as z from 'zod/mini'
import type { EscalationDocument, Rung, Trigger } from '#domain/escalation-policy'
import { CLOCK_NAMES } from '#domain/sla-policy'
import { actions, conditionSchema, label, some } from './condition-schema.ts'
import {
  distinct,
  exact,
  finding,
  flag,
  list,
  MONTH_S,
  mustBe,
  named,
  oneOf,
  oneOfKinds,
  slug,
  text,
  vendorId,
  whole,
  wholeOrNull,
  YEAR_S,
} from './plain-schemas.ts'
import { shown } from './problem.ts'

const clocks = z.exactOptional(distinct(oneOf(CLOCK_NAMES), 'clocks', { min: 1 }))

const trigger = oneOfKinds(
  'on',
  [
    exact({ on: z.literal('warned'), percent: whole(1, 99, 'percent'), clocks }, 'a trigger with `percent`'),
    exact({ on: z.literal('breached'), clocks }, 'a trigger'),
    exact(
      { on: z.literal('breach_forecast'), withinSeconds: whole(1, YEAR_S, 'seconds'), unassignedOnly: flag(), clocks },
      'a trigger with `withinSeconds` and `unassignedOnly`',
    ),
    exact(
      {
        on: z.literal('words'),
        categories: distinct(slug('the name of a word list', 'legal'), 'word lists', { min: 1, max: 50 }),
      },
      'a trigger with `categories`',
    ),
    exact({ on: z.literal('negative_tone'), atMost: whole(-100, 0) }, 'a trigger with `atMost`'),
    exact({ on: z.literal('reopened'), times: whole(1, 100, 'times') }, 'a trigger with `times`'),
    exact({ on: z.literal('csat'), atMost: whole(1, 5, 'points') }, 'a trigger with `atMost`'),
    exact({ on: z.literal('waiting') }, 'a trigger'),
    exact({ on: z.literal('label'), label: label() }, 'a trigger with `label`'),
    exact({ on: z.literal('draft_overdue') }, 'a trigger'),
    exact(
      {
        on: z.literal('queue_forecast'),
        breaches: whole(1, 1_000, 'conversations'),
        withinSeconds: whole(300, 28_800, 'seconds'),
        teams: some(vendorId(), 'team ids'),
      },
      'a trigger with `breaches` and `withinSeconds`',
    ),
  ],
  'a trigger: an object with `on`',
) satisfies z.ZodMiniType<Trigger>

const ruleSchema = exact(
  {
    id: slug('an id', 'answer-late'),
    name: text(),
    on: trigger,
    when: conditionSchema,
    cause: slug('a cause', 'response'),
    ladder: slug('the name of a ladder', 'standard'),
    startAtRung: whole(0, 100),
  },
  'a rule: an object with `id`, `name`, `on`, `when`, `cause`, `ladder` and `startAtRung`',
)

/** See shared/text/word-lists.ts. */
const word = text().check(({ value, issues }) => {
  if (!/[\p{L}\p{N}]/u.test(value)) issues.push(finding(value, [], `${shown(value)} has no letter or digit`))
  else if (value.slice(0, -1).includes('*')) {
    issues.push(finding(value, [], `${shown(value)} has a * before its end: only a last one counts, for any ending`))
  }
})

const rung = exact(
  { name: text(), actions: actions({ min: 1 }), acknowledgeWithinSeconds: wholeOrNull(1, MONTH_S, 'seconds') },
  'a rung: an object with `name`, `actions` and `acknowledgeWithinSeconds`',
) satisfies z.ZodMiniType<Rung>

const rungs = list(rung, 'rungs', { min: 1, max: 20 }).check(({ value, issues }) => {
  for (const [nth, { acknowledgeWithinSeconds }] of value.entries()) {
    if (acknowledgeWithinSeconds !== null || nth === value.length - 1) continue
    const message =
      'null waits for good, so the rungs after this one would never be climbed: give seconds, or remove those rungs'
    issues.push(finding(null, [nth, 'acknowledgeWithinSeconds'], message))
  }
})

export const escalationSchema = exact(
  {
    kind: z.literal('escalation', mustBe('`escalation`')),
    description: z.exactOptional(text(500)),
    rules: list(ruleSchema, 'rules', { max: 200 }),
    ladders: named(exact({ rungs }, 'a ladder: an object with `rungs`'), 'ladders'),
    words: named(distinct(word, 'words', { min: 1, max: 2_000 }), 'word lists'),
    staleAfterSeconds: whole(1, MONTH_S, 'seconds'),
  },
  'an escalation document',
) satisfies z.ZodMiniType<EscalationDocument>
