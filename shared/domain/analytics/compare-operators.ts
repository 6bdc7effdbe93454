/**
 * Operators beside their peers, without the luck of the draw. Whoever gets the hard topics is compared by topic with what
 * the others needed for the same ones (direct comparison by stratum, the others' mean leaving the operator out, weighted by
 * the operator's own mix). What a few conversations cannot tell is not told.
 */
import { type AspectName, termsOf } from './aspects.ts'
import { type Moments, momentsOf, NO_MOMENTS, together } from './moments.ts'
import { sharedAlpha, twoSidedZ } from './normal-quantile.ts'
import type { Rollup } from './rollup.ts'

export type OperatorWork = {
  readonly operatorId: number
  /** What the operator did, by topic; `none` is a topic here. */
  readonly byTopic: ReadonlyMap<string, Rollup>
}

/** `better`, `worse`: surely, and by as much as matters. `alike`: not so. `too_few`: nobody can say. */
export type Verdict = 'better' | 'worse' | 'alike' | 'too_few'
export type Interval = { readonly low: number; readonly high: number }

export type Comparison = {
  readonly operatorId: number
  readonly aspect: AspectName
  readonly n: number
  /** As it happened, unadjusted: a typical time (geometric mean) in ms, a share, a score; null of nothing. */
  readonly value: number | null
  /** Of those, conversations with peers to compare with. */
  readonly compared: number
  /** What peers would have needed for the same mix of topics. */
  readonly expected: number | null
  /** Times: own / peers'. Shares and scores: own - peers'. */
  readonly difference: number | null
  /** 95 % of the difference. */
  readonly interval: Interval | null
  readonly verdict: Verdict
  /** Place among all, best first; null unless its interval overlaps with nobody's. */
  readonly rank: number | null
}

/** Fewer than this tell nothing of a person. */
export const FEWEST = 20
/** A topic is compared where peers had as many. */
const FEWEST_OF_PEERS = 5
const ALPHA = 0.05

export function compareOperators(work: readonly OperatorWork[], aspect: AspectName): readonly Comparison[] {
  const { yardstick } = termsOf(aspect)
  const strata = work.map(
    ({ byTopic }) => new Map([...byTopic].map(([topic, rollup]) => [topic, momentsOf(rollup, yardstick)] as const)),
  )
  const topics = allTopics(strata)
  const told = work.map(({ operatorId }, nth) => ({
    operatorId,
    ...against(strata[nth] ?? new Map(), { topics, aspect }),
  }))
  const asked = told.filter(({ apart }) => apart !== null).length
  return ranked(told.map((one) => comparisonOf(one, { aspect, asked })))
}

type Strata = ReadonlyMap<string, Moments>
type Topic = { readonly all: Moments; readonly variance: number; readonly byOperator: readonly Moments[] }

/** Each topic with the spread within operators, pooled: one person's few conversations say little of it. */
function allTopics(strata: readonly Strata[]): ReadonlyMap<string, Topic> {
  const names = new Set(strata.flatMap((of) => [...of.keys()]))
  return new Map(
    [...names].map((name) => {
      const byOperator = strata.map((of) => of.get(name) ?? NO_MOMENTS).filter(({ n }) => n > 0)
      const all = byOperator.reduce(together, NO_MOMENTS)
      const freedom = byOperator.reduce((sum, { n }) => sum + n - 1, 0)
      const squares = byOperator.reduce((sum, one) => sum + one.squares, 0)
      return [name, { all, byOperator, variance: freedom === 0 ? Number.NaN : squares / freedom }] as const
    }),
  )
}

type Against = {
  readonly own: Moments
  readonly compared: number
  readonly expected: number | null
  /** On the yardstick's own scale: logarithms of times. */
  readonly apart: number | null
  readonly error: number
}

function against(
  own: Strata,
  { topics, aspect }: { readonly topics: ReadonlyMap<string, Topic>; readonly aspect: AspectName },
): Against {
  const whole = [...own.values()].reduce(together, NO_MOMENTS)
  const { kind } = termsOf(aspect).yardstick
  let compared = 0
  let ownSum = 0
  let peerSum = 0
  let variance = 0
  for (const [name, mine] of own) {
    const topic = topics.get(name)
    if (mine.n === 0 || topic === undefined) continue
    const peers = without(topic.all, mine)
    if (peers.n < FEWEST_OF_PEERS) continue
    const spread = kind === 'ratio' ? ofShare(topic.all) : topic.variance
    if (Number.isNaN(spread)) continue
    compared += mine.n
    ownSum += mine.n * mine.mean
    peerSum += mine.n * peers.mean
    variance += mine.n * spread + (mine.n * mine.n * spread) / peers.n
  }
  if (compared < FEWEST) return { own: whole, compared, expected: null, apart: null, error: 0 }
  const expected = peerSum / compared
  return { own: whole, compared, expected, apart: ownSum / compared - expected, error: Math.sqrt(variance) / compared }
}

/** Two successes and two failures more (Agresti and Coull): a share of all or none is not certain for it. */
function ofShare({ n, mean }: Moments): number {
  const share = (n * mean + 2) / (n + 4)
  return share * (1 - share)
}

/** The mean of all the others. */
function without(all: Moments, mine: Moments): Pick<Moments, 'n' | 'mean'> {
  const n = all.n - mine.n
  return n <= 0 ? NO_MOMENTS : { n, mean: (all.mean * all.n - mine.mean * mine.n) / n }
}

function comparisonOf(
  { operatorId, own, compared, expected, apart, error }: Against & { readonly operatorId: number },
  { aspect, asked }: { readonly aspect: AspectName; readonly asked: number },
): Comparison {
  const { yardstick } = termsOf(aspect)
  const told = yardstick.kind === 'duration' ? Math.exp : (value: number): number => value
  const rest = { operatorId, aspect, n: own.n, value: own.n === 0 ? null : told(own.mean), compared, rank: null }
  if (apart === null || expected === null)
    return { ...rest, expected: null, difference: null, interval: null, verdict: 'too_few' }
  const reach = twoSidedZ(ALPHA) * error
  // whoever compares twenty people finds one who stands out by chance: all verdicts together err once in twenty times
  const sure = twoSidedZ(sharedAlpha(ALPHA, asked)) * error
  return {
    ...rest,
    expected: told(expected),
    difference: told(apart),
    interval: { low: told(apart - reach), high: told(apart + reach) },
    verdict: verdictOf(apart, sure, aspect),
  }
}

function verdictOf(apart: number, sure: number, aspect: AspectName): Verdict {
  const { yardstick, better, matters } = termsOf(aspect)
  const least = yardstick.kind === 'duration' ? Math.log(matters) : matters
  if (Math.abs(apart) <= sure || Math.abs(apart) < least) return 'alike'
  return apart > 0 === (better === 'more') ? 'better' : 'worse'
}

function ranked(comparisons: readonly Comparison[]): readonly Comparison[] {
  const placed = comparisons.flatMap(({ operatorId, aspect, interval }) =>
    interval === null ? [] : [{ operatorId, interval, isMore: termsOf(aspect).better === 'more' }],
  )
  return comparisons.map((one) => {
    const mine = one.interval
    if (mine === null) return one
    const others = placed.filter(({ operatorId }) => operatorId !== one.operatorId)
    const stands = others.every(({ interval }) => interval.high < mine.low || interval.low > mine.high)
    if (!stands || others.length === 0) return one
    const ahead = others.filter(({ interval, isMore }) => interval.low > mine.low === isMore)
    return { ...one, rank: ahead.length + 1 }
  })
}
