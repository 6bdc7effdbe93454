import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SWITCHES } from '#domain/switches'
import { switchStore } from '#store/switches'
import { jsonOf } from './ask.ts'
import { type DeskTable, startDeskTable, TABLE } from './desk-table.ts'
import { type Served, serve } from './serving.ts'

const VIEWER = ['viewer', 'account:shop']
const LEAD = ['lead', 'account:shop']
const ADMIN = ['admin', 'account:shop']
const NOW = 1_789_378_400_000

let desk: DeskTable
let api: Served
beforeAll(async () => {
  desk = await startDeskTable()
  api = serve(desk)
  api.world.nowMs = NOW
})
afterAll(() => desk.stop())

type Item = { readonly name: string; readonly off: object | null; readonly offForAll: object | null }
const list = async (groups: readonly string[] = VIEWER) => jsonOf(await api.ask({ path: '/v1/switches', groups }))
const itemOf = async (name: string) => ((await list()).items as Item[]).find((one) => one.name === name)
const put = async (name: string, body: unknown, groups: readonly string[] = ADMIN) =>
  jsonOf(await api.ask({ method: 'PUT', path: `/v1/switches/${name}`, body, groups }))
const remove = async (name: string, groups: readonly string[] = ADMIN) =>
  jsonOf(await api.ask({ method: 'DELETE', path: `/v1/switches/${name}`, groups }))
const because = (reason: string) => ({ off: true, reason })

describe('switches', () => {
  it('are all listed, on, with what each would stop and who may', async () => {
    const { items, outage, heldActions } = await list()
    expect(items).toEqual(
      SWITCHES.map((one) => ({ ...one, least: one.name === 'outage' ? 'lead' : 'admin', off: null, offForAll: null })),
    )
    expect([outage, heldActions]).toEqual([null, 0])
  })

  it.each(['route', 'act.read', 'act%2Eadd_note'])('are turned off and on again by an admin: %s', async (name) => {
    const off = { sinceMs: NOW, by: 'amelia', reason: 'All hands' }
    expect(await put(name, because(' All hands '))).toMatchObject({ item: { off, offForAll: null } })
    expect(await itemOf(decodeURIComponent(name))).toMatchObject({ off })
    expect(await remove(name)).toMatchObject({ item: { off: null } })
    expect(await remove(name)).toMatchObject({ item: { off: null } })
  })

  it('are for admins; outage mode is for leads too', async () => {
    expect(await put('route', because('x'), LEAD)).toMatchObject({ status: 403, code: 'role_too_low' })
    expect(await remove('route', LEAD)).toMatchObject({ status: 403, code: 'role_too_low' })
    expect(await put('outage', because('Chatwoot is down'), VIEWER)).toMatchObject({ code: 'role_too_low' })
    expect(await put('outage', because('Chatwoot is down'), LEAD)).toMatchObject({ item: { name: 'outage' } })
    expect(await list()).toMatchObject({ outage: { sinceMs: NOW, by: 'amelia', reason: 'Chatwoot is down' } })
    api.world.nowMs = NOW + 600_000
    expect(await remove('outage', LEAD)).toMatchObject({ item: { off: null } })
    const outages = jsonOf(await api.ask({ path: '/v1/outages', groups: VIEWER })).items as object[]
    expect(outages).toContainEqual(expect.objectContaining({ foundBy: 'switch', fromMs: NOW, toMs: NOW + 600_000 }))
    api.world.nowMs = NOW
  })

  it('that are off for every account cannot be turned by the API', async () => {
    const store = switchStore({ client: desk.client, table: TABLE })
    const off = { account: '*', name: 'escalate', reason: 'Drill', by: 'ops', atMs: NOW }
    await store.switchOff(off)
    expect(await remove('escalate')).toMatchObject({ item: { off: null, offForAll: { by: 'ops', reason: 'Drill' } } })
    expect(await store.list('*')).toEqual([off])
    const everyone = await api.ask({
      method: 'DELETE',
      path: '/v1/switches/escalate',
      query: { account: '*' },
      groups: ['admin', 'account:*', 'account:shop'],
    })
    expect(everyone.statusCode).toBe(400)
    await store.switchOn({ ...off, atMs: NOW + 1 })
  })

  it.each(['ingest', 'process', 'act.paint', 'toString'])('of other names there are none: %s', async (name) => {
    const detail = expect.stringContaining('outage, act, act.add_note') as string
    expect(await put(name, because('x'))).toMatchObject({ status: 404, code: 'no_such_switch', detail })
    expect(await remove(name)).toMatchObject({ status: 404, code: 'no_such_switch' })
  })

  it.each([
    [{ off: true }, 'reason'],
    [because('  '), 'reason'],
    [because('x'.repeat(201)), 'reason'],
    [{ off: false, reason: 'x' }, 'off'],
    [{ reason: 'x' }, 'off'],
    [{ ...because('x'), account: '*' }, 'account'],
  ])('take no body like this: %j', async (body, member) => {
    const refused = await put('route', body)
    expect(refused).toMatchObject({ code: 'bad_body' })
    expect(JSON.stringify(refused)).toContain(member)
    expect(await itemOf('route')).toMatchObject({ off: null })
  })

  it('tell who turned what, of this account and of all, newest first, and nothing of others', async () => {
    const store = switchStore({ client: desk.client, table: TABLE })
    await store.switchOff({ account: 'outlet', name: 'sla', reason: 'theirs', by: 'x', atMs: NOW + 9_000 })
    const asked = await api.ask({ path: '/v1/switch-turns', query: { limit: '2' }, groups: VIEWER })
    const { items } = jsonOf(asked)
    expect(items).toEqual([
      {
        name: 'outage',
        turned: 'on',
        reason: 'Switched on again',
        by: 'amelia',
        atMs: NOW + 600_000,
        sinceMs: NOW,
        everyAccount: false,
      },
      expect.objectContaining({ name: 'escalate', turned: 'on', everyAccount: true }),
    ])
    expect(JSON.stringify(jsonOf(await api.ask({ path: '/v1/switch-turns', groups: VIEWER })))).not.toContain('theirs')
  })

  it('leave a line in the log for what was done', () => {
    const actions = api.world.commands.map(({ action }) => action)
    expect(actions.filter((action) => action === 'switch.off')).toHaveLength(4)
    expect(actions.filter((action) => action === 'switch.on')).toHaveLength(4)
  })
})
