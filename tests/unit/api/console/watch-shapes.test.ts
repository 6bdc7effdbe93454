import { expect, it } from 'vitest'
import { type BreachItem, candidateOf } from '#functions/api/breaches'
import { complianceOf } from '#functions/api/compliance'
import type { OnCallStatus } from '#functions/api/on-call'
import type { RecordedOutage } from '#functions/api/outages'
import { type Feedback as ApiFeedback, ruleFigures } from '#functions/api/read-escalations'
import type {
  Breach,
  ClockCompliance,
  Feedback,
  OncallTarget,
  Outage,
  RuleRecord,
} from '#functions/console/src/watch-shapes'
import { DEFAULT_ESCALATION } from '#policies/default-escalation'

/** These lines are the test: `tsc` fails when the console expects what the API does not answer. */
const asBreach = (item: BreachItem): Breach => item
const asOutage = (outage: RecordedOutage): Outage => outage
const asTarget = (status: OnCallStatus & { readonly proven: boolean }): OncallTarget => status
const asFeedback = (feedback: ApiFeedback): Feedback => feedback
const asCompliance = (clocks: ReturnType<typeof complianceOf>): readonly ClockCompliance[] => clocks
const asRules = (rules: ReturnType<typeof ruleFigures>): readonly RuleRecord[] => rules

it('the console reads of clocks and escalations what the API answers', () => {
  for (const read of [asBreach, asOutage, asTarget, asFeedback, candidateOf]) expect(read).toBeTypeOf('function')
  expect(asCompliance(complianceOf(['2026-09-14'], [])).map(({ total }) => total.net)).toEqual([null, null, null])
  expect(asRules(ruleFigures(DEFAULT_ESCALATION, [])).every(({ precision }) => precision === null)).toBe(true)
})
