/** A small run of the simulator (`npm run bench:routing` is the large one): two generated weeks at busy load, one seed. */
import { describe, expect, it } from 'vitest'
import { generatedArrivals } from '#tests/bench/routing/arrivals'
import { CONTESTANTS, figuresFor, LOADS, type PolicyOf, scenarioOf } from '#tests/bench/routing/contest'

const SEED = 7
const { arrivals } = generatedArrivals(SEED, { weeks: 2 })
const scenario = scenarioOf(arrivals, { load: LOADS.busy, seed: SEED })
const contestant = (name: string): PolicyOf => {
  const policyOf = CONTESTANTS[name]
  if (policyOf === undefined) throw new Error(`nobody is called ${name}`)
  return policyOf
}
const ours = figuresFor(scenario, contestant('ours'))
const leastLoaded = figuresFor(scenario, contestant('least loaded'))

describe('a busy desk', () => {
  it('answers at least 96 % within five minutes, and leaves nobody unanswered', () => {
    expect(ours.inTime).toBeGreaterThanOrEqual(96)
    expect(ours.unanswered).toBe(0)
  })
  it('brings a customer to the right person within 0.7 minutes on average, handing on at most 4 %', () => {
    expect(ours.rightMean).toBeLessThanOrEqual(0.7)
    expect(ours.handedOn).toBeLessThanOrEqual(4)
  })
  it('shares work and hard cases evenly', () => {
    expect(ours.jainWork).toBeGreaterThanOrEqual(0.95)
    expect(ours.jainHard).toBeGreaterThanOrEqual(0.95)
  })
  it('does better than skills with fewest conversations, on the same work', () => {
    expect(ours.inTime).toBeGreaterThan(leastLoaded.inTime)
    expect(ours.rightMean).toBeLessThan(leastLoaded.rightMean)
    expect(ours.jainWork).toBeGreaterThan(leastLoaded.jainWork)
    expect(ours.jainHard).toBeGreaterThan(leastLoaded.jainHard)
    expect(ours.same).toBeGreaterThan(leastLoaded.same)
  })
  it('is never better than one pool of people who know everything', () => {
    expect(figuresFor(scenario, contestant('one pool')).rightMean).toBeLessThan(ours.rightMean)
  })
  it('says the same again', () => {
    expect(figuresFor(scenario, contestant('ours'))).toEqual(ours)
  })
})
