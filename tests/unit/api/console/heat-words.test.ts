import { describe, expect, it } from 'vitest'
import { busiestOf, cellWords, meanOf, shadeOf, spokenCell } from '#functions/console/src/heat-words'

const cell = (count: number | null, days = 4) => ({ weekday: 2, hour: 9, count, days })

describe('an hour of the heat map', () => {
  it('is a mean of its days, and none where there were none', () => {
    expect(meanOf(cell(34))).toBe(8.5)
    expect(meanOf(cell(null))).toBeNull()
    expect(meanOf(cell(0, 0))).toBeNull()
  })

  it('says in words what its shade shows', () => {
    expect(spokenCell(cell(34), 'waits')).toBe('Tuesday 09:00: 34 waits on 4 days, 8.5 a day')
    expect(spokenCell(cell(3, 1), 'waits')).toBe('Tuesday 09:00: 3 waits on 1 day, 3 a day')
    expect(spokenCell(cell(null), 'waits')).toBe('Tuesday 09:00: no data')
  })

  it.each([
    [null, 10, 0],
    [0, 10, 0],
    [0.01, 10, 1],
    [5, 10, 3],
    [10, 10, 5],
    [0, 0, 0],
  ])('of %s with %s at most has shade %i', (mean, most, shade) => {
    expect(shadeOf(mean, most)).toBe(shade)
  })

  it.each([
    [null, ''],
    [0, ''],
    [0.42, '.4'],
    [3, '3'],
    [3.46, '3.5'],
    [9.96, '10'],
    [12.4, '12'],
  ])('of %s fits its cell as %j', (mean, words) => {
    expect(cellWords(mean)).toBe(words)
  })

  it('is the busiest only where something happened', () => {
    expect(busiestOf([cell(0), cell(8), cell(34), cell(null)])).toEqual(cell(34))
    expect(busiestOf([cell(0), cell(null)])).toBeNull()
    expect(busiestOf([])).toBeNull()
  })
})
