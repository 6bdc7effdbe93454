import { PutCommand } from '@aws-sdk/lib-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Breach } from '#domain/sla-outcomes'
import { candidateOf } from '#functions/api/breaches'
import { outcomeEntries } from '#store/sla-record'
import { START_MS } from '#tests/support/builders'
import { jsonOf } from './ask.ts'
import { type DeskTable, startDeskTable, TABLE } from './desk-table.ts'
import { type Served, serve } from './serving.ts'

const NOW = START_MS + 3_600_000
const VIEWER = ['viewer', 'account:shop']
const LEAD = ['lead', 'account:shop']
let desk: DeskTable
let api: Served

const aBreach = (changes: Partial<Breach> = {}): Breach => ({
  conversationId: 1042,
  clock: 'first_response',
  run: 1,
  breachedAtMs: START_MS + 1_800_000,
  startedAtMs: START_MS,
  targetMs: 1_800_000,
  policyId: 'standard',
  slaVersion: 3,
  turn: 'operator',
  operatorId: 5,
  teamId: 3,
  inboxId: 11,
  lateMs: 400,
  lateBy: null,
  ...changes,
})

const TICK_GAP = {
  id: 'tick-1',
  account: '*',
  fromMs: START_MS + 1_790_000,
  toMs: START_MS + 1_810_000,
  foundBy: 'tick',
  by: null,
  reason: 'No tick ran.',
  recordedAtMs: START_MS + 1_811_000,
} as const

/** As publish writes it, with its day. */
async function record(...breaches: Breach[]): Promise<void> {
  for (const breach of breaches) {
    const [day] = new Date(breach.breachedAtMs).toISOString().split('T')
    const outcomes = {
      days: new Map([[day ?? '', { [`${breach.clock}_breached`]: 1, [`${breach.clock}_met`]: 3 }]]),
      breaches: [breach],
      withdrawn: [],
    }
    const by = { account: 'shop', conversationId: breach.conversationId, writtenAtMs: NOW }
    for (const { Put, Update } of outcomeEntries(TABLE, by, { outcomes, retentionDays: 30 }) as Entry[]) {
      if (Put !== undefined) await desk.client.send(new PutCommand(Put))
      if (Update !== undefined) await desk.update(Update)
    }
  }
}
type Entry = {
  Put?: ConstructorParameters<typeof PutCommand>[0]
  Update?: Parameters<DeskTable['update']>[0]
}

beforeAll(async () => {
  desk = await startDeskTable()
  api = serve(desk)
  api.world.nowMs = NOW
  await record(
    aBreach(),
    aBreach({ conversationId: 1043, breachedAtMs: START_MS + 1_700_000 }),
    aBreach({ conversationId: 1044, breachedAtMs: START_MS + 1_600_000, lateMs: 95_000, lateBy: 'backdesk' }),
    aBreach({ conversationId: 1045, breachedAtMs: START_MS + 1_500_000, lateMs: 95_000, lateBy: 'source' }),
  )
  await desk.outage(TICK_GAP)
})
afterAll(() => desk.stop())

type Item = { id: string; conversationId: number; candidate: unknown; excused: unknown }
const list = async (query: Record<string, string> = {}) =>
  jsonOf(await api.ask({ path: '/v1/sla/breaches', query, groups: VIEWER })) as {
    items: Item[]
    nextCursor: string | null
  }
const idOf = async (conversationId: number): Promise<string> =>
  (await list()).items.find((item) => item.conversationId === conversationId)?.id ?? 'missing'
const excuse = (id: string, reason = 'Backdesk stood still', groups = LEAD) =>
  api.ask({ method: 'POST', path: `/v1/sla/breaches/${id}/excuse`, body: { reason }, groups })

describe('a candidate for being excused', () => {
  const stored = (changes: Partial<Breach> = {}, withdrawnAtMs: number | null = null) => ({
    id: 'x',
    breach: aBreach(changes),
    withdrawnAtMs,
    excused: null,
  })
  const { fromMs, toMs } = TICK_GAP

  it.each([fromMs, toMs])('is a breach inside an outage, its ends included: %d', (breachedAtMs) => {
    expect(candidateOf(stored({ breachedAtMs }), [TICK_GAP])).toEqual({
      why: 'outage',
      outageId: 'tick-1',
      fromMs,
      toMs,
    })
  })
  it.each([fromMs - 1, toMs + 1])('is no breach beside it: %d', (breachedAtMs) => {
    expect(candidateOf(stored({ breachedAtMs }), [TICK_GAP])).toBeNull()
  })
  it.each<[Breach['lateBy'], number, boolean]>([
    ['backdesk', 60_001, true],
    ['backdesk', 60_000, false],
    ['source', 600_000, false],
    [null, 0, false],
  ])('is a breach that %s noticed %d ms late: %s', (lateBy, lateMs, is) => {
    expect(candidateOf(stored({ lateBy, lateMs }), [])).toEqual(is ? { why: 'noticed_late', lateMs } : null)
  })
  it('is none that was withdrawn', () => {
    expect(candidateOf(stored({}, START_MS), [TICK_GAP])).toBeNull()
  })
})

describe('GET /v1/sla/breaches', () => {
  it('has the newest first, each with why it may be excused', async () => {
    const { items, ...rest } = await list()
    expect(rest).toMatchObject({ account: 'shop', nextCursor: null, toMs: NOW, asOfMs: NOW })
    expect(items.map(({ conversationId }) => conversationId)).toEqual([1042, 1043, 1044, 1045])
    expect(items[0]).toEqual({
      ...aBreach(),
      id: expect.any(String) as string,
      chatwootUrl: 'https://chat.example.com/app/accounts/1/conversations/1042',
      withdrawnAtMs: null,
      candidate: { why: 'outage', outageId: 'tick-1', fromMs: TICK_GAP.fromMs, toMs: TICK_GAP.toMs },
      excused: null,
    })
    expect(items.map(({ candidate }) => (candidate as { why: string } | null)?.why ?? null)).toEqual([
      'outage',
      null,
      'noticed_late',
      null,
    ])
  })

  it('keeps to the time asked for, and pages', async () => {
    const span = { fromMs: String(START_MS + 1_500_000), toMs: String(START_MS + 1_700_000) }
    const first = await list({ ...span, limit: '2' })
    expect(first.items.map(({ conversationId }) => conversationId)).toEqual([1043, 1044])
    const second = await list({ ...span, limit: '2', cursor: String(first.nextCursor) })
    expect(second.items.map(({ conversationId }) => conversationId)).toEqual([1045])
    const other = await api.ask({
      path: '/v1/sla/breaches',
      query: { ...span, fromMs: '5', cursor: String(first.nextCursor) },
      groups: VIEWER,
    })
    expect(jsonOf(other)).toMatchObject({ status: 400, code: 'bad_cursor' })
  })

  it.each([
    [{ fromMs: '9', toMs: '8' }, 'toMs'],
    [{ fromMs: 'yesterday' }, 'fromMs'],
    [{ candidates: 'yes' }, 'candidates'],
  ])('refuses %o', async (query, parameter) => {
    const answer = await api.ask({ path: '/v1/sla/breaches', query: query as Record<string, string>, groups: VIEWER })
    expect(jsonOf(answer)).toMatchObject({ status: 400, parameter })
  })
})

describe('a time that has not begun', () => {
  it.each(['/v1/sla/breaches', '/v1/outages'])('is empty: %s', async (path) => {
    const answer = await api.ask({ path, query: { fromMs: '9999999999999' }, groups: VIEWER })
    expect(jsonOf(answer)).toMatchObject({ items: [], fromMs: 9_999_999_999_999, toMs: 9_999_999_999_999 })
  })
})

describe('POST /v1/sla/breaches/{id}/excuse', () => {
  it('refuses what is no candidate, no breach, and no reason', async () => {
    expect(jsonOf(await excuse(await idOf(1043)))).toMatchObject({ status: 409, code: 'not_a_candidate' })
    expect(jsonOf(await excuse('bm9uZQ'))).toMatchObject({ status: 404, code: 'no_such_breach' })
    expect(jsonOf(await excuse('%25'))).toMatchObject({ status: 404, code: 'no_such_breach' })
    const gone = Buffer.from('1789378200000#7#first_response#1').toString('base64url')
    expect(jsonOf(await excuse(gone))).toMatchObject({ status: 404, code: 'no_such_breach' })
    expect(jsonOf(await excuse(await idOf(1042), ' '))).toMatchObject({ status: 400, code: 'bad_body' })
  })

  it('counts once, however many do it at once, and the first reason stands', async () => {
    const id = await idOf(1042)
    const answers = await Promise.all(['first', 'second', 'third'].map((reason) => excuse(id, reason)))
    const reasons = answers.map((answer) => (jsonOf(answer).breach as { excused: { reason: string } }).excused.reason)
    expect(new Set(reasons).size).toBe(1)
    expect(jsonOf(await excuse(id, 'later')).breach).toMatchObject({
      excused: { by: 'amelia', atMs: NOW, reason: reasons[0] },
    })
    expect(api.world.commands.filter(({ action }) => action === 'breach.excuse')).toEqual([
      {
        action: 'breach.excuse',
        account: 'shop',
        breachId: id,
        conversationId: 1042,
        clock: 'first_response',
        subjectHash: expect.any(String) as string,
        correlationId: 'req-1',
      },
    ])
    expect((await list({ candidates: 'true' })).items.map(({ conversationId }) => conversationId)).toEqual([1044])
  })

  it('shows in the figures: net without it, raw with it', async () => {
    const body = jsonOf(await api.ask({ path: '/v1/sla/compliance', query: { days: '2' }, groups: VIEWER }))
    expect(body).toMatchObject({ account: 'shop', fromDay: '2026-09-13', toDay: '2026-09-14', targetPercent: 90 })
    const [first, next] = body.clocks as { total: unknown; days: { day: string }[] }[]
    expect(first?.total).toEqual({ met: 12, breached: 4, excused: 1, n: 16, raw: 0.75, net: 0.8 })
    expect(first?.days.map(({ day }) => day)).toEqual(['2026-09-13', '2026-09-14'])
    expect(next?.total).toMatchObject({ n: 0, raw: null, net: null })
  })

  it.each(['0', '93', '1.5', 'all'])('compliance refuses %s days', async (days) => {
    const answer = await api.ask({ path: '/v1/sla/compliance', query: { days }, groups: VIEWER })
    expect(jsonOf(answer)).toMatchObject({ status: 400, parameter: 'days' })
  })
})

describe('outages', () => {
  const hour = { fromMs: START_MS - 7_200_000, toMs: START_MS - 3_600_000 }
  const post = (body: unknown) => api.ask({ method: 'POST', path: '/v1/outages', body, groups: LEAD })

  it('are recorded once, under an id of what they say', async () => {
    const body = { ...hour, reason: 'Chatwoot was down' }
    const first = await post(body)
    api.world.nowMs = NOW + 5_000
    const second = await post(body)
    api.world.nowMs = NOW
    const other = await post({ ...body, reason: 'The network was down' })
    expect([first.statusCode, second.statusCode, other.statusCode]).toEqual([201, 200, 201])
    expect(jsonOf(first).outage).toEqual({
      id: expect.stringMatching(/^person-[0-9a-f]{12}$/) as string,
      everyAccount: false,
      ...body,
      foundBy: 'person',
      by: 'amelia',
      recordedAtMs: NOW,
    })
    expect(jsonOf(second).outage).toEqual(jsonOf(first).outage)
    const items = jsonOf(await api.ask({ path: '/v1/outages', groups: VIEWER })).items as { foundBy: string }[]
    expect(items.map(({ foundBy }) => foundBy)).toEqual(['person', 'person', 'tick'])
    expect(items.at(-1)).toMatchObject({ id: 'tick-1', everyAccount: true, by: null })
  })

  it.each([
    ['in the future', { fromMs: NOW - 1, toMs: NOW + 1 }, 'future'],
    ['without length', { fromMs: NOW, toMs: NOW }, 'after "fromMs"'],
    ['backwards', { fromMs: NOW, toMs: NOW - 1 }, 'after "fromMs"'],
    ['longer than a week', { fromMs: NOW - 7 * 86_400_000 - 1, toMs: NOW }, '7 days'],
  ])('are refused %s', async (_what, span, words) => {
    expect(jsonOf(await post({ ...span, reason: 'x' }))).toMatchObject({
      status: 422,
      code: 'bad_outage',
      problems: [{ path: 'toMs', message: expect.stringContaining(words) as string }],
    })
  })
})
