import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Fact, Point } from '#domain/analytics/fact'
import { uncounted } from '#domain/analytics/fact'
import type { PointDispute } from '#domain/analytics/point-dispute'
import { dayOf } from '#domain/local-date'
import { besideReader } from '#store/beside-facts'
import { countConversations } from '#store/count-conversations'
import { factStore } from '#store/facts'
import { exclusionReader } from '#store/point-disputes'
import { jsonOf } from './ask.ts'
import { type DeskTable, startDeskTable, TABLE } from './desk-table.ts'
import { type Served, serve } from './serving.ts'

const NOW_MS = Date.UTC(2026, 8, 14, 9)
const DISPUTES = '/v1/operators/performance/disputes'
const OPERATOR = ['operator', 'account:shop', 'operator:5']
const OTHER = ['operator', 'account:shop', 'operator:6']
const LEAD = ['lead', 'account:shop']
const LEAD_OF_OWN = ['lead', 'account:shop', 'operator:5']

const point = (change: Partial<Point>): Point => ({
  ...{
    measure: 'held_operator',
    day: dayOf('2026-09-14'),
    hour: 8,
    value: 540_000,
    teamId: 3,
    operatorId: 5,
    of: null,
  },
  ...change,
})
const factOf = (conversationId: number): Fact => ({
  ...uncounted({ account: 'shop', conversationId }, 'UTC'),
  points: [
    point({}),
    point({ measure: 'csat', value: 2_000, of: 'csat:41', day: dayOf('2026-09-11') }),
    point({ measure: 'first_response', day: dayOf('2026-07-01') }),
    point({ measure: 'resolved' }),
    point({ operatorId: 6, measure: 'next_response' }),
  ],
})

let desk: DeskTable
let api: Served
let conversationId = 100
let failing = false
beforeAll(async () => {
  desk = await startDeskTable()
  const facts = {
    fact: async (key: { account: string; conversationId: number }) =>
      key.account === 'shop' && key.conversationId <= conversationId ? factOf(key.conversationId) : null,
    page: async () => ({ facts: [], nextCursor: null }),
  }
  api = serve(desk, {
    facts,
    countAnew: async (account, of) => {
      if (failing) throw Object.assign(new Error('the queue cannot be reached'), { name: 'ThrottlingException' })
      api.world.looks.push({ account, conversationId: of })
    },
  })
  api.world.nowMs = NOW_MS
})
afterAll(() => desk.stop())
beforeEach(() => {
  conversationId += 1
  failing = false
})

const ask = async (path: string, groups: readonly string[], body?: object) => {
  const answer = await api.ask({
    method: body === undefined ? 'GET' : 'POST',
    path: path.split('?')[0] ?? '',
    query: Object.fromEntries(new URLSearchParams(path.split('?')[1] ?? '')),
    groups,
    name: groups[2] ?? groups[0] ?? 'nobody',
    ...(body === undefined ? {} : { body }),
  })
  return {
    status: answer.statusCode,
    ...(jsonOf(answer) as { code?: string; dispute?: PointDispute; items?: object[] }),
  }
}
const dispute = (groups = OPERATOR, measure = 'held_operator') =>
  ask(DISPUTES, groups, { conversationId, measure, reason: 'The customer was on the phone with me.' })
const resolve = (decision: string, groups = LEAD, measure = 'held_operator') =>
  ask(`${DISPUTES}/${conversationId}-5-${measure}/resolve`, groups, { decision, reason: 'I heard the call.' })
const excluded = () => exclusionReader({ client: desk.client, table: TABLE })({ account: 'shop', conversationId })

describe('the points of an operator', () => {
  it('are shown to the operator at once, to leads when they have been seen for a day, and to nobody else', async () => {
    const path = `/v1/operators/performance/points/${conversationId}`
    expect((await ask(path, OPERATOR)).items).toMatchObject([
      { measure: 'held_operator', day: '2026-09-14', hour: 8, value: 540_000, disputable: true },
      { measure: 'csat', disputable: true },
      { measure: 'first_response' },
      { measure: 'resolved', disputable: false },
    ])
    expect((await ask(path, OTHER)).items).toHaveLength(1)
    expect((await ask(path, LEAD)).items).toHaveLength(2)
    expect(await ask(path, ['operator', 'account:shop', 'operator:9'])).toMatchObject({ status: 404 })
    expect(await ask(path, ['operator', 'account:shop'])).toMatchObject({ status: 403, code: 'no_operator' })
  })
})

describe('a dispute of points', () => {
  it('is opened by their operator once, and said to be open', async () => {
    expect(await dispute()).toMatchObject({
      status: 201,
      dispute: { id: `${conversationId}-5-held_operator`, state: 'open', points: 1, day: '2026-09-14', version: 1 },
    })
    expect(await dispute()).toMatchObject({ status: 409, code: 'disputed_already' })
    expect(await excluded()).toEqual([])
    expect(api.world.commands.at(-1)).toMatchObject({ action: 'point.dispute', conversationId, operatorId: 5 })
    expect(JSON.stringify(api.world.commands)).not.toContain('phone')
  })

  it.each([
    ['of something that was not counted of them', OPERATOR, 'escalations', 'no_point'],
    ['of what is too old', OPERATOR, 'first_response', 'too_late'],
    ['by somebody without a part in it', ['operator', 'account:shop', 'operator:9'], 'csat', 'no_such_conversation'],
    ['by nobody in particular', ['operator', 'account:shop'], 'csat', 'no_operator'],
    ['of what cannot be disputed', OPERATOR, 'resolved', 'bad_body'],
    ['of a grade, which has disputes of its own', OPERATOR, 'grade', 'bad_body'],
  ])('is refused %s', async (_what, groups, measure, code) => {
    expect((await dispute(groups, measure)).code).toBe(code)
  })

  it('that a lead accepts leaves the points out, has them counted anew, and is kept with who and why', async () => {
    await dispute()
    const looks = api.world.looks.length
    expect(await resolve('exclude')).toMatchObject({
      status: 200,
      dispute: { state: 'excluded', version: 2, resolved: { atMs: NOW_MS, reason: 'I heard the call.' } },
    })
    expect(await excluded()).toEqual([{ measure: 'held_operator', operatorId: 5, untilMs: NOW_MS }])
    expect(api.world.looks.slice(looks)).toEqual([{ account: 'shop', conversationId }])
    expect(api.world.commands.at(-1)).toMatchObject({ action: 'point.resolve_dispute', state: 'excluded' })
  })

  it('that is refused leaves everything as it was, and asks for nothing', async () => {
    await dispute()
    const looks = api.world.looks.length
    expect(await resolve('uphold')).toMatchObject({ status: 200, dispute: { state: 'upheld' } })
    expect([await excluded(), api.world.looks.length]).toEqual([[], looks])
    expect(await resolve('exclude')).toMatchObject({ status: 409, code: 'no_dispute' })
  })

  it('is decided by no operator, not by whose figures they are, and not where there is none', async () => {
    expect(await resolve('exclude')).toMatchObject({ status: 404, code: 'no_such_dispute' })
    await dispute()
    expect(await resolve('exclude', OTHER)).toMatchObject({ status: 403, code: 'role_too_low' })
    expect(await resolve('exclude', LEAD_OF_OWN)).toMatchObject({ status: 403, code: 'own_conversation' })
    expect(await ask(`${DISPUTES}/nonsense/resolve`, LEAD, { decision: 'uphold', reason: 'x' })).toMatchObject({
      status: 404,
    })
  })

  it('whose count could not be asked for is asked for by the same decision again', async () => {
    await dispute()
    failing = true
    await expect(resolve('exclude')).rejects.toThrow('cannot be reached')
    failing = false
    const looks = api.world.looks.length
    expect(await resolve('exclude')).toMatchObject({ status: 200, dispute: { state: 'excluded', version: 2 } })
    expect(api.world.looks.length).toBe(looks + 1)
  })

  it('is listed newest first, to operators their own alone', async () => {
    await dispute()
    api.world.nowMs += 1
    await dispute(OTHER, 'next_response')
    const [first, second] = (await ask(`${DISPUTES}?limit=2`, LEAD)).items as PointDispute[]
    expect([first?.operatorId, second?.operatorId, second?.conversationId]).toEqual([6, 5, conversationId])
    const own = (await ask(`${DISPUTES}?limit=100`, OTHER)).items as PointDispute[]
    expect(own.map(({ operatorId }) => operatorId)).toEqual([6])
    await resolve('uphold')
    const open = (await ask(`${DISPUTES}?limit=2&state=open`, LEAD)).items as PointDispute[]
    expect(open.map(({ operatorId }) => operatorId)).toEqual([6])
    api.world.nowMs = NOW_MS
  })
})

describe('a dispute that a lead accepted', () => {
  it('is out of the operator’s figures once it was counted, and said to be left out', async () => {
    const insights = { client: desk.client, table: TABLE, random: () => 0, wait: async () => undefined }
    const store = factStore({ ...insights, factDays: 400, rollupDays: 400 })
    const fact = { ...factOf(conversationId), asOfMs: NOW_MS }
    await store.commit([{ before: undefined, after: fact }])
    const shown = async () => {
      const { items } = await ask('/v1/operators/performance', OPERATOR)
      const [own] = items as { excludedByDispute: number; aspects: { aspect: string; n: number }[] }[]
      return [own?.excludedByDispute, own?.aspects.find(({ aspect }) => aspect === 'held')?.n]
    }
    expect(await shown()).toEqual([0, 1])
    await dispute()
    await resolve('exclude')
    const look = { account: 'shop', conversationId, beside: true }
    for (const _delivered of ['once', 'twice']) {
      await countConversations([look], {
        ...{ load: store.load, commit: store.commit, zoneOf: async () => 'UTC', ledgerAfter: async () => [] },
        besideOf: besideReader({ ...insights, machineCounts: async () => false }),
        exclusionsOf: exclusionReader(insights),
      })
      expect(await shown()).toEqual([1, 0])
    }
  })
})
