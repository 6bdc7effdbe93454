import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type DecidedApproval, signalOf } from '#domain/learning-signal'
import { type SignalStore, signalStore } from '#store/signals'
import { aDecidedApproval, ENDED_AT_MS, PLAIN_MEANS } from '#tests/support/signals'
import { jsonOf } from './ask.ts'
import { type DeskTable, startDeskTable, TABLE } from './desk-table.ts'
import { type Served, serve } from './serving.ts'

const MINUTE_MS = 60_000
const DAY_MS = 1_440 * MINUTE_MS

let desk: DeskTable
let api: Served
let store: SignalStore
/** Of its own for each test. */
let account = 'shop'
let nth = 0

const record = (given: Partial<DecidedApproval>) => {
  const signal = signalOf(aDecidedApproval({ account, ...given }), ENDED_AT_MS + 5, PLAIN_MEANS)
  return store.recordSignal(signal)
}
const ask = async (query: Readonly<Record<string, string>> = {}, role = 'lead') => {
  const answer = await api.ask({ path: '/v1/signals', query, groups: [role, `account:${account}`] })
  return { status: answer.statusCode, body: jsonOf(answer) as Record<string, unknown> }
}
const idsOf = (body: Record<string, unknown>) => (body.items as { id: string }[]).map(({ id }) => id)

beforeAll(async () => {
  desk = await startDeskTable()
  api = serve(desk)
  const deps = { client: desk.client, table: TABLE, random: () => 0, wait: async () => {}, now: () => api.world.nowMs }
  store = signalStore({ ...deps, retentionDays: 30 })
})
beforeEach(() => {
  nth += 1
  account = `shop-${nth}`
  api.world.nowMs = ENDED_AT_MS + DAY_MS
})
afterAll(() => desk.stop())

describe('GET /v1/signals', () => {
  it('answers leads with the newest first, scrubbed, in pages', async () => {
    for (const minute of [0, 1, 2, 3, 4])
      await record({ id: `ap-${minute}`, endedAtMs: ENDED_AT_MS + minute * MINUTE_MS, names: ['parcel'] })
    const first = await ask({ limit: '2' })
    expect(first.status).toBe(200)
    expect(idsOf(first.body)).toEqual(['ap-4', 'ap-3'])
    expect(JSON.stringify(first.body)).not.toContain('parcel')
    const second = await ask({ limit: '2', fromMs: '0', toMs: String(api.world.nowMs) })
    const third = await ask({
      ...{ limit: '2', fromMs: '0', toMs: String(api.world.nowMs) },
      cursor: String(second.body.nextCursor),
    })
    const last = await ask({
      ...{ limit: '2', fromMs: '0', toMs: String(api.world.nowMs) },
      cursor: String(third.body.nextCursor),
    })
    expect([idsOf(third.body), idsOf(last.body), last.body.nextCursor]).toEqual([['ap-2', 'ap-1'], ['ap-0'], null])
  })

  it('chooses by outcome, class, intent and time', async () => {
    await record({ id: 'sent', endedAtMs: ENDED_AT_MS + 1 })
    await record({ id: 'edited', endedAtMs: ENDED_AT_MS + 2, text: 'Your parcel is on its way, sorry.' })
    await record({ id: 'voided', endedAtMs: ENDED_AT_MS + 3, outcome: 'voided', text: null, decidedAtMs: null })
    await record({ id: 'refund', endedAtMs: ENDED_AT_MS + 4, intent: 'refund' })
    const chosen = async (query: Record<string, string>) => idsOf((await ask(query)).body)
    expect(await chosen({ outcome: 'voided' })).toEqual(['voided'])
    expect(await chosen({ class: 'tone_improvement' })).toEqual(['edited'])
    expect(await chosen({ intent: 'refund' })).toEqual(['refund'])
    const times = { fromMs: String(ENDED_AT_MS + 2), toMs: String(ENDED_AT_MS + 4) }
    expect(await chosen(times)).toEqual(['voided', 'edited'])
    expect(await chosen({ intent: 'nobody asks' })).toEqual([])
  })

  it('says a day how many ends have a signal, and nothing where none ended', async () => {
    expect((await ask()).body.completeness).toEqual({ share: null, ended: 0, missing: 0, days: [] })
    const ended = { account, conversationId: 7, endedAtMs: ENDED_AT_MS }
    for (const id of ['ap-1', 'ap-1', 'ap-2', 'ap-3']) await store.noteEnded({ ...ended, id })
    for (const id of ['ap-1', 'ap-1']) await record({ id })
    const day = { day: '2026-05-04', ended: 3, recorded: 1, share: 1 / 3 }
    expect((await ask()).body.completeness).toEqual({ share: 1 / 3, ended: 3, missing: 2, days: [day] })
  })

  it('keeps a signal for its time alone, and one end as one signal', async () => {
    expect([await record({}), await record({ intent: 'another' })]).toEqual(['recorded', 'already_recorded'])
    expect((await ask()).body.items).toMatchObject([{ intent: 'delivery' }])
    api.world.nowMs = ENDED_AT_MS + 31 * DAY_MS
    expect(idsOf((await ask({ fromMs: '0' })).body)).toEqual([])
  })

  it('reads every signal of a time, oldest first', async () => {
    for (const minute of [2, 0, 1]) await record({ id: `ap-${minute}`, endedAtMs: ENDED_AT_MS + minute * MINUTE_MS })
    const read: string[] = []
    const span = { fromMs: ENDED_AT_MS, toMs: ENDED_AT_MS + 2 * MINUTE_MS }
    for await (const { id } of store.between(account, span)) read.push(id)
    expect(read).toEqual(['ap-0', 'ap-1'])
  })

  it('refuses operators, words it does not know, times the wrong way round, and cursors of other lists', async () => {
    expect((await ask({}, 'operator')).body).toMatchObject({ code: 'role_too_low' })
    expect((await ask({ outcome: 'lost' })).body).toMatchObject({ code: 'bad_parameter' })
    expect((await ask({ class: 'worse' })).body).toMatchObject({ code: 'bad_parameter' })
    expect((await ask({ fromMs: '2', toMs: '1' })).body).toMatchObject({ code: 'bad_parameter' })
    expect((await ask({ cursor: 'abc' })).body).toMatchObject({ code: 'bad_cursor' })
  })
})
