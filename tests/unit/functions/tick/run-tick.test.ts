import { describe, expect, it } from 'vitest'
import type { DeadlineMessage } from '#domain/deadline-message'
import type { ApprovalDue } from '#domain/review-message'
import type { Waiting } from '#domain/simulate-answers'
import { runTick, type TickDeps } from '#functions/tick/run-tick'
import { DEFAULT_ESCALATION } from '#policies/default-escalation'
import { aNote } from '#tests/support/actions'
import { START_MS } from '#tests/support/builders'
import { aRule, rulesOf } from '#tests/support/escalating'
import { recorder } from '#tests/support/recorder'
import { aWaiting, BILLING, forecastFacts } from '#tests/support/waiting'

const MINUTE_MS = 60_000
type DueKey = Omit<DeadlineMessage, 'kind'>
type Standing = {
  readonly counts?: { readonly warned: number; readonly breached: number; readonly escalated: number } | null
  readonly unassignedSinceMs?: number
  readonly due?: readonly Waiting[]
  readonly cut?: boolean
}

const key = (conversationId: number, atMs: number): DueKey => ({ account: 'shop', conversationId, atMs })
const calm = { warned: 0, breached: 0, escalated: 0 }

/** A tick over shards in memory: pages of two, oldest first. */
function aTick(
  desk: {
    readonly due?: readonly DueKey[]
    readonly approvals?: readonly ApprovalDue[]
    readonly accounts?: Readonly<Record<string, Standing>>
  } = {},
  changes: Partial<TickDeps> = {},
) {
  const time = { nowMs: START_MS, lastMs: (START_MS - MINUTE_MS) as number | null }
  const announced: DeadlineMessage[][] = []
  const outages: unknown[] = []
  const told: unknown[] = []
  const spans: unknown[] = []
  const gauges: Record<string, number> = {}
  const { log, count, counts, lines } = recorder()
  const accounts = desk.accounts ?? { shop: {} }
  const inShard = (shard: number, untilMs: number): DueKey[] =>
    (desk.due ?? [])
      .filter(({ conversationId, atMs }) => conversationId % 8 === shard && atMs <= untilMs)
      .sort((a, b) => a.atMs - b.atMs)
  const deps: TickDeps = {
    async duePage(shard, { untilMs, after }) {
      const from = Number(after?.at ?? 0)
      const all = inShard(shard, untilMs)
      return { due: all.slice(from, from + 2), after: from + 2 < all.length ? { at: from + 2 } : undefined }
    },
    announce: async (deadlines) => void announced.push([...deadlines]),
    dueApprovals: async (untilMs) => (desk.approvals ?? []).filter(({ atMs }) => atMs <= untilMs),
    tellReview: async (due) => void told.push(...due),
    lastTickMs: async () => time.lastMs,
    async noteTick(atMs) {
      time.lastMs = atMs
    },
    noteOutage: async (outage) => void outages.push(outage),
    accounts: async () => Object.keys(accounts),
    switchedOff: async () => [],
    noteSwitchedOff: async () => undefined,
    heldOf: async () => [],
    dueAtMs: async () => () => null,
    release: async () => undefined,
    forget: async () => undefined,
    sendHeld: async () => undefined,
    releasesAMinute: 150,
    counts: async (account) => (accounts[account]?.counts === undefined ? calm : accounts[account].counts),
    oldestUnassignedSinceMs: async (account) => accounts[account]?.unassignedSinceMs ?? null,
    escalationRules: async () => DEFAULT_ESCALATION,
    async forecastFacts(account, span) {
      spans.push([account, span])
      const { due: waiting = [], cut = false } = accounts[account] ?? {}
      const teamName = (teamId: number) => (teamId === BILLING ? 'Billing' : null)
      return { facts: forecastFacts({ ...span, waiting, operators: [] }), cut, teamName }
    },
    teamNameIn: async (_account, conversationId) => `Team of ${conversationId}`,
    sendForecast: async (body) => void told.push(body),
    pageProvenMs: async () => null,
    now: () => time.nowMs,
    count,
    gauge: (name, value) => {
      gauges[name] = value
    },
    log,
    ...changes,
  }
  return { tick: () => runTick(deps), time, announced, outages, told, spans, gauges, counts, lines }
}
const ids = (announced: readonly (readonly DeadlineMessage[])[]) =>
  announced.flat().map(({ conversationId }) => conversationId)
const down = () => Promise.reject(new Error('down'))

describe('the minute tick sends deadlines', () => {
  it('that come before the tick after the next one, of every shard, and no others', async () => {
    const due = Array.from({ length: 16 }, (_, nth) => key(nth + 1, START_MS + nth * 10_000))
    const { tick, announced, counts } = aTick({ due: [...due, key(90, START_MS + 150_001)] })
    await tick()
    expect(ids(announced).sort((a, b) => a - b)).toEqual(due.map(({ conversationId }) => conversationId))
    expect(announced.flat()).toContainEqual({ kind: 'deadline', ...due[0] })
    expect(counts).toEqual({ TickRuns: 1, DeadlinesSent: 16 })
  })

  it('to the last millisecond of that time', async () => {
    const { tick, announced } = aTick({ due: [key(1, START_MS + 150_000)] })
    await tick()
    expect(ids(announced)).toEqual([1])
  })

  it('all of them although some are long past, oldest first in each shard', async () => {
    const overdue = [8, 16, 24, 32, 40].map((id, nth) => key(id, START_MS - nth * MINUTE_MS))
    const { tick, announced, gauges } = aTick({ due: overdue })
    await tick()
    expect(ids(announced)).toEqual([40, 32, 24, 16, 8])
    expect(announced.map(({ length }) => length)).toEqual([2, 2, 1])
    expect(gauges.DeadlineBacklogSeconds).toBe(240)
  })

  it('at most twenty pages of a shard: the next tick goes on, and no tick lasts for ever', async () => {
    const reads: number[] = []
    const { tick, announced } = aTick(
      {},
      {
        duePage: async (shard) => {
          reads.push(shard)
          return { due: shard === 3 ? [key(3, START_MS)] : [], after: shard === 3 ? { at: 1 } : undefined }
        },
      },
    )
    await tick()
    expect(reads.filter((shard) => shard === 3)).toHaveLength(20)
    expect(reads).toHaveLength(27)
    expect(announced).toHaveLength(20)
  })

  it('twice where it runs twice, and breaks nothing', async () => {
    const { tick, announced, counts } = aTick({ due: [key(1, START_MS)] })
    await Promise.all([tick(), tick()])
    expect(ids(announced)).toEqual([1, 1])
    expect(counts).toEqual({ TickRuns: 2, DeadlinesSent: 2 })
  })

  it('again with every tick at first, and ever more seldom while nobody handles them', async () => {
    const { tick, time, announced } = aTick({ due: [key(1, START_MS + 1_000)] })
    const sentAfter: number[] = []
    for (let minute = 0; minute <= 130; minute++) {
      const { length } = announced
      await tick()
      if (announced.length > length) sentAfter.push(minute)
      time.nowMs += MINUTE_MS
    }
    // the instant is a second behind the minute
    expect(sentAfter).toEqual([0, 1, 2, 3, 4, 5, 9, 17, 33, 61, 65, 121, 129])
  })

  it('all that no tick has announced yet, however old, when ticks were missing', async () => {
    const { tick, time, announced } = aTick({
      due: [key(1, START_MS + 5 * MINUTE_MS), key(2, START_MS + 10 * MINUTE_MS)],
    })
    await tick()
    expect(announced).toEqual([])
    time.nowMs += 20 * MINUTE_MS
    await tick()
    expect(ids(announced)).toEqual([1, 2])
  })

  it('and throws when it cannot: then it did not run, and the next one does it all', async () => {
    const { tick, time, counts } = aTick({ due: [key(1, START_MS)] }, { announce: down })
    await expect(tick()).rejects.toThrow('down')
    expect(time.lastMs).toBe(START_MS - MINUTE_MS)
    expect(counts).toEqual({})
  })
})

describe('the minute tick with a shard that cannot be read', () => {
  it('sends those of all the others before it gives up', async () => {
    const { tick, announced } = aTick(
      {},
      {
        duePage: async (shard) => {
          if (shard === 0) return down()
          for (let turn = 0; turn < shard; turn++) await new Promise((resolve) => setImmediate(resolve))
          return { due: [key(shard, START_MS)], after: undefined }
        },
      },
    )
    await expect(tick()).rejects.toThrow('down')
    expect(ids(announced)).toEqual([1, 2, 3, 4, 5, 6, 7])
  })
})

describe('the minute tick knows when it did not run', () => {
  it('not the first time of all', async () => {
    const { tick, time, outages, gauges } = aTick()
    time.lastMs = null
    await tick()
    expect(outages).toEqual([])
    expect(gauges.TickGapSeconds).toBe(0)
    expect(time.lastMs).toBe(START_MS)
  })

  it.each([
    [1, 0],
    [3, 0],
  ])('and takes %i minutes for nothing to speak of', async (minutes, expected) => {
    const { tick, time, outages, gauges, lines } = aTick()
    time.lastMs = START_MS - minutes * MINUTE_MS
    await tick()
    expect(outages).toHaveLength(expected)
    expect(lines).toEqual([])
    expect(gauges.TickGapSeconds).toBe(minutes * 60)
  })

  it('and notes more than three minutes as an outage of ours', async () => {
    const { tick, time, outages, gauges, lines } = aTick()
    time.lastMs = START_MS - 3 * MINUTE_MS - 1
    await tick()
    expect(outages).toEqual([{ fromMs: START_MS - 3 * MINUTE_MS - 1, toMs: START_MS }])
    expect(lines).toMatchObject([{ level: 'warn', code: 'ticks_missed', fields: { gapSeconds: 180 } }])
    expect(gauges.TickGapSeconds).toBe(180)
  })

  it('and notes it once, not with every tick after it', async () => {
    const { tick, time, outages } = aTick()
    time.lastMs = START_MS - 10 * MINUTE_MS
    await tick()
    time.nowMs += MINUTE_MS
    await tick()
    expect(outages).toHaveLength(1)
  })

  it('as one outage from the same beginning, when the first tick after it fails', async () => {
    let fails = true
    const { tick, time, outages } = aTick(
      { due: [key(1, START_MS)] },
      { announce: async () => void (fails && (await down())) },
    )
    time.lastMs = START_MS - 10 * MINUTE_MS
    await expect(tick()).rejects.toThrow('down')
    fails = false
    time.nowMs += MINUTE_MS
    await tick()
    expect(outages).toEqual([
      { fromMs: START_MS - 10 * MINUTE_MS, toMs: START_MS },
      { fromMs: START_MS - 10 * MINUTE_MS, toMs: START_MS + MINUTE_MS },
    ])
  })
})

describe('the minute tick and switches', () => {
  const off = (account: string, name: string, atMs = START_MS - 5 * MINUTE_MS) => ({
    ...{ account, name, atMs },
    reason: 'Test',
    by: 'avery',
  })
  const offs = (...all: ReturnType<typeof off>[]) => ({
    switchedOff: async (account: string) => all.filter((one) => one.account === account),
  })

  it('announces what comes due while sla is off, once, and measures no backlog of it', async () => {
    const due = [key(1, START_MS - 3 * MINUTE_MS), key(2, START_MS + 1_000)]
    const { tick, announced, gauges } = aTick({ due }, offs(off('shop', 'sla')))
    await tick()
    expect([ids(announced), gauges.DeadlineBacklogSeconds]).toEqual([[2], 0])
  })

  it.each(['shop', '*'])('makes the outage of a switch longer by every tick: %s', async (account) => {
    const noted: unknown[] = []
    const { tick } = aTick(
      {},
      {
        ...offs(off(account, 'outage'), off(account, 'sla'), off(account, 'route')),
        noteSwitchedOff: async (one, untilMs) => void noted.push([one.account, one.name, untilMs]),
      },
    )
    await tick()
    expect(noted).toEqual([
      [account, 'outage', START_MS],
      [account, 'sla', START_MS],
    ])
  })

  it.each([
    [[off('shop', 'outage')], []],
    [[off('*', 'outage')], []],
    [[off('shop', 'act')], ['a']],
    [[], ['a']],
  ])('releases held actions unless outage mode is on: %j', async (switched, expected) => {
    const sent: string[] = []
    const held = { account: 'shop', conversationId: 1, id: 'a', requestedAtMs: 1, heldAtMs: 2 }
    const { tick } = aTick(
      {},
      {
        ...offs(...switched),
        heldOf: async () => [held],
        release: async () => aNote({ id: 'a' }),
        sendHeld: async ({ id }) => void sent.push(id),
      },
    )
    await tick()
    expect(sent).toEqual(expected)
  })

  it('while they cannot be read announces all, releases nothing, and says so', async () => {
    const { tick, announced, lines } = aTick({ due: [key(1, START_MS)] }, { switchedOff: down, heldOf: down })
    await tick()
    expect(ids(announced)).toEqual([1])
    expect(lines.map(({ code }) => code)).toEqual(['switches_not_read'])
  })

  it('goes on when outages or held actions cannot be tended', async () => {
    const { tick, counts, lines } = aTick({}, { heldOf: down })
    await tick()
    expect([counts.TickRuns, lines.map(({ code }) => code)]).toEqual([1, ['switches_not_tended']])
  })
})

describe('the minute tick measures', () => {
  it('all accounts together: sums, and the longest wait for somebody', async () => {
    const { tick, gauges } = aTick({
      accounts: {
        shop: { counts: { warned: 3, breached: 1, escalated: 2 }, unassignedSinceMs: START_MS - 90_500 },
        other: { counts: { warned: 4, breached: 0, escalated: 1 }, unassignedSinceMs: START_MS - 30_000 },
        quiet: { counts: null },
      },
    })
    await tick()
    expect(gauges).toEqual({
      SlaAtRisk: 7,
      SlaBreached: 1,
      BreachesPredicted: 0,
      EscalationsActive: 3,
      UnassignedOldestSeconds: 90,
      DeadlineBacklogSeconds: 0,
      TickGapSeconds: 60,
    })
  })

  it('how long ago a page was proven, once one was', async () => {
    const never = aTick()
    await never.tick()
    expect(never.gauges).not.toHaveProperty('PageProofAgeSeconds')
    const proven = aTick({}, { pageProvenMs: async () => START_MS - 3 * 86_400_000 })
    await proven.tick()
    expect(proven.gauges.PageProofAgeSeconds).toBe(3 * 86_400)
  })

  it('zero where nobody was ever heard of', async () => {
    const { tick, gauges } = aTick({ accounts: {} })
    await tick()
    expect(gauges).toMatchObject({ SlaAtRisk: 0, SlaBreached: 0, EscalationsActive: 0, UnassignedOldestSeconds: 0 })
  })

  it('no backlog where all that is due lies ahead', async () => {
    const { tick, gauges } = aTick({ due: [key(1, START_MS + 30_000)] })
    await tick()
    expect(gauges.DeadlineBacklogSeconds).toBe(0)
  })

  it('the others although one account cannot be read, and says which', async () => {
    const { tick, gauges, counts, lines } = aTick(
      { accounts: { broken: {}, shop: { counts: { warned: 3, breached: 1, escalated: 2 } } } },
      { oldestUnassignedSinceMs: (account) => (account === 'broken' ? down() : Promise.resolve(null)) },
    )
    await tick()
    expect(gauges).toMatchObject({ SlaAtRisk: 3, SlaBreached: 1, EscalationsActive: 2 })
    expect(lines).toMatchObject([{ level: 'error', code: 'standing_unreadable', fields: { account: 'broken' } }])
    expect(counts.TickRuns).toBe(1)
  })

  it('after the deadlines are sent: figures that fail hold up no clock', async () => {
    const { tick, announced, time } = aTick({ due: [key(1, START_MS)] }, { accounts: down })
    await expect(tick()).rejects.toThrow('down')
    expect(ids(announced)).toEqual([1])
    expect(time.lastMs).toBe(START_MS)
  })
})

describe('the minute tick foretells', () => {
  const three = [aWaiting(1, 5), aWaiting(2, 6), aWaiting(3, 7)]

  it('which teams are about to break promises in the next quarter of an hour, account by account', async () => {
    const { tick, told, spans, counts, gauges } = aTick({
      accounts: { shop: { due: [...three, aWaiting(4, 8, { operatorId: 41 })] }, other: { due: [aWaiting(5, 5)] } },
    })
    await tick()
    expect(told).toEqual([
      {
        ...{ kind: 'forecast', account: 'shop', team: 5, teamName: 'Billing', dueWithinMinutes: 15 },
        ...{ conversations: [1, 2, 3, 4], unassigned: 3, byMs: START_MS + 8 * MINUTE_MS, saves: 1, atMs: START_MS },
      },
    ])
    const time = { nowMs: START_MS, untilMs: START_MS + 15 * MINUTE_MS }
    expect(spans).toEqual([
      ['shop', time],
      ['other', time],
    ])
    expect(counts.Forecasts).toBe(1)
    expect(gauges.BreachesPredicted).toBe(5)
  })

  it('by the rules of the account, as far ahead as they look, to whom they name', async () => {
    const on = { on: 'queue_forecast', breaches: 2, withinSeconds: 1_800 } as const
    const rules = rulesOf(aRule('busy', on, { cause: 'forecasts', startAtRung: 1 }))
    const due = [aWaiting(1, 20, { teamId: 6 }), aWaiting(2, 25, { teamId: 6 })]
    const { tick, told, spans, gauges } = aTick({ accounts: { shop: { due } } }, { escalationRules: async () => rules })
    await tick()
    expect(told).toMatchObject([
      {
        ...{ team: 6, teamName: 'Team of 1', dueWithinMinutes: 30, conversations: [1, 2] },
        rule: { id: 'busy', cause: 'forecasts', target: 'leads', way: 'notify' },
      },
    ])
    expect(spans).toEqual([['shop', { nowMs: START_MS, untilMs: START_MS + 30 * MINUTE_MS }]])
    expect(gauges.BreachesPredicted).toBe(0)
  })

  it('of what it could read, and says that there is more', async () => {
    const { tick, told, lines } = aTick({ accounts: { shop: { due: three, cut: true } } })
    await tick()
    expect(told).toHaveLength(1)
    expect(lines).toMatchObject([{ level: 'warn', code: 'forecast_cut', fields: { account: 'shop' } }])
  })

  it('without holding up another account whose forecast cannot be told', async () => {
    const { tick, counts, lines } = aTick(
      { accounts: { broken: { due: three }, shop: { due: three } } },
      { sendForecast: ({ account }) => (account === 'broken' ? down() : Promise.resolve()) },
    )
    await tick()
    expect(counts.Forecasts).toBe(1)
    expect(lines).toMatchObject([{ level: 'error', code: 'forecast_not_told', fields: { account: 'broken' } }])
  })

  it('and still counts the account whose forecast cannot be told', async () => {
    const { tick, gauges } = aTick(
      { accounts: { shop: { due: three, counts: { warned: 3, breached: 1, escalated: 0 } } } },
      { sendForecast: down },
    )
    await tick()
    expect(gauges).toMatchObject({ SlaAtRisk: 3, SlaBreached: 1, BreachesPredicted: 3 })
  })
})
