/** Holds rollups against the oracle: every count, sum and percentile, by account and day, and by every key of the other dimensions. */
import { type DurationMeasure, isDuration, type Measure } from '#domain/analytics/measures'
import type { Dimension, Rollup } from '#domain/analytics/rollup'
import { quantileMs, RELATIVE_ERROR } from '#domain/analytics/sketch'
import type { RollupReads } from '#store/rollups'
import { ACCOUNT } from './builders.ts'
import { dayOf, exactQuantile, type Measured } from './figures-oracle.ts'

const ORACLE_NAMES = [
  'opened',
  'resolved',
  'reopened',
  'reopened_7d',
  'deleted',
  'waits',
  'replies',
  'bot_replies',
  'holding_replies',
  'first_response',
  'next_response',
  'resolution',
  'csat',
  'first_response_met',
  'first_response_breached',
  'next_response_met',
  'next_response_breached',
  'escalations',
  'escalated',
] as const satisfies readonly Measure[]

export type Judged = { readonly compared: number; readonly worstError: number; readonly wrong: readonly string[] }

type Span = { readonly fromDay: string; readonly toDay: string }

export async function judgeMonth(all: readonly Measured[], reads: RollupReads, span: Span): Promise<Judged> {
  const judge = judging()
  const byDay = grouped(all, dayOf)
  for (const [day, rollup] of await reads.days({ account: ACCOUNT, ...span }))
    judge.compare(`account ${day}`, byDay.get(day) ?? [], rollup)
  const keyed: readonly (readonly [Dimension, (one: Measured) => string | null])[] = [
    ['account', () => 'all'],
    ['inbox', ({ inbox }) => inbox],
    ['team', ({ team }) => team],
    ['operator', ({ operator }) => operator],
    ['topic', ({ topic }) => topic],
    ['operator_topic', ({ operator, topic }) => (operator === null ? null : `${operator}~${topic}`)],
  ]
  for (const [dimension, keyOf] of keyed) {
    for (const [key, measured] of grouped(all, keyOf)) {
      if (key === null) continue
      const rollup = await reads.rollup({ account: ACCOUNT, ...span, dimension, key })
      judge.compare(`${dimension} ${key}`, measured, rollup, dimension !== 'operator_topic')
    }
  }
  return judge.verdict()
}

function judging() {
  const wrong: string[] = []
  let compared = 0
  let worstError = 0
  const same = (what: string, is: number, should: number): void => {
    compared += 1
    if (is !== should) wrong.push(`${what}: ${is} instead of ${should}`)
  }
  function quantiles(what: string, values: readonly number[], rollup: Rollup, measure: DurationMeasure): void {
    for (const q of [0.5, 0.9, 0.95]) {
      const exact = exactQuantile(values, q)
      const told = quantileMs(rollup.bins.get(measure) ?? new Map(), q)
      if (exact === null || told === null) {
        if (exact !== told) wrong.push(`${what} p${q * 100}: ${told} instead of ${exact}`)
        continue
      }
      // told in whole milliseconds, which is half a millisecond more
      const error = Math.max(0, Math.abs(told - exact) - 0.5) / Math.max(1, exact)
      compared += 1
      worstError = Math.max(worstError, error)
      if (error > RELATIVE_ERROR) wrong.push(`${what} p${q * 100}: ${told} instead of ${exact}`)
    }
  }
  return {
    compare(what: string, measured: readonly Measured[], rollup: Rollup, hasSketches = true): void {
      const byName = grouped(measured, ({ name }) => name)
      for (const name of ORACLE_NAMES) {
        const values = (byName.get(name) ?? []).map(({ value }) => value)
        const sums = rollup.sums.get(name)
        same(`${what} ${name} n`, sums?.n ?? 0, values.length)
        if (name === 'csat')
          same(
            `${what} csat sum`,
            sums?.sum ?? 0,
            values.reduce((sum, one) => sum + one * 1000, 0),
          )
        if (!isDuration(name)) continue
        same(
          `${what} ${name} sum`,
          sums?.sum ?? 0,
          values.reduce((sum, one) => sum + one, 0),
        )
        if (hasSketches) quantiles(`${what} ${name}`, values, rollup, name)
      }
    },
    verdict: (): Judged => ({ compared, worstError, wrong }),
  }
}

function grouped<One, Name>(all: readonly One[], nameOf: (one: One) => Name): Map<Name, One[]> {
  const groups = new Map<Name, One[]>()
  for (const one of all) {
    const name = nameOf(one)
    const known = groups.get(name)
    if (known === undefined) groups.set(name, [one])
    else known.push(one)
  }
  return groups
}
