import { describe, expect, it } from 'vitest'
import { mostByChance, tailOf } from '#domain/analytics/count-tail'
import {
  BASELINE_WEEKS,
  type HourSeries,
  LEAST_WEEKS,
  type SpikesAsked,
  spikesIn,
  WEEKS_PER_FALSE_SPIKE,
} from '#domain/analytics/spikes'
import { trendOf } from '#domain/analytics/trend'
import { seededRandom } from '#text/topics/seeded-random'

const WEEK_HOURS = 168
const SINCE = 1_000 * WEEK_HOURS
const FROM = SINCE + BASELINE_WEEKS * WEEK_HOURS + 6
const asked = (series: number, change: Partial<SpikesAsked> = {}): SpikesAsked => ({
  fromHour: FROM,
  toHour: FROM + WEEK_HOURS - 1,
  sinceHour: SINCE,
  series,
  ...change,
})

type Random = () => number

function poisson(mean: number, random: Random): number {
  let n = 0
  for (let left = Math.exp(-mean), product = random(); product > left; product *= random()) n += 1
  return n
}

/** Busy by day, quiet by night and at weekends, as desks are. */
function rateAt(hour: number, perHour: number): number {
  const [ofDay, ofWeek] = [hour % 24, Math.floor(hour / 24) % 7]
  return perHour * (ofDay >= 9 && ofDay < 18 ? 2.2 : 0.3) * (ofWeek >= 5 ? 0.3 : 1)
}

/** `sway`: how much the days are better or worse than others: counts scatter more than Poisson's then. */
function aSeries(perHour: number, random: Random, sway = 0): Map<number, number> {
  const series = new Map<number, number>()
  let ofDay = 1
  for (let hour = SINCE; hour < FROM + WEEK_HOURS; hour++) {
    if (hour % 24 === 0) ofDay = 1 - sway + 2 * sway * random()
    const count = poisson(rateAt(hour, perHour) * ofDay, random)
    if (count > 0) series.set(hour, count)
  }
  return series
}

const TOPICS = 12

/** Weeks of a desk of twelve topics, from rare to busy, in which nothing happens: how many had any spike. */
function weeksWithSpikes(weeks: number, seed: number, sway: number): number {
  const random = seededRandom(seed)
  let flagged = 0
  for (let week = 0; week < weeks; week++) {
    const all = Array.from({ length: TOPICS }, (_, nth) => aSeries(0.05 * 1.5 ** nth, random, sway))
    if (all.some((series) => spikesIn(series, asked(TOPICS)).length > 0)) flagged += 1
  }
  return flagged
}

describe('noise', () => {
  it('is called a spike in at most one of twenty weeks of a desk (100 weeks, twelve topics, seed 1)', () => {
    const flagged = weeksWithSpikes(100, 1, 0)
    console.info(`of 100 weeks of noise ${flagged} have a spike`)
    expect(flagged / 100).toBeLessThanOrEqual(1 / WEEKS_PER_FALSE_SPIKE)
  })

  it('that sways from day to day by up to a half is told from spikes as well (40 weeks, seed 2)', () => {
    const flagged = weeksWithSpikes(40, 2, 0.5)
    console.info(`of 40 weeks of swaying noise ${flagged} have a spike`)
    expect(flagged / 40).toBeLessThanOrEqual(1 / WEEKS_PER_FALSE_SPIKE)
  })
})

const AT = FROM + 3 * 24 - (FROM % 24) + 14
const withMore = (series: HourSeries, more: Readonly<Record<number, number>>): HourSeries => {
  const changed = new Map(series)
  for (const [hour, by] of Object.entries(more)) changed.set(Number(hour), (changed.get(Number(hour)) ?? 0) + by)
  return changed
}

describe('a spike', () => {
  const quiet = aSeries(0.5, seededRandom(3))

  it('of three hours is found at its hours, with what was expected and what chance could bring', () => {
    const [spike, ...more] = spikesIn(withMore(quiet, { [AT]: 9, [AT + 1]: 12, [AT + 2]: 8 }), asked(TOPICS))
    expect(more).toEqual([])
    expect(spike).toMatchObject({ fromHour: AT, toHour: AT + 2 })
    expect(spike?.observed).toBeGreaterThanOrEqual(29)
    expect(spike?.expected).toBeLessThan(8)
    expect(spike?.observed).toBeGreaterThan(spike?.mostByChance ?? Number.POSITIVE_INFINITY)
  })

  it('is found though the same hour of a past week was one too', () => {
    const past = AT - 2 * WEEK_HOURS
    const series = withMore(quiet, { [past]: 40, [past + 1]: 40, [AT]: 14, [AT + 1]: 14 })
    expect(spikesIn(series, asked(TOPICS))).toHaveLength(1)
  })

  it('is none where every week has it', () => {
    const weekly = Object.fromEntries(
      Array.from({ length: BASELINE_WEEKS + 1 }, (_, nth) => [AT - nth * WEEK_HOURS, 30]),
    )
    expect(spikesIn(withMore(quiet, weekly), asked(TOPICS))).toEqual([])
  })

  it('is none of a handful, however rare the topic', () => {
    expect(spikesIn(new Map([[AT, 4]]), asked(TOPICS))).toEqual([])
    expect(spikesIn(new Map([[AT, 12]]), asked(TOPICS))).toHaveLength(1)
  })

  it('is not spoken of before there are weeks to compare with', () => {
    const young = { sinceHour: FROM - (LEAST_WEEKS - 1) * WEEK_HOURS }
    expect(spikesIn(withMore(quiet, { [AT]: 50 }), asked(TOPICS, young))).toEqual([])
  })
})

describe('the law of counts', () => {
  it('is Poisson’s where the mean is as good as known, and wider where it is not', () => {
    const known = { counts: Array.from({ length: 10_000 }, () => 4), dispersion: 1 }
    // 1 - the sum of e^-4 4^n / n! up to 9
    expect(tailOf(10, known)).toBeCloseTo(0.00813, 4)
    expect(tailOf(10, { counts: [4, 4, 4, 4], dispersion: 1 })).toBeGreaterThan(0.015)
    expect(tailOf(10, { counts: [4, 4, 4, 4], dispersion: 3 })).toBeGreaterThan(0.05)
    expect(tailOf(0, known)).toBe(1)
  })

  it('agrees with itself on the most that chance brings, small or large', () => {
    for (const counts of [
      [0, 0, 0, 0],
      [1, 0, 2, 1],
      [900, 1100, 1000, 950],
    ]) {
      const usual = { counts, dispersion: 1 }
      const most = mostByChance(usual, 1e-5)
      expect(tailOf(most + 1, usual)).toBeLessThanOrEqual(1e-5)
      expect(tailOf(most, usual)).toBeGreaterThan(1e-5)
    }
  })
})

describe('a trend', () => {
  const alone = { dispersion: 1, together: 1 }
  it.each([
    [{ week: 240, weekBefore: 100 }, 'more'],
    [{ week: 40, weekBefore: 100 }, 'fewer'],
    [{ week: 105, weekBefore: 100 }, 'alike'],
    [{ week: 9, weekBefore: 1 }, 'too_few'],
  ] as const)('of %j is %s', (weeks, verdict) => {
    expect(trendOf(weeks, alone).verdict).toBe(verdict)
  })

  it('is harder to claim of many topics, and of counts that scatter', () => {
    const weeks = { week: 130, weekBefore: 100 }
    expect(trendOf({ week: 135, weekBefore: 100 }, alone).verdict).toBe('more')
    expect(trendOf(weeks, { dispersion: 1, together: 40 }).verdict).toBe('alike')
    expect(trendOf({ week: 135, weekBefore: 100 }, { dispersion: 5, together: 1 }).verdict).toBe('alike')
  })

  it('on noise is claimed in at most 5 % of weeks, of twelve topics together (400 weeks, seed 4)', () => {
    const random = seededRandom(4)
    let claimed = 0
    for (let nth = 0; nth < 400; nth++) {
      const verdicts = Array.from({ length: TOPICS }, () =>
        trendOf({ week: poisson(60, random), weekBefore: poisson(60, random) }, { dispersion: 1, together: TOPICS }),
      )
      if (verdicts.some(({ verdict }) => verdict === 'more' || verdict === 'fewer')) claimed += 1
    }
    expect(claimed / 400).toBeLessThanOrEqual(0.05)
  })
})
