import { describe, expect, it } from 'vitest'
import { daysNeeded, happeningsNeeded, topicReport } from '#domain/analytics/topic-report'
import { type Happening, happenedBefore } from '#domain/happening'
import { dateOf, dayOf } from '#domain/local-date'

const HOUR_MS = 3_600_000
const ZONE = 'Europe/Berlin'
/** Monday, 14:30 in Berlin. */
const NOW_MS = Date.UTC(2026, 8, 14, 12, 30)
const SPAN = { fromDay: '2026-09-08', toDay: '2026-09-14' }
const asked = { ...SPAN, timeZone: ZONE, nowMs: NOW_MS }
const TODAY = dayOf('2026-09-14')

/** Two an hour from 9 to 17, every day of eleven weeks. */
const steady = (): Map<number, number> => {
  const series = new Map<number, number>()
  for (let day = TODAY - 77; day <= TODAY; day++)
    for (let hour = 9; hour < 17; hour++) if (day < TODAY || hour <= 14) series.set(day * 24 + hour, 2)
  return series
}
const deploy = (change: Partial<Happening> = {}): Happening => ({
  ...{ kind: 'deploy', id: 'web-812', title: 'Checkout 8.1.2', url: null, untilMs: null },
  atMs: Date.UTC(2026, 8, 14, 9, 40),
  ...change,
})

describe('what customers came with', () => {
  const refund = steady()
  for (const hour of [12, 13, 14]) refund.set(TODAY * 24 + hour, 15)
  const counted = {
    sinceDay: dateOf(TODAY - 77),
    topics: new Map([
      ['refund', refund],
      ['login', steady()],
    ]),
  }
  const report = topicReport(counted, asked, [deploy(), deploy({ id: 'old', atMs: NOW_MS - 30 * HOUR_MS })])

  it('has the spike of a topic by the account’s clocks, with what happened in the hours before', () => {
    const of = report.topics.find(({ topic }) => topic === 'refund')
    expect(of?.spikes).toMatchObject([
      { fromMs: Date.UTC(2026, 8, 14, 10), toMs: NOW_MS, isRunning: true, observed: 45 },
    ])
    expect(of?.spikes?.[0]?.before).toMatchObject([{ id: 'web-812', minutesBefore: 20, isOngoing: false }])
    expect(report.topics.find(({ topic }) => topic === 'login')?.spikes).toEqual([])
  })

  it('has the last whole week beside the one before', () => {
    expect(report.week).toEqual({ fromDay: '2026-09-07', toDay: '2026-09-13' })
    expect(report.topics.find(({ topic }) => topic === 'login')?.trend).toMatchObject({
      week: 112,
      weekBefore: 112,
      verdict: 'alike',
    })
    expect(report.topics.map(({ topic }) => topic)).toEqual(['refund', 'login'])
  })

  it('sees the whole account too', () => {
    expect(report.volume.opened).toBe(report.topics.reduce((sum, { opened }) => sum + opened, 0))
    expect(report.volume.spikes).toHaveLength(1)
  })

  it('says nothing of spikes and trends where too little was counted by the hour', () => {
    const young = topicReport({ ...counted, sinceDay: dateOf(TODAY - 8) }, asked, [])
    expect(young.topics.map(({ spikes, trend }) => [spikes, trend])).toEqual([
      [null, null],
      [null, null],
    ])
    expect(topicReport({ sinceDay: null, topics: new Map() }, asked, [])).toMatchObject({
      volume: { opened: 0, trend: null, spikes: null },
      topics: [],
    })
  })

  it('asks for eight weeks before the span, and for what happened from some hours before it', () => {
    expect(daysNeeded(SPAN)).toEqual({ fromDay: '2026-07-13', toDay: '2026-09-14' })
    expect(happeningsNeeded(asked)).toEqual({ fromMs: Date.UTC(2026, 8, 7, 15), toMs: NOW_MS })
  })
})

describe('what happened before', () => {
  const spikeMs = Date.UTC(2026, 8, 14, 10)
  it.each([
    ['a minute before', { atMs: spikeMs - 60_000 }, true],
    ['six hours before', { atMs: spikeMs - 6 * HOUR_MS }, true],
    ['longer ago', { atMs: spikeMs - 6 * HOUR_MS - 1 }, false],
    ['days ago, and going on', { atMs: spikeMs - 99 * HOUR_MS, untilMs: spikeMs + HOUR_MS }, true],
    ['days ago, and over', { atMs: spikeMs - 99 * HOUR_MS, untilMs: spikeMs - HOUR_MS }, false],
    ['within the first hour', { atMs: spikeMs + 30 * 60_000 }, true],
    ['afterwards', { atMs: spikeMs + HOUR_MS }, false],
  ])('%s: %j is told: %s', (_when, of, isTold) => {
    expect(happenedBefore([deploy(of)], spikeMs)).toHaveLength(isTold ? 1 : 0)
  })
})
