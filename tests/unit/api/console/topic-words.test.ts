import { describe, expect, it } from 'vitest'
import type { SpikeTold, TopicsAnswer } from '#functions/console/src/figure-shapes'
import { shortTime } from '#functions/console/src/format'
import {
  happeningWords,
  isUnjudged,
  spikesOf,
  spikeWords,
  trendWords,
  workWords,
} from '#functions/console/src/topic-words'

const NOW_MS = Date.UTC(2026, 8, 14, 12)
const HOUR_MS = 3_600_000
const spike = (changes: Partial<SpikeTold> = {}): SpikeTold => ({
  ...{
    fromMs: NOW_MS - 3 * HOUR_MS,
    toMs: NOW_MS - HOUR_MS,
    isRunning: false,
    observed: 45,
    expected: 6.06,
    before: [],
  },
  ...changes,
})
const trend = { week: 190, weekBefore: 104, ratio: 1.82, interval: { low: 1.31, high: 2.54 }, verdict: 'more' } as const

describe('spikes', () => {
  const answer = (spikes: readonly SpikeTold[] | null): TopicsAnswer => ({
    countedByHourSince: '2026-06-01',
    volume: { trend: null, spikes },
    items: [{ topic: 'refund', trend: null, spikes: [spike({ fromMs: NOW_MS })] }],
  })

  it('are told newest first, with those of all topics together', () => {
    expect(spikesOf(answer([spike()])).map(({ topic }) => topic)).toEqual(['refund', null])
  })

  it('are unknown, and not none, before enough weeks were counted', () => {
    expect(isUnjudged(answer(null))).toBe(true)
    expect(isUnjudged(answer([]))).toBe(false)
  })

  it('say how many came, how many are usual, and whether they go on', () => {
    const from = shortTime(NOW_MS - 3 * HOUR_MS, NOW_MS)
    expect(spikeWords(spike(), NOW_MS)).toBe(`45 came ${from} to ${shortTime(NOW_MS - HOUR_MS, NOW_MS)}, 6.1 are usual`)
    expect(spikeWords(spike({ isRunning: true }), NOW_MS)).toBe(`45 came ${from} until now, 6.1 are usual`)
  })

  it('name what happened before without saying that it was why', () => {
    const deploy = { id: 'web-812', kind: 'deploy', title: 'Checkout 8.1.2', minutesBefore: 20, isOngoing: false }
    expect(happeningWords(deploy)).toBe('deploy Checkout 8.1.2, 20 min before')
    expect(happeningWords({ ...deploy, minutesBefore: -5 })).toBe('deploy Checkout 8.1.2, 5.0 min after it began')
    expect(happeningWords({ ...deploy, kind: 'incident', isOngoing: true })).toBe(
      'incident Checkout 8.1.2, going on then',
    )
  })
})

describe('a topic', () => {
  it('is said to grow or shrink only where that is sure', () => {
    expect(trendWords(trend)).toBe('surely more in a week: × 1.82 (1.31 to 2.54)')
    for (const verdict of ['alike', 'too_few'] as const) expect(trendWords({ ...trend, verdict })).toBeNull()
    expect(trendWords(null)).toBeNull()
    expect(trendWords(undefined)).toBeNull()
  })

  it('has work, and a cost where somebody has said what an hour costs', () => {
    const item = { topic: 'refund', workMinutes: 522, shareOfHeld: 0.7, costCents: 31_240 }
    expect(workWords('refund', { cost: { currency: 'EUR' }, items: [item] })).toBe('8.7 h, 312 EUR')
    expect(workWords('refund', { cost: null, items: [{ ...item, costCents: null }] })).toBe('8.7 h')
    expect(workWords('login', { cost: null, items: [item] })).toBe('no data')
    expect(workWords('refund', null)).toBe('no data')
  })
})
