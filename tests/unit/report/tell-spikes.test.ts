import { describe, expect, it } from 'vitest'
import type { SpikeTold, TopicReport } from '#domain/analytics/topic-report'
import type { Notice } from '#functions/report/report-notice'
import { type SpikeDeps, tellSpikes } from '#functions/report/tell-spikes'

const NOW_MS = Date.UTC(2026, 8, 14, 14, 30)
const HOUR_MS = 3_600_000
const SPIKE: SpikeTold = {
  fromMs: NOW_MS - 90 * 60_000,
  toMs: NOW_MS,
  isRunning: true,
  observed: 45,
  expected: 6.06,
  mostByChance: 21,
  before: [
    {
      ...{ id: 'web@812', kind: 'deploy', title: 'Shop 8.1', atMs: NOW_MS - 2 * HOUR_MS, untilMs: null, url: null },
      ...{ minutesBefore: 30, isOngoing: false },
    },
  ],
}

function office(spikes: readonly SpikeTold[], changes: Partial<SpikeDeps> = {}) {
  let nowMs = NOW_MS
  const told: Notice[] = []
  const notes = new Map<string, number>()
  const quiet = { opened: 0, trend: null, spikes: [] }
  const report: TopicReport = {
    week: { fromDay: '2026-09-07', toDay: '2026-09-13' },
    volume: quiet,
    topics: [
      { topic: 'refund', opened: 60, trend: null, spikes },
      { topic: 'login', ...quiet, spikes: null },
    ],
  }
  const deps: SpikeDeps = {
    isWanted: async () => true,
    topicsNow: async () => report,
    toldAtMs: async (account, topic) => notes.get(`${account} ${topic}`) ?? null,
    noteTold: async (account, topic, atMs) => void notes.set(`${account} ${topic}`, atMs),
    tell: async (_account, notice) => void told.push(notice),
    consoleUrl: 'https://desk.example.com/',
    now: () => nowMs,
    log: { info: () => undefined },
    ...changes,
  }
  const run = (atMs = NOW_MS) => {
    nowMs = atMs
    return tellSpikes('shop', 'UTC', deps)
  }
  return { told, run }
}

describe('a spike', () => {
  it('is told while it lasts, with what happened before and without a cause', async () => {
    const { told, run } = office([SPIKE])
    await run()
    expect(told).toMatchObject([
      { title: 'shop: much of refund', severity: 'info', key: `spike:shop:refund:${SPIKE.fromMs}` },
    ])
    expect(told[0]?.lines).toEqual([
      '45 conversations since 2026-09-14 13:00 UTC, usually 6.06; more than 21 does not come by chance',
      'What happened before, which need not be why:',
      '- deploy: Shop 8.1 (30 min before)',
    ])
    expect(told[0]?.links[0]?.href).toBe('https://desk.example.com/?account=shop')
  })

  it('is told once in six hours, however often it is looked at', async () => {
    const { told, run } = office([SPIKE])
    for (const minutes of [0, 15, 30]) await run(NOW_MS + minutes * 60_000)
    expect(told).toHaveLength(1)
  })

  it('is told again where nobody could be told', async () => {
    let fails = true
    const lost: Notice[] = []
    const { run } = office([SPIKE], {
      tell: async (_account, notice) => {
        if (fails) throw new Error('Slack is down')
        lost.push(notice)
      },
    })
    await expect(run()).rejects.toThrow('Slack')
    fails = false
    await run()
    expect(lost).toHaveLength(1)
  })

  it('that ended hours ago is no news, nor is anything to those who do not want to hear', async () => {
    const old = office([{ ...SPIKE, toMs: NOW_MS - 2 * HOUR_MS, isRunning: false }])
    await old.run()
    const unwanted = office([SPIKE], { isWanted: async () => false })
    await unwanted.run()
    expect([...old.told, ...unwanted.told]).toEqual([])
  })

  it('before which nothing is known to have happened is told so', async () => {
    const { told, run } = office([{ ...SPIKE, before: [] }])
    await run()
    expect(told[0]?.lines.at(-1)).toBe('Nothing is known to have happened in the hours before.')
  })
})
