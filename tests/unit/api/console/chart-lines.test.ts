import { describe, expect, it } from 'vitest'
import { frameOf, namedDays, pathsOf } from '#functions/console/src/chart-lines'

const series = (...values: readonly (number | null)[]) => ({
  label: 'Opened',
  points: values.map((value, nth) => ({ day: `2026-09-${10 + nth}`, value })),
})
const COUNTS = { isRatio: false, bar: null }

describe('a chart of days', () => {
  it('is none where no day has data', () => {
    expect(frameOf([series(null, null)], COUNTS)).toBeNull()
    expect(frameOf([], COUNTS)).toBeNull()
  })

  it('leaves a gap where a day has none: neither a zero nor a bridge', () => {
    const frame = frameOf([series(4, null, 8, 8)], COUNTS)
    if (frame === null) throw new Error('there is data')
    expect(pathsOf(series(4, null, 8, 8), frame)).toEqual({
      lines: 'M0 50M66.67 0L100 0',
      dots: 'M0 50h0M66.67 0h0M100 0h0',
    })
  })

  it('stands on nothing for counts, ends at all for shares, and keeps its bar in sight', () => {
    expect(frameOf([series(3, 41)], COUNTS)).toMatchObject({ least: 0, most: 60 })
    expect(frameOf([series(0.97)], { isRatio: true, bar: 0.9 })).toMatchObject({ least: 0.8, most: 1 })
    expect(frameOf([series(0.42)], { isRatio: true, bar: 0.9 })).toMatchObject({ least: 0.4, most: 1 })
    expect(frameOf([series(2)], { isRatio: false, bar: 9 })?.most).toBe(10)
    expect(frameOf([series(0)], COUNTS)?.y(0)).toBe(100)
  })

  it('names the first day, the last, and some between', () => {
    expect(namedDays(['a', 'b', 'c'], 5)).toEqual([0, 1, 2])
    const days = Array.from({ length: 30 }, (_, nth) => String(nth))
    expect(namedDays(days, 5)).toEqual([0, 7, 15, 22, 29])
  })
})
