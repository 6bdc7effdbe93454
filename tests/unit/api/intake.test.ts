import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Finding, histogramOf } from '#domain/intake'
import { intakeForTile } from '#functions/api/intake-standing'
import { canaryStore } from '#store/canary'
import { intakeLedger } from '#store/intake-ledger'
import { intakeReads } from '#store/intake-now'
import { START_MS } from '#tests/support/builders'
import { aFinding } from '#tests/support/intake-ledger-contract'
import { jsonOf } from './ask.ts'
import { type DeskTable, startDeskTable, TABLE } from './desk-table.ts'
import { type Served, serve } from './serving.ts'

const VIEWER = ['viewer', 'account:shop']
const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
const today = new Date(START_MS).toISOString().slice(0, 10)
const daysAgo = (days: number) => new Date(START_MS - days * DAY_MS).toISOString().slice(0, 10)

let desk: DeskTable
let api: Served
const ledgerAt = () => intakeLedger({ client: desk.client, table: TABLE, now: () => START_MS })

beforeAll(async () => {
  desk = await startDeskTable()
  api = serve(desk)
  api.world.nowMs = START_MS
  const ledger = ledgerAt()
  await ledger.add(
    { account: 'shop', day: today },
    { received: 100, repeated: 40, deadLettered: 1 },
    {
      reasons: { deadLettered: { unparseable: 1 } },
      lags: { delivery: histogramOf([900, 900, 9_000]), applying: histogramOf([80]) },
      lastReceivedAtMs: START_MS - MINUTE_MS,
    },
  )
  await ledger.add({ account: 'shop', day: daysAgo(2) }, { received: 10, reconciled: 3 })
  await ledger.add({ account: 'shop', day: daysAgo(8) }, { received: 7 })
  for (const nth of [1, 2, 3])
    await ledger.found('shop', aFinding(1040 + nth, { atMs: START_MS - nth * 2 * 3_600_000 }))
  await ledger.found('other', aFinding(9))
})
afterAll(() => desk.stop())

const ask = (query: Record<string, string> = {}, groups: readonly string[] = VIEWER) =>
  api.ask({ path: '/v1/health/intake', query, groups })

describe('GET /v1/health/intake', () => {
  it('tells each day, and nothing of a day of which nothing is known', async () => {
    const body = jsonOf(await ask({ days: '3' }))
    expect(body).toMatchObject({ account: 'shop', state: 'ok', reason: null, asOfMs: START_MS })
    expect(body.lastReceivedAtMs).toBe(START_MS - MINUTE_MS)
    const nothing = { n: 0, p50Ms: null, p95Ms: null, p99Ms: null }
    expect(body.days).toMatchObject([
      {
        day: today,
        counts: { received: 100, repeated: 40, deadLettered: 1, refused: 0 },
        reasons: { deadLettered: { unparseable: 1 } },
        lags: { delivery: { n: 3, p50Ms: 1_000, p95Ms: 10_000, p99Ms: 10_000 }, applying: { n: 1, p50Ms: 100 } },
      },
      { day: daysAgo(1), counts: null, reasons: null, lags: { delivery: nothing, applying: nothing } },
      { day: daysAgo(2), counts: { received: 10, reconciled: 3 } },
    ])
    expect(body.total).toMatchObject({ counts: { received: 110, reconciled: 3 }, lags: { delivery: { n: 3 } } })
  })

  it('shows a week where nothing else is asked for', async () => {
    const body = jsonOf(await ask())
    expect(body.days).toHaveLength(7)
    expect(body.total).toMatchObject({ counts: { received: 110 } })
  })

  it('shows the findings of the account page by page, newest first', async () => {
    const first = jsonOf(await ask({ limit: '2' }))
    expect((first.findings as Finding[]).map(({ conversationId }) => conversationId)).toEqual([1041, 1042])
    const second = jsonOf(await ask({ limit: '2', cursor: String(first.nextCursor) }))
    expect((second.findings as Finding[]).map(({ conversationId }) => conversationId)).toEqual([1043])
    expect(second.nextCursor).toBeNull()
    expect((await ask({ cursor: 'bm90LW91cnM' })).statusCode).toBe(400)
  })

  it('says that webhooks are silent and that Chatwoot is polled', async () => {
    api.world.nowMs = START_MS + 30 * MINUTE_MS
    api.world.sweep = { sweptAtMs: START_MS + 29 * MINUTE_MS, news: 2 }
    const body = jsonOf(await ask())
    api.world.nowMs = START_MS
    api.world.sweep = null
    expect(body).toMatchObject({
      ...{ state: 'degraded', reason: 'webhooks_silent', polling: true, silenceProven: true },
      sweep: { news: 2 },
    })
  })

  it('tells of a canary while it is on', async () => {
    const canaries = canaryStore({ client: desk.client, table: TABLE })
    const canary = { inboxId: 4, contactId: 5, conversationId: 6, sinceMs: START_MS - DAY_MS }
    await canaries.put('shop', { ...canary, on: true })
    await canaries.sent('shop', START_MS - 2 * MINUTE_MS)
    await canaries.heard('shop', { atMs: START_MS - MINUTE_MS, lagMs: 70_000 })
    await canaries.heard('shop', { atMs: START_MS - 2 * MINUTE_MS, lagMs: 5 })
    const body = jsonOf(await ask())
    expect(body).toMatchObject({
      ...{ state: 'degraded', reasons: ['canary_slow'] },
      canary: { lastSentAtMs: START_MS - 2 * MINUTE_MS, lastHeardAtMs: START_MS - MINUTE_MS, lagMs: 70_000 },
    })
    await canaries.put('shop', { ...canary, on: false })
    expect(jsonOf(await ask())).toMatchObject({ state: 'ok', canary: null })
  })

  it('counts dead letters that lie now', async () => {
    api.world.depth = { inQueue: 0, deadLettered: 2 }
    const body = jsonOf(await ask())
    api.world.depth = { inQueue: 0, deadLettered: 0 }
    expect(body).toMatchObject({ state: 'degraded', reason: 'dead_letters', deadLettersNow: 2 })
  })

  it('has no data of an account that nobody has heard of', async () => {
    const body = jsonOf(await ask({ account: 'new' }, ['viewer', 'account:new']))
    expect(body).toMatchObject({ state: 'no_data', lastReceivedAtMs: null, findings: [] })
  })

  it.each([
    [{ days: '0' }, VIEWER, 400],
    [{ days: '32' }, VIEWER, 400],
    [{}, ['account:shop'], 403],
    [{ account: 'other' }, VIEWER, 403],
  ])('refuses %j of %j by %d', async (query, groups, status) => {
    expect((await ask(query as Record<string, string>, groups)).statusCode).toBe(status)
  })
})

describe('intake on the tile', () => {
  it('is read every ten seconds at most, and is no reason to fail', async () => {
    let nowMs = START_MS
    let reads = 0
    const faults: string[] = []
    const told = intakeForTile({
      ...intakeReads({ client: desk.client, table: TABLE, now: () => nowMs, isOff: async () => false }),
      sweepOf: async () => {
        reads += 1
        if (reads > 1) throw new Error('down')
        return null
      },
      reads: desk.reads(() => nowMs),
      readDepth: async () => null,
      now: () => nowMs,
      log: { fault: (code) => void faults.push(code) },
    })
    expect(await told('shop')).toEqual({ state: 'ok', reason: null, polling: false })
    nowMs += 9_999
    expect(await told('shop')).toEqual({ state: 'ok', reason: null, polling: false })
    nowMs += 1
    expect(await told('shop')).toBeNull()
    expect([reads, faults]).toEqual([2, ['api.intake_unreadable']])
  })

  it('stands on the tile as it is known', async () => {
    api.world.intake = { state: 'degraded', reason: 'webhooks_silent', polling: true }
    const { intake } = jsonOf(await api.ask({ path: '/v1/tile', groups: ['viewer', 'account:shop'] }))
    expect(intake).toEqual({ state: 'degraded', reason: 'webhooks_silent', polling: true })
  })
})
