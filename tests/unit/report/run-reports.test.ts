import { describe, expect, it } from 'vitest'
import type { Glance } from '#domain/analytics/glance'
import type { Report } from '#domain/report/report'
import { type RunDeps, runReports } from '#functions/report/run-reports'

const MONDAY_0659 = Date.parse('2026-09-21T04:59:00Z')
const MONDAY_0700 = Date.parse('2026-09-21T05:00:00Z')
const HEADS = [
  { label: 'Conversations opened', unit: 'count', value: 1234, reason: null, before: 1100, n: 1234 },
  { label: 'Promises kept', unit: 'ratio', value: null, reason: 'no_data', before: null, n: 0 },
] as const

const TOLD_NOTHING = { value: null, n: 0 }

function office(
  changes: Partial<RunDeps> = {},
  promises: Readonly<Record<string, { readonly value: number | null; readonly n: number }>> = {},
) {
  let nowMs = MONDAY_0700
  const kept = new Map<string, Awaited<ReturnType<RunDeps['keep']>>>()
  const told: { account: string; title: string; lines: readonly string[]; href: string | undefined }[] = []
  const counts: Record<string, number> = {}
  const key = (account: string, week: string): string => `${account} ${week}`
  const deps: RunDeps = {
    accounts: async () => ['shop', 'outlet'],
    zoneOf: async (account) => (account === 'shop' ? 'Europe/Berlin' : 'America/Los_Angeles'),
    isOff: async () => false,
    find: async (account, week) => kept.get(key(account, week)),
    isCounted: async () => true,
    make: async ({ account, week }) => ({ account, week }) as Report,
    keep: async ({ account, week }) => {
      const stored = { account, week, heads: HEADS, toldAtMs: null }
      kept.set(key(account, week), stored)
      return stored
    },
    tell: async (account, { title, lines, links }) => {
      told.push({ account, title, lines, href: links[0]?.href })
      return { kind: 'delivered' }
    },
    tellSpikes: async () => undefined,
    noteTold: async (account, week, atMs) => {
      const stored = kept.get(key(account, week))
      if (stored !== undefined) kept.set(key(account, week), { ...stored, toldAtMs: atMs })
    },
    glance: async (account) => ({ today: { sla_net: promises[account] ?? TOLD_NOTHING } }) as unknown as Glance,
    consoleUrl: 'https://desk.example.com/',
    now: () => nowMs,
    count: (name, by = 1) => {
      counts[name] = (counts[name] ?? 0) + by
    },
    gauge: (name, value) => {
      counts[name] = value
    },
    log: { info: () => undefined, fault: () => undefined },
    ...changes,
  }
  return {
    told,
    counts,
    weeks: () => [...kept.keys()],
    run: (atMs: number) => {
      nowMs = atMs
      return runReports(deps)
    },
  }
}

describe('the weekly report', () => {
  it('is made on Monday at 07:00 by the clocks of each account, and not before', async () => {
    const { run, weeks } = office()
    await run(MONDAY_0659)
    expect(weeks()).toEqual(['shop 2026-W37', 'outlet 2026-W37'])
    await run(MONDAY_0700)
    expect(weeks()).toEqual(['shop 2026-W37', 'outlet 2026-W37', 'shop 2026-W38'])
    await run(MONDAY_0700 + 9 * 3_600_000)
    expect(weeks().at(-1)).toBe('outlet 2026-W38')
  })

  it('is made and told of once, however often it is looked for', async () => {
    const { run, told, counts } = office({ accounts: async () => ['shop'] })
    for (const minutes of [0, 15, 30, 24 * 60]) await run(MONDAY_0700 + minutes * 60_000)
    expect(told).toHaveLength(1)
    expect(counts).toEqual({ ReportRuns: 4, ReportsMade: 1, ReportsMissing: 0, PromisesMissedPercent: 0 })
  })

  it('tells its three numbers, those without data as such, and where the rest is', async () => {
    const { run, told } = office({ accounts: async () => ['shop'] })
    await run(MONDAY_0700)
    expect(told[0]).toEqual({
      account: 'shop',
      title: 'Support health of shop, week 2026-W38',
      lines: ['Conversations opened: 1,234 (1,100 the week before)', 'Promises kept: no data'],
      href: 'https://desk.example.com/?account=shop&report=2026-W38',
    })
  })

  it('is told of later where nobody could be told, without being made again', async () => {
    let isDown = true
    const tell = async () => {
      if (isDown) throw new Error('no topic')
      return { kind: 'delivered' as const }
    }
    const { run, counts } = office({ accounts: async () => ['shop'], tell })
    await run(MONDAY_0700)
    expect(counts.ReportsMissing).toBe(1)
    isDown = false
    await run(MONDAY_0700 + 900_000)
    expect(counts).toEqual({ ReportRuns: 2, ReportsMade: 1, ReportsMissing: 0, PromisesMissedPercent: 0 })
  })

  it('of one account does not wait for that of another which cannot be made', async () => {
    const make: RunDeps['make'] = async ({ account, week }) => {
      if (account === 'shop') throw new Error('throttled')
      return { account, week } as Report
    }
    const { run, weeks, counts } = office({ make })
    await run(MONDAY_0700)
    expect(weeks()).toEqual(['outlet 2026-W37'])
    expect(counts.ReportsMissing).toBe(1)
  })

  it('is not made where it is switched off, nor for an account of which nothing was ever counted', async () => {
    for (const changes of [{ isOff: async () => true }, { isCounted: async () => false }]) {
      const { run, weeks, counts } = office(changes)
      await run(MONDAY_0700)
      expect(weeks()).toEqual([])
      expect(counts).toEqual({ ReportRuns: 1, ReportsMissing: 0, PromisesMissedPercent: 0 })
    }
  })

  it('tells how many of today’s promises are broken where it is worst, and nothing of an account with few', async () => {
    const { run, counts } = office({}, { shop: { value: 0.875, n: 40 }, outlet: { value: 0, n: 19 } })
    await run(MONDAY_0700)
    expect(counts.PromisesMissedPercent).toBe(12.5)
  })
})
