import { describe, expect, it } from 'vitest'
import type { AspectStanding } from '#functions/console/src/figure-shapes'
import {
  barWords,
  besidePeersWords,
  groupsOf,
  ownWords,
  placesOf,
  rankWords,
} from '#functions/console/src/standing-words'

const held: AspectStanding = {
  aspect: 'held',
  unit: 'ms',
  better: 'less',
  beside: ['reopened', 'grade'],
  n: 212,
  value: 912_000,
  compared: 205,
  expected: 884_000,
  difference: 1.03,
  interval: { low: 0.91, high: 1.17 },
  verdict: 'alike',
  rank: null,
}
const operator = (operatorId: number, name: string | null, changes: Partial<AspectStanding> = {}) => ({
  operatorId,
  name,
  aspects: [{ ...held, ...changes }],
  bars: [],
})

describe('operators beside peers', () => {
  it('stand in groups, by name within one: an order by number would be a ranking that chance makes', () => {
    const all = [
      operator(3, 'Zoe', { value: 1 }),
      operator(1, 'Ada', { value: 9 }),
      operator(2, 'Ben', { verdict: 'worse' }),
      operator(4, null, { verdict: 'too_few' }),
    ]
    expect(
      groupsOf(all, 'held').map(({ verdict, all: of }) => [verdict, of.map((one) => one.operator.operatorId)]),
    ).toEqual([
      ['alike', [1, 3]],
      ['worse', [2]],
      ['too_few', [4]],
    ])
    expect(groupsOf(all, 'csat')).toEqual([])
  })

  it('have no place unless the API is sure of it', () => {
    expect(rankWords(held)).toBeNull()
    expect(rankWords({ rank: 1 })).toBe('place 1, apart from everybody')
  })

  it.each([
    [{}, '3 % longer, beside peers with the same topics; 95 % sure: 9 % shorter to 17 % longer'],
    [{ difference: 1.001, interval: null }, 'as long, beside peers with the same topics'],
    [
      { unit: 'ratio', difference: -0.012, interval: { low: -0.03, high: 0.006 } },
      '−1.2 points, beside peers with the same topics; 95 % sure: −3.0 points to +0.6 points',
    ],
    [
      { unit: 'rating', difference: 0.2, interval: { low: 0.1, high: 0.3 } },
      '+0.20, beside peers with the same topics; 95 % sure: +0.10 to +0.30',
    ],
    [{ verdict: 'too_few', compared: 1 }, 'Only 1 conversation that peers had the like of: nothing can be said'],
  ] as const)('%j reads %s', (changes, words) => {
    expect(besidePeersWords({ ...held, ...changes })).toBe(words)
  })

  it('have n with every number, and no number of nothing', () => {
    expect(ownWords(held)).toBe('15 min, n = 212')
    expect(ownWords({ value: null, unit: 'ratio', n: 0 })).toBe('no data')
    const bar = { aspect: 'sla', bar: 0.9, n: 0, value: null, interval: null, standing: 'too_few' } as const
    expect(barWords(bar)).toBe('no data; bar at least 90.0 %')
    expect(barWords({ ...bar, aspect: 'escalated', bar: 0.1, n: 40, value: 0.05 })).toBe(
      '5.0 %, n = 40; bar under 10.0 %',
    )
    expect(barWords({ ...bar, aspect: 'grade', bar: 4.5, n: 40, value: 4.61 })).toBe('4.61, n = 40; bar at least 4.50')
  })

  it('are drawn on one scale, peers in the middle, twice as long as far as half as long', () => {
    const twice: AspectStanding = { ...held, difference: 2, interval: { low: 2, high: 2 } }
    const half: AspectStanding = { ...held, difference: 0.5, interval: { low: 0.5, high: 0.5 } }
    const few: AspectStanding = { ...held, verdict: 'too_few' }
    const places = placesOf([twice, half, few])
    expect(places.get(twice)?.at).toBe(98)
    expect(places.get(half)?.at).toBe(2)
    expect(places.has(few)).toBe(false)
  })
})
