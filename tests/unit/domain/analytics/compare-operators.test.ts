import { expect, test } from 'vitest'
import { againstBar } from '#domain/analytics/bars'
import { type Comparison, compareOperators, type OperatorWork } from '#domain/analytics/compare-operators'
import type { Measure } from '#domain/analytics/measures'
import { sharedAlpha, twoSidedZ } from '#domain/analytics/normal-quantile'
import { mergeRollups, type Rollup, type Sums } from '#domain/analytics/rollup'
import { seededRandom } from '#text/topics/seeded-random'

const MINUTE_MS = 60_000
/** Median minutes of a topic: refunds are four times the work of greetings. */
const TOPICS = { greeting: 5, order: 10, refund: 20 } as const
type Topic = keyof typeof TOPICS

const sumsOf = (values: readonly number[]): Sums => {
  const logs = values.map((ms) => Math.log(ms))
  const total = (of: readonly number[]): number => of.reduce((sum, one) => sum + one, 0)
  return {
    n: values.length,
    sum: total(values),
    sq: total(values.map((one) => one * one)),
    ln: Math.round(total(logs) * 10_000),
    ln2: Math.round(total(logs.map((one) => one * one)) * 10_000),
  }
}
const counts = (numbers: Partial<Record<Measure, number>>): Rollup => ({
  sums: new Map(Object.entries(numbers).map(([name, n]) => [name as Measure, { n, sum: n, sq: n, ln: 0, ln2: 0 }])),
  bins: new Map(),
})

function drawer(seed: number) {
  const random = seededRandom(seed)
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  return {
    random,
    /** Log-normal, as waits are. */
    times: (n: number, medianMinutes: number): number[] =>
      Array.from({ length: n }, () => Math.round(medianMinutes * MINUTE_MS * Math.exp(0.9 * normal()))),
    hits: (n: number, share: number): number => Array.from({ length: n }, random).filter((one) => one < share).length,
  }
}

/** An operator with so many conversations of each topic, `slower` times as slow as everybody. */
function operator(operatorId: number, mix: Partial<Record<Topic, number>>, of: ReturnType<typeof drawer>, slower = 1) {
  const byTopic = new Map(
    (Object.keys(mix) as Topic[]).map((topic) => {
      const n = mix[topic] ?? 0
      const held: Rollup = {
        sums: new Map([['held_operator', sumsOf(of.times(n, TOPICS[topic] * slower))]]),
        bins: new Map(),
      }
      const met = of.hits(n, 0.85)
      const reopened = of.hits(n, topic === 'refund' ? 0.2 : 0.05)
      return [
        topic,
        mergeRollups([
          held,
          counts({ first_response_met: met, first_response_breached: n - met, resolved: n, reopened_7d: reopened }),
        ]),
      ] as const
    }),
  )
  return { operatorId, byTopic } satisfies OperatorWork
}

const verdictOf = (of: readonly Comparison[], operatorId: number) =>
  of.find((one) => one.operatorId === operatorId)?.verdict

test('z of an interval is that of the tables', () => {
  expect(twoSidedZ(0.05)).toBeCloseTo(1.95996, 3)
  expect(twoSidedZ(0.01)).toBeCloseTo(2.57583, 3)
  expect(twoSidedZ(0.0001)).toBeCloseTo(3.89059, 3)
  expect(sharedAlpha(0.05, 1)).toBeCloseTo(0.05, 9)
  expect(sharedAlpha(0.05, 10)).toBeCloseTo(0.00512, 5)
})

test('of 1,000 operators who are all alike, hardly one is called worse, in whatever mix of work', () => {
  const wrong = { worse: 0, better: 0, ranked: 0, seen: 0 }
  for (let team = 0; team < 100; team++) {
    const of = drawer(1000 + team)
    const part = (): number => Math.floor(of.random() * 60)
    const work = Array.from({ length: 10 }, (_, nth) =>
      operator(nth + 1, { greeting: part() + 5, order: part() + 5, refund: part() }, of),
    )
    for (const aspect of ['held', 'sla', 'reopened'] as const) {
      for (const { verdict, rank } of compareOperators(work, aspect)) {
        wrong.seen += 1
        if (verdict === 'worse') wrong.worse += 1
        if (verdict === 'better') wrong.better += 1
        if (rank !== null) wrong.ranked += 1
      }
    }
  }
  console.info(
    `of ${wrong.seen} comparisons of equals: ${wrong.worse} worse, ${wrong.better} better, ${wrong.ranked} ranked`,
  )
  expect(wrong.worse / wrong.seen).toBeLessThanOrEqual(0.05)
  expect(wrong.better / wrong.seen).toBeLessThanOrEqual(0.05)
  expect(wrong.ranked / wrong.seen).toBeLessThanOrEqual(0.05)
})

test('whoever takes the hard topics is slower as it happened, and not worse', () => {
  const of = drawer(7)
  const easy = Array.from({ length: 6 }, (_, nth) => operator(nth + 1, { greeting: 120, order: 60, refund: 15 }, of))
  const hard = operator(7, { greeting: 10, order: 40, refund: 150 }, of)
  const told = compareOperators([...easy, hard], 'held')
  const [first] = told
  const last = told.at(-1)
  expect((last?.value ?? 0) / (first?.value ?? 1)).toBeGreaterThan(1.5)
  expect(verdictOf(told, 7)).toBe('alike')
  expect(last?.interval?.low).toBeLessThan(1)
  expect(last?.interval?.high).toBeGreaterThan(1)
})

test('who is half as slow again over many conversations is seen, and so is who is faster', () => {
  const of = drawer(11)
  const mix = { greeting: 100, order: 100, refund: 100 }
  const others = Array.from({ length: 8 }, (_, nth) => operator(nth + 1, mix, of))
  const told = compareOperators([...others, operator(9, mix, of, 1.5), operator(10, mix, of, 0.6)], 'held')
  expect(verdictOf(told, 9)).toBe('worse')
  expect(verdictOf(told, 10)).toBe('better')
  expect(told.find(({ operatorId }) => operatorId === 10)?.rank).toBe(1)
  expect(told.find(({ operatorId }) => operatorId === 9)?.rank).toBe(10)
  expect(told.filter(({ operatorId, rank }) => operatorId < 9 && rank !== null).length).toBeLessThan(8)
})

test('nineteen conversations, or none that peers had too, tell nothing', () => {
  const of = drawer(3)
  const many = [1, 2, 3].map((id) => operator(id, { order: 80 }, of))
  const told = compareOperators([...many, operator(4, { order: 19 }, of, 5), operator(5, { refund: 300 }, of)], 'held')
  expect(verdictOf(told, 4)).toBe('too_few')
  expect(verdictOf(told, 5)).toBe('too_few')
  expect(told.find(({ operatorId }) => operatorId === 5)).toMatchObject({ n: 300, compared: 0, rank: null })
  expect(compareOperators([operator(1, { order: 500 }, of)], 'held')[0]?.verdict).toBe('too_few')
})

test('the order in which operators are told of changes nothing', () => {
  const of = drawer(5)
  const work = [1, 2, 3, 4].map((id) => operator(id, { greeting: 30 * id, order: 40 }, of, 1 + id / 10))
  const forth = compareOperators(work, 'held')
  const back = compareOperators([...work].reverse(), 'held')
  for (const one of forth) {
    const other = back.find(({ operatorId }) => operatorId === one.operatorId)
    expect(other?.verdict).toBe(one.verdict)
    expect(other?.difference).toBeCloseTo(one.difference ?? 0, 9)
  }
})

test.each([
  [{ first_response_met: 196, first_response_breached: 4 }, 'met'],
  [{ first_response_met: 150, first_response_breached: 50 }, 'missed'],
  [{ first_response_met: 180, first_response_breached: 20 }, 'unclear'],
  [{ first_response_met: 19 }, 'too_few'],
] as const)('the bar of SLA at %o is %s', (numbers, standing) => {
  expect(againstBar(counts(numbers), 'sla')?.standing).toBe(standing)
})

test('the bar of escalations is met below it, and what has no bar has none', () => {
  expect(againstBar(counts({ escalations: 2, assigned: 200 }), 'escalated')?.standing).toBe('met')
  expect(againstBar(counts({ escalations: 60, assigned: 200 }), 'escalated')?.standing).toBe('missed')
  expect(againstBar(counts({}), 'held')).toBeNull()
})
