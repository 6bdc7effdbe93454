/** How operators do, beside peers with the same mix of work: without a ranking that chance would make. */
import { ASPECT_NAMES, type AspectName, termsOf } from '#domain/analytics/aspects'
import { againstBar } from '#domain/analytics/bars'
import { type Comparison, compareOperators, type OperatorWork } from '#domain/analytics/compare-operators'
import { countOf } from '#domain/analytics/figures'
import { localHour } from '#domain/analytics/local-hour'
import { type DaySpan, mergeRollups } from '#domain/analytics/rollup'
import { homeZone } from '#domain/home-zone'
import { dateOf, dayOf } from '#domain/local-date'
import { refused } from '#runtime/http'
import type { Answer } from '#runtime/http-answer'
import { eachLimited } from '#runtime/retry'
import { allows } from './access.ts'
import type { Asked } from './account-route.ts'
import { type AnalyticsDeps, daysOf, TOO_MANY } from './analytics.ts'
import type { PerformanceQuery } from './analytics-inputs.ts'
import { NO_OPERATOR } from './refusals.ts'

export type PerformanceDeps = AnalyticsDeps & {
  readonly operators: {
    list(account: string): Promise<readonly { readonly operatorId: number; readonly name: string }[]>
  }
}

/** Whoever is told of sees it first, for as many whole days, and can say what is wrong with it. */
export const OWN_FIRST_DAYS = 1
const READS_AT_ONCE = 8
const KEYS_A_PAGE = 100

/**
 * GET /v1/operators/performance. Operators see themselves, up to today; leads see everybody, up to the day before
 * yesterday. Nobody's place among others is told unless it surely is one.
 */
export async function readPerformance(
  asked: Pick<Asked<PerformanceQuery>, 'account' | 'query' | 'role' | 'operatorId'>,
  deps: PerformanceDeps,
): Promise<Answer> {
  const { account, query, role, operatorId } = asked
  const isLead = allows(role, 'lead')
  if (!isLead && operatorId === null) return NO_OPERATOR
  const timeZone = homeZone((await deps.activeSla(account)).document)
  const given = daysOf(query, { timeZone, nowMs: deps.now() })
  if (given === null) return TOO_MANY
  const span = isLead ? settled(given, localHour(deps.now(), timeZone).day) : given
  if (span === null) return TOO_RECENT
  const [work, standing, named] = await Promise.all([
    workOf(account, span, deps),
    deps.insights.standing(account),
    deps.operators.list(account),
  ])
  const names = new Map(named.map((one) => [one.operatorId, one.name]))
  const compared = ASPECT_NAMES.map((aspect) => compareOperators(work, aspect))
  const items = work
    .filter((one) => isLead || one.operatorId === operatorId)
    .map((one) => ({
      operatorId: one.operatorId,
      name: names.get(one.operatorId) ?? null,
      aspects: compared.flatMap((all) => all.filter((of) => of.operatorId === one.operatorId)).map(shown),
      bars: barsOf(one),
      excludedByDispute: countOf(mergeRollups(one.byTopic.values()), 'excluded'),
    }))
  const body = { account, timeZone, ...span, ...standing, operators: work.length, items }
  return { kind: 'json', body, fresh: { servedAtMs: deps.now() } }
}

const TOO_RECENT = refused(
  400,
  'bad_parameter',
  'These days are not yet for leads: operators see their own first, for a whole day. Ask for days before yesterday.',
)

function settled({ fromDay, toDay }: DaySpan, today: number): DaySpan | null {
  const last = today - OWN_FIRST_DAYS - 1
  if (dayOf(fromDay) > last) return null
  return { fromDay, toDay: dateOf(Math.min(last, dayOf(toDay))) }
}

async function workOf(account: string, span: DaySpan, { insights }: PerformanceDeps): Promise<readonly OperatorWork[]> {
  const found: { readonly operatorId: number; readonly topic: string; readonly key: string }[] = []
  for (let cursor: string | null = null, isMore = true; isMore; ) {
    const page = await insights.keys(account, 'operator_topic', { cursor, limit: KEYS_A_PAGE })
    if ('badCursor' in page) throw new Error('performance.cursor: its own cursor was refused')
    found.push(...page.keys.flatMap(({ key }) => partsOf(key)))
    cursor = page.nextCursor
    isMore = cursor !== null
  }
  const byOperator = new Map<
    number,
    Map<string, OperatorWork['byTopic'] extends ReadonlyMap<string, infer Of> ? Of : never>
  >()
  await eachLimited(found, READS_AT_ONCE, async ({ operatorId, topic, key }) => {
    const rollup = await insights.rollup({ account, dimension: 'operator_topic', key, ...span })
    if (rollup.sums.size === 0) return
    const topics = byOperator.get(operatorId) ?? new Map()
    byOperator.set(operatorId, topics.set(topic, rollup))
  })
  return [...byOperator]
    .map(([operatorId, byTopic]) => ({ operatorId, byTopic }))
    .toSorted((a, b) => a.operatorId - b.operatorId)
}

/** `7~refund`; what nobody has is nobody's work. */
function partsOf(key: string): { operatorId: number; topic: string; key: string }[] {
  const [, id, topic] = /^(\d+)~(.*)$/.exec(key) ?? []
  return id === undefined || topic === undefined ? [] : [{ operatorId: Number(id), topic, key }]
}

const rounded = (value: number | null): number | null => (value === null ? null : Math.round(value * 10_000) / 10_000)

function shown({ aspect, operatorId: _of, ...rest }: Comparison) {
  const { yardstick, better, beside } = termsOf(aspect)
  const { value, expected, difference, interval } = rest
  return {
    aspect,
    unit: yardstick.kind === 'duration' ? 'ms' : yardstick.kind === 'ratio' ? 'ratio' : 'rating',
    better,
    beside,
    ...rest,
    ...{ value: rounded(value), expected: rounded(expected), difference: rounded(difference) },
    interval: interval === null ? null : { low: rounded(interval.low), high: rounded(interval.high) },
  }
}

function barsOf({ byTopic }: OperatorWork) {
  const whole = mergeRollups(byTopic.values())
  return ASPECT_NAMES.flatMap((aspect: AspectName) => againstBar(whole, aspect) ?? [])
}
