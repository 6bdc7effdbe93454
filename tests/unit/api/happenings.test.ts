import { PutCommand } from '@aws-sdk/lib-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Happening } from '#domain/happening'
import { dateOf, dayOf } from '#domain/local-date'
import { topicHoursPk, topicHoursSk } from '#store/insight-keys'
import { topicHoursReader } from '#store/topic-hours'
import { countingDesk } from '#tests/support/counting'
import { jsonOf } from './ask.ts'
import { type DeskTable, startDeskTable } from './desk-table.ts'
import { type Served, serve } from './serving.ts'

const NOW_MS = Date.UTC(2026, 8, 14, 14, 30)
const HOUR_MS = 3_600_000
const TODAY = dayOf('2026-09-14')

let desk: DeskTable
let api: Served
beforeAll(async () => {
  desk = await startDeskTable()
  const insights = countingDesk({ nowMs: NOW_MS })
  api = serve(desk, {
    topicHours: topicHoursReader({ client: insights.table.client, table: 'insights', now: () => NOW_MS }),
  })
  api.world.nowMs = NOW_MS
  for (let day = TODAY - 70; day <= TODAY; day++) {
    const date = dateOf(day)
    const Item = {
      ...{ pk: topicHoursPk('shop'), sk: topicHoursSk(date, 'refund') },
      ...{ opened09: 2, opened10: 2, opened13: day === TODAY ? 40 : 2 },
    }
    await insights.table.client.send(new PutCommand({ TableName: 'insights', Item }))
  }
})
afterAll(() => desk.stop())

const tell = async (body: object, groups: readonly string[] = ['reporter', 'account:shop']) => {
  const answer = await api.ask({ method: 'POST', path: '/v1/happenings', groups, body })
  return { status: answer.statusCode, ...(jsonOf(answer) as { code?: string; happening?: Happening }) }
}
const listed = async (groups: readonly string[] = ['viewer', 'account:shop']) => {
  const answer = await api.ask({ path: '/v1/happenings', groups })
  return { status: answer.statusCode, ...(jsonOf(answer) as { items?: Happening[] }) }
}
const DEPLOY = { id: 'web@812', kind: 'deploy', title: 'Checkout 8.1.2', atMs: NOW_MS - 2 * HOUR_MS }

describe('what happened', () => {
  it('is told by a pipeline that may do nothing else, once however often', async () => {
    expect(await tell(DEPLOY)).toMatchObject({ status: 201, happening: { ...DEPLOY, untilMs: null, url: null } })
    expect((await tell({ ...DEPLOY, title: 'Another title' })).happening).toMatchObject({ title: 'Checkout 8.1.2' })
    expect((await listed()).items?.filter(({ id }) => id === DEPLOY.id)).toHaveLength(1)
    expect((await listed(['reporter', 'account:shop'])).status).toBe(403)
    expect((await tell(DEPLOY, ['operator', 'account:shop'])).code).toBe('role_too_low')
  })

  it('ends when it is told again with an end, which stands', async () => {
    const incident = { kind: 'incident', title: 'Payments are down', atMs: NOW_MS - HOUR_MS }
    const first = await tell(incident)
    expect(first.happening?.untilMs).toBeNull()
    expect((await tell({ ...incident, untilMs: NOW_MS - 60_000 })).happening).toMatchObject({
      id: first.happening?.id,
      untilMs: NOW_MS - 60_000,
    })
    expect((await tell({ ...incident, untilMs: NOW_MS })).happening?.untilMs).toBe(NOW_MS - 60_000)
  })

  it.each([
    { ...DEPLOY, kind: 'outage' },
    { ...DEPLOY, title: ' ' },
    { ...DEPLOY, untilMs: 1 },
    { ...DEPLOY, url: 'javascript:alert(1)' },
    { ...DEPLOY, id: 'two words' },
  ])('is refused where it is ill-formed: %j', async (body) => {
    expect(await tell(body)).toMatchObject({ status: 400, code: 'bad_body' })
  })

  it('is not told before it happens', async () => {
    expect((await tell({ ...DEPLOY, atMs: NOW_MS + HOUR_MS })).code).toBe('bad_happening')
  })

  it('has what Backdesk did and lacked itself, newest first', async () => {
    const off = await api.ask({
      method: 'PUT',
      path: '/v1/switches/route',
      groups: ['admin', 'account:shop'],
      body: { off: true, reason: 'A test' },
    })
    expect(off.statusCode).toBe(200)
    await desk.outage({
      ...{ id: 'tick-1', account: '*', fromMs: NOW_MS - 3 * HOUR_MS, toMs: NOW_MS - 2.5 * HOUR_MS },
      ...{ foundBy: 'tick', by: null, reason: 'Nobody looked at the clocks', recordedAtMs: NOW_MS },
    })
    const items = (await listed()).items ?? []
    expect(items.map(({ kind }) => kind)).toEqual(['switch_off', 'incident', 'deploy', 'outage'])
    expect(items[0]?.title).toBe('route switched off')
  })
})

describe('GET /v1/analytics/topics', () => {
  it('has the spike with what happened in the hours before, and does not say why', async () => {
    const answer = await api.ask({ path: '/v1/analytics/topics', groups: ['viewer', 'account:shop'] })
    const told = jsonOf(answer) as unknown as {
      items: { topic: string; spikes: { fromMs: number; observed: number; before: Happening[] }[] }[]
    }
    const [refund] = told.items
    expect(refund?.topic).toBe('refund')
    expect(refund?.spikes).toMatchObject([{ fromMs: Date.UTC(2026, 8, 14, 13), observed: 40 }])
    expect(refund?.spikes[0]?.before.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['deploy', 'outage', 'incident']),
    )
    expect(JSON.stringify(told)).not.toMatch(/cause|because/)
  })

  it('takes no more days than anybody would look at', async () => {
    const query = { from: '2026-08-01', to: '2026-09-14' }
    const answer = await api.ask({ path: '/v1/analytics/topics', query, groups: ['viewer', 'account:shop'] })
    expect(answer.statusCode).toBe(400)
  })
})
