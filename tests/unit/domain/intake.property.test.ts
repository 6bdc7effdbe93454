import { describe, expect, it } from 'vitest'
import { addCounts, histogramOf, LAG_BOUNDS_MS, lagBoundMs, percentileMs, percentilesOf } from '#domain/intake'
import { assertProperty, fc } from '#tests/support/property'

const lags = fc.array(fc.integer({ min: -5_000, max: 40 * 86_400_000 }), { maxLength: 60 })

describe('the histogram of lags', () => {
  it('adds up to the histogram of all, however it was cut into batches', () => {
    assertProperty(
      fc.property(fc.array(lags, { maxLength: 6 }), (batches) => {
        expect(addCounts(...batches.map(histogramOf))).toEqual(histogramOf(batches.flat()))
      }),
    )
  })

  it('counts each lag once', () => {
    assertProperty(
      fc.property(lags, (all) => {
        expect(percentilesOf(histogramOf(all)).n).toBe(all.length)
      }),
    )
  })

  it('names the bound of the bucket in which the percentile lies', () => {
    assertProperty(
      fc.property(lags, fc.integer({ min: 1, max: 100 }), (all, percent) => {
        const sorted = all.toSorted((a, b) => a - b)
        const exactMs = sorted[Math.max(1, Math.ceil((percent / 100) * all.length)) - 1]
        const expected = exactMs === undefined ? null : lagBoundMs(exactMs)
        expect(percentileMs(histogramOf(all), percent)).toBe(expected)
      }),
    )
  })

  it('knows no percentile without data, which is not the same as no time', () => {
    expect(percentilesOf({})).toEqual({ n: 0, p50Ms: null, p95Ms: null, p99Ms: null })
    expect(percentileMs({ 1000: 0 }, 50)).toBeNull()
  })

  it('has bounds that rise, each of which holds what took exactly so long', () => {
    expect(LAG_BOUNDS_MS.toSorted((a, b) => a - b)).toEqual([...LAG_BOUNDS_MS])
    for (const boundMs of LAG_BOUNDS_MS) expect(lagBoundMs(boundMs)).toBe(boundMs)
    expect(lagBoundMs(-3)).toBe(50)
    expect(lagBoundMs(Number.MAX_SAFE_INTEGER)).toBe(30 * 86_400_000)
  })
})
