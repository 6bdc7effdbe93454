import { describe, expect, it } from 'vitest'
import type { Grade } from '#domain/approval'
import { agreementOf, gateOf, type Pair } from '#domain/quality/agreement'
import { assistedMean, hajekMean, horvitzThompsonMean } from '#domain/quality/estimate'
import { drawn, isoWeek, likelihoodOf, weeksUntil } from '#domain/quality/sampling'
import { aMachineGrade, aQualityDocument } from '#tests/support/grades'
import { assertProperty, fc } from '#tests/support/property'
import { seededRandom } from '#text/topics/seeded-random'

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length
const spread = (values: readonly number[]): number => {
  const middle = mean(values)
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)))
}

/** A week in which bad conversations are few, and drawn far more often; the machine is too kind by 8, and noisy. */
function aWeek(size: number) {
  const random = seededRandom(11)
  return Array.from({ length: size }, () => {
    const isBad = random() < 0.15
    const human = isBad ? 20 + 30 * random() : 75 + 25 * random()
    return { human, machine: Math.min(100, human + 8 + 16 * (random() - 0.5)), probability: isBad ? 0.4 : 0.05 }
  })
}

describe('the mean of a sample in which risky conversations are drawn more often', () => {
  const week = aWeek(1_000)
  const truth = mean(week.map(({ human }) => human))
  const machine = { mean: mean(week.map((one) => one.machine)), population: week.length }
  const random = seededRandom(3)
  const weeks = Array.from({ length: 2_000 }, () => {
    const seen = week.filter(({ probability }) => random() < probability)
    const observed = seen.map(({ human, probability }) => ({ value: human, probability }))
    return {
      plain: mean(seen.map(({ human }) => human)),
      total: horvitzThompsonMean(observed, week.length) ?? 0,
      people: hajekMean(observed),
      assisted: assistedMean(seen, machine),
    }
  })
  const offBy = (values: readonly number[]): number => Math.abs(mean(values) - truth)
  /** How far the mean of 2,000 weeks may be off by chance: four standard errors. */
  const chance = (values: readonly number[]): number => (4 * spread(values)) / Math.sqrt(weeks.length)

  it('is that of all, weighed by what each stands for; unweighed it is not', () => {
    const totals = weeks.map(({ total }) => total)
    const people = weeks.map((one) => one.people.mean ?? 0)
    const assisted = weeks.map((one) => one.assisted.mean ?? 0)
    expect(offBy(totals)).toBeLessThan(chance(totals))
    // a ratio is off by an order of 1/n beside
    expect(offBy(people)).toBeLessThan(chance(people) + 0.2)
    expect(offBy(assisted)).toBeLessThan(chance(assisted) + 0.2)
    expect(offBy(weeks.map(({ plain }) => plain))).toBeGreaterThan(5)
  })

  it('is surer with the help of a machine, however kind that is', () => {
    expect(spread(weeks.map((one) => one.assisted.mean ?? 0))).toBeLessThan(
      0.5 * spread(weeks.map((one) => one.people.mean ?? 0)),
    )
  })

  it.each(['people', 'assisted'] as const)(
    'has an interval that holds the truth in about 95 of 100 weeks (%s)',
    (by) => {
      const held = weeks.filter((one) => {
        const { interval } = one[by]
        return interval !== null && interval.from <= truth && truth <= interval.to
      })
      expect(held.length / weeks.length).toBeGreaterThan(0.92)
      expect(held.length / weeks.length).toBeLessThan(0.985)
    },
  )

  it('is no mean without anything seen, and has no interval where little was', () => {
    expect(hajekMean([])).toEqual({ mean: null, interval: null, n: 0 })
    expect(assistedMean([], machine)).toEqual({ mean: null, interval: null, n: 0 })
    expect(hajekMean([{ value: 80, probability: 0.5 }])).toEqual({ mean: 80, interval: null, n: 1 })
  })
})

describe('a draw', () => {
  const sample = aQualityDocument().sample

  it('is likelier with more risk, and never impossible', () => {
    expect(likelihoodOf([], sample)).toBeCloseTo(0.1)
    expect(likelihoodOf(['low_score'], sample)).toBeCloseTo(0.4)
    expect(likelihoodOf(['low_score', 'critical'], sample)).toBe(1)
    expect(likelihoodOf([], { ...sample, percent: 0 })).toBeGreaterThan(0)
  })

  it('is the same again for the same conversation, and as frequent as it says', () => {
    const of = (conversationId: number) => ({
      account: 'shop',
      conversationId,
      resolvedAtMs: 1_790_000_000_000,
      machine: aMachineGrade(),
    })
    const uniform = (name: string): number =>
      seededRandom([...name].reduce((sum, letter) => Math.imul(sum, 31) + letter.charCodeAt(0), 7))()
    const all = Array.from({ length: 5_000 }, (_, at) => drawn(of(at + 1), sample, uniform))
    expect(all[41]).toEqual(drawn(of(42), sample, uniform))
    const share = all.filter(({ isDrawn }) => isDrawn).length / all.length
    expect(Math.abs(share - 0.1)).toBeLessThan(0.02)
    for (const one of all) expect(one.wanted > 0).toBe(one.isDrawn)
  })

  it.each([
    ['2026-01-01', '2026-W01'],
    ['2027-01-01', '2026-W53'],
    ['2026-11-29', '2026-W48'],
    ['2026-11-30', '2026-W49'],
    ['2024-12-30', '2025-W01'],
  ])('of %s belongs to %s', (day, week) => {
    expect(isoWeek(Date.parse(`${day}T12:00:00Z`))).toBe(week)
  })

  it('knows the weeks before', () => {
    expect(weeksUntil(Date.parse('2026-01-05T00:00:00Z'), 3)).toEqual(['2026-W02', '2026-W01', '2025-W52'])
  })
})

describe('agreement', () => {
  const grade = fc.integer({ min: 1, max: 5 }) as fc.Arbitrary<Grade>
  const times = (count: number, one: Grade, other: Grade): Pair[] => Array.from({ length: count }, () => [one, other])

  it('is that of a worked example', () => {
    // Rows 1 to 3; observed disagreement 6 of 20 pairs by 1, 1 by 2.
    const pairs = [
      ...times(5, 1, 1),
      ...times(3, 1, 2),
      ...times(5, 2, 2),
      ...times(3, 2, 3),
      ...times(3, 3, 3),
      ...times(1, 3, 1),
    ]
    const rows = [8, 8, 4]
    const columns = [6, 8, 6]
    const observed = 3 + 3 + 4
    const expected = rows.flatMap((a, i) => columns.map((b, j) => (a * b * (i - j) ** 2) / 20)).reduce((x, y) => x + y)
    expect(agreementOf(pairs).kappa).toBeCloseTo(1 - observed / expected, 12)
  })

  it('is 1 for the same grades, about 0 for chance, and unknown for one grade throughout', () => {
    expect(agreementOf([...times(9, 2, 2), ...times(9, 5, 5)])).toMatchObject({ kappa: 1, same: 1 })
    const random = seededRandom(5)
    const any = (): Grade => (1 + Math.floor(5 * random())) as Grade
    expect(Math.abs(agreementOf(Array.from({ length: 4_000 }, () => [any(), any()] as const)).kappa ?? 1)).toBeLessThan(
      0.05,
    )
    expect(agreementOf(times(40, 5, 5))).toMatchObject({ n: 40, kappa: null, atLeast: null, same: 1 })
    expect(agreementOf([])).toEqual({ n: 0, kappa: null, atLeast: null, same: null })
  })

  it('does not depend on who is called first, nor on order, and is at most 1', () => {
    assertProperty(
      fc.property(fc.array(fc.tuple(grade, grade), { minLength: 3, maxLength: 40 }), (pairs) => {
        const { kappa, atLeast } = agreementOf(pairs)
        const turned = agreementOf(pairs.map(([a, b]) => [b, a] as const).toReversed()).kappa
        if (kappa === null) return expect(turned).toBeNull()
        expect(turned).toBeCloseTo(kappa, 9)
        expect(kappa).toBeLessThanOrEqual(1)
        expect(atLeast ?? 0).toBeLessThanOrEqual(kappa)
      }),
    )
  })

  it('opens the gate when there is enough of it, and closes it again', () => {
    const { gate } = aQualityDocument()
    const good = [...times(15, 5, 5), ...times(10, 2, 2), ...times(5, 4, 5)]
    expect(gateOf(good, gate)).toMatchObject({ counts: true })
    expect(gateOf(good.slice(1), gate)).toMatchObject({ counts: false, why: 'too_few_reviews' })
    expect(gateOf([...good, ...times(30, 5, 1)], gate)).toMatchObject({ counts: false, why: 'agreement_too_low' })
    expect(gateOf(times(40, 4, 4), gate)).toMatchObject({ counts: false, why: 'agreement_unknown' })
  })
})
