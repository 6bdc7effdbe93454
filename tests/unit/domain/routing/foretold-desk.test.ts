/** Forecasts over a simulated desk, held against what was late in the end (`npm run bench:forecast` is the large one). */
import { describe, expect, it } from 'vitest'
import { generatedArrivals } from '#tests/bench/routing/arrivals'
import { LOADS, scenarioOf } from '#tests/bench/routing/contest'
import { CHANNEL, DESK_DOCUMENT, FIRST_REPLY_MS, NEXT_REPLY_MS } from '#tests/bench/routing/desk-document'
import { calibrationOf, type Look, lookedAt, scoresOf } from '#tests/bench/routing/foretelling'
import { ours } from '#tests/bench/routing/ours'
import { simulate } from '#tests/bench/routing/simulation'

const SEED = 7
const { arrivals } = generatedArrivals(SEED, { weeks: 2 })
const scenario = scenarioOf(arrivals, { load: LOADS.overload, seed: SEED })
/** Three times what an answer takes at this desk. */
const document = { ...DESK_DOCUMENT, channels: { [CHANNEL]: { points: 2, minutes: 5.4 } } }
const looks: Look[] = []
const promised = { firstMs: FIRST_REPLY_MS, nextMs: NEXT_REPLY_MS }
simulate(scenario, lookedAt(ours(DESK_DOCUMENT), { everyMinutes: 5, promised, document }, looks))
const [soon, later] = scoresOf(looks, [
  [0, 5],
  [5, 10],
])

describe('forecasts of an overloaded desk', () => {
  it.each([
    ['within five minutes', soon],
    ['five to ten minutes ahead', later],
  ])('%s foretell about as many breaches as there were', (_, score) => {
    if (score === undefined) throw new Error('nothing was foretold')
    expect(score.broken).toBeGreaterThan(100)
    expect(score.foretold / score.broken).toBeGreaterThan(0.6)
    expect(score.foretold / score.broken).toBeLessThan(1.6)
  })

  it('know far more of what will be late than a count of what nobody has', () => {
    for (const score of [soon, later]) {
      if (score === undefined) throw new Error('nothing was foretold')
      expect(score.both).toBeGreaterThan(2 * score.freeBroken)
      // and what is foretold is late far more often than what is due
      expect(score.both / score.foretold).toBeGreaterThan((3 * score.broken) / score.due)
    }
  })

  it('that say more are followed by more', () => {
    const bands = calibrationOf(looks, 10, [
      [0, 0],
      [1, 2],
      [3, 5],
      [6, 10],
    ])
    const broken = bands.map(({ brokenMean }) => brokenMean)
    expect(broken).toEqual([...broken].sort((a, b) => a - b))
    expect(broken[0]).toBeLessThan(0.3)
    expect(broken[2]).toBeGreaterThan(2)
  })
})
