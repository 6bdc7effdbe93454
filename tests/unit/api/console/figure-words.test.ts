import { describe, expect, it } from 'vitest'
import { changeOf, completenessWords, meterOf, spanWords, standingWords } from '#functions/console/src/figure-words'

const NOW_MS = Date.UTC(2026, 8, 14, 12)

describe('what a figure stands on', () => {
  it('is told as it is known, and nothing missing reads as all', () => {
    expect(standingWords({ asOfMs: null, lagMs: null, completeness: null }, NOW_MS)).toBe(
      'Nothing was ever counted for this account.',
    )
    expect(standingWords({ asOfMs: NOW_MS - 120_000, lagMs: 1_500, completeness: 1 }, NOW_MS)).toBe(
      'As of 2 min ago, counted 2 s after it happened, complete.',
    )
    expect(completenessWords({ completeness: null })).toBe('how complete is not known')
    expect(completenessWords({ completeness: 0.9999 })).toBe('99.9 % complete')
  })

  it('names one day with its weekday, and more by both ends', () => {
    expect(spanWords('2026-09-14', '2026-09-14')).toMatch(/Mon.*14.*2026/)
    expect(spanWords('2026-09-14', '2026-09-20')).toMatch(/14.* to .*20.*2026/)
  })
})

describe('a change', () => {
  it('is none without data on either side', () => {
    expect(changeOf({ value: null, before: 4, unit: 'count' }, null)).toBeNull()
    expect(changeOf({ value: 4, before: null, unit: 'count' }, null)).toBeNull()
  })

  it.each([
    [{ value: 120, before: 100, unit: 'count' }, null, '+20 %', 'plain'],
    [{ value: 5, before: 0, unit: 'count' }, null, '+5', 'plain'],
    [{ value: 30_000, before: 60_000, unit: 'ms' }, 'less', '−50 %', 'better'],
    [{ value: 0.88, before: 0.9, unit: 'ratio' }, 'more', '−2.0 points', 'worse'],
    [{ value: 4.6, before: 4.5, unit: 'rating' }, 'more', '+0.10', 'better'],
    [{ value: 4.5, before: 4.5, unit: 'rating' }, 'more', 'as before', 'plain'],
  ] as const)('of %j, wanted %s, reads %s, %s', (figures, wanted, words, tone) => {
    expect(changeOf(figures, wanted)).toEqual({ words, tone })
  })
})

describe('a bar', () => {
  const atLeast = { bar: 0.9, from: 0.5, to: 1, wanted: 'more' } as const
  const under = { bar: 0.1, from: 0, to: 0.3, wanted: 'less' } as const

  it('is reached by as much as it asks for, and by nothing less', () => {
    expect(meterOf(0.9, atLeast)).toEqual({ at: 80, bar: 80, isMet: true })
    expect(meterOf(0.8999, atLeast)?.isMet).toBe(false)
    expect(meterOf(0.1, under)?.isMet).toBe(false)
    expect(meterOf(0.0999, under)?.isMet).toBe(true)
  })

  it('has no standing without data, and keeps to its scale', () => {
    expect(meterOf(null, atLeast)).toBeNull()
    expect(meterOf(4.2, undefined)).toBeNull()
    expect(meterOf(0.2, atLeast)?.at).toBe(0)
    expect(meterOf(0.9, under)?.at).toBe(100)
  })
})
