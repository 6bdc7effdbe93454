import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { RoutingDocument } from '#domain/routing/routing-policy'
import { DEFAULT_ESCALATION } from '#policies/default-escalation'
import { DEFAULT_ROUTING } from '#policies/default-routing'
import { DEFAULT_SLA } from '#policies/default-sla'
import { aConversation, START_MS, watched } from '#tests/support/builders'
import { jsonOf } from './ask.ts'
import { type DeskTable, startDeskTable } from './desk-table.ts'
import { type Served, serve } from './serving.ts'

const NOW = START_MS + 600_000
let desk: DeskTable
let api: Served
let account = ''
let accounts = 0

beforeAll(async () => {
  desk = await startDeskTable()
})
beforeEach(() => {
  accounts += 1
  account = `shop-${accounts}`
  api = serve(desk)
  api.world.nowMs = NOW
})
afterAll(() => desk.stop())

type Role = 'viewer' | 'operator' | 'lead' | 'admin'
const get = async (path: string, query: Record<string, string> = {}, role: Role = 'viewer') =>
  jsonOf(await api.ask({ path, query, groups: [role, `account:${account}`] }))
const post = async (path: string, body: unknown, role: Role = 'admin') =>
  jsonOf(await api.ask({ method: 'POST', path, body, groups: [role, `account:${account}`] }))

const [standard] = DEFAULT_SLA.policies
/** The shipped document with another promise for urgent conversations. */
const urgentWithin = (seconds: number) => {
  const target = { ...standard?.targets.first_response, urgent: seconds }
  return {
    ...DEFAULT_SLA,
    policies: [{ ...standard, targets: { ...standard?.targets, first_response: target } }],
  }
}
const stored = async (seconds: number): Promise<number> =>
  (await post('/v1/policies/sla', { document: urgentWithin(seconds) })).version as number
const activate = (version: number, expectedActive: number, reason = 'quicker') =>
  post('/v1/policies/sla/activate', { version, expectedActive, reason })

describe('reading policies', () => {
  it('has the shipped document until another is activated', async () => {
    const shipped = { sla: DEFAULT_SLA, escalation: DEFAULT_ESCALATION, routing: DEFAULT_ROUTING }
    for (const [kind, document] of Object.entries(shipped)) {
      expect(await get(`/v1/policies/${kind}`)).toMatchObject({
        account,
        kind,
        active: { version: 0, activatedAtMs: 0, by: null, reason: null, previousVersion: null, document },
        versions: [],
        nextCursor: null,
        asOfMs: NOW,
      })
    }
    expect(await get('/v1/policies/sla/versions/0')).toMatchObject({ version: 0, active: true, document: DEFAULT_SLA })
  })

  it('tells who activated what and why, and tells a document in lines', async () => {
    const version = await stored(600)
    await activate(version, 0)
    const { active, versions } = await get('/v1/policies/sla')
    expect(active).toMatchObject({ version, by: 'amelia', reason: 'quicker', previousVersion: 0, activatedAtMs: NOW })
    expect((active as { summary: string[] }).summary).toEqual([
      expect.stringContaining('first response 10m/') as string,
    ])
    expect(versions).toEqual([{ version, storedAtMs: NOW, by: 'amelia', description: DEFAULT_SLA.description }])
  })

  it.each(['/v1/policies/staffing', '/v1/policies/staffing/versions/1'])('%s: no such kind', async (path) => {
    expect(await get(path)).toMatchObject({ status: 404, code: 'no_such_kind' })
  })
  it.each(['9', '-1', '1.5', 'latest', '99999999999'])('has no version %s', async (version) => {
    expect(await get(`/v1/policies/sla/versions/${version}`)).toMatchObject({ status: 404, code: 'no_such_version' })
  })
  it('refuses a cursor of another account', async () => {
    expect(await get('/v1/policies/sla', { cursor: 'abc' })).toMatchObject({ status: 400, code: 'bad_cursor' })
  })
})

describe('checking and storing', () => {
  const broken = JSON.parse(readFileSync('tests/fixtures/policies/broken/44-target-zero.json', 'utf8')) as {
    document: unknown
  }

  it('says where a document is wrong, and stores none of that kind', async () => {
    const checked = await post('/v1/policies/sla/check', { document: broken.document }, 'lead')
    expect(checked).toMatchObject({ account, kind: 'sla', ok: false, notes: [] })
    const refused = await post('/v1/policies/sla', { document: broken.document }, 'lead')
    expect(refused).toMatchObject({ status: 422, code: 'bad_policy', problems: checked.problems })
    expect((refused.problems as { path: string }[])[0]?.path).toMatch(/^policies\[0\]\.targets/)
    expect((await get('/v1/policies/sla')).versions).toEqual([])
  })

  it.each([null, 7, 'text', []])('refuses %o as a document, in words', async (document) => {
    expect(await post('/v1/policies/sla', { document, description: 'x' })).toMatchObject({ code: 'bad_policy' })
    expect(await post('/v1/policies/sla/check', { document })).toMatchObject({ ok: false })
  })

  it('refuses a body without a document, and one with more', async () => {
    expect(await post('/v1/policies/sla/check', {})).toMatchObject({
      code: 'bad_body',
      problems: [{ path: 'document' }],
    })
    const more = await post('/v1/policies/sla', { document: DEFAULT_SLA, activate: true })
    expect(more).toMatchObject({ code: 'bad_body', problems: [{ path: 'activate' }] })
  })

  it('passes a good one with notes, and stores it as 201', async () => {
    const document = { ...DEFAULT_SLA, policies: [{ ...standard, when: { inboxes: [11] } }] }
    const checked = await post('/v1/policies/sla/check', { document }, 'lead')
    expect(checked).toMatchObject({ ok: true, problems: [] })
    expect(checked.notes).not.toEqual([])
    const path = '/v1/policies/sla'
    const answer = await api.ask({
      method: 'POST',
      path,
      body: { document, description: 'Website only' },
      groups: ['lead', `account:${account}`],
    })
    expect(answer.statusCode).toBe(201)
    expect(jsonOf(answer)).toEqual({ account, kind: 'sla', version: 1, notes: checked.notes })
    expect(await get(`${path}/versions/1`)).toMatchObject({
      active: false,
      document: { ...document, description: 'Website only' },
    })
    expect(api.world.commands).toMatchObject([{ action: 'policy.store', account, kind: 'sla', version: 1 }])
  })

  it('gives the same text the same number', async () => {
    expect([await stored(600), await stored(600), await stored(700)]).toEqual([1, 1, 2])
  })
})

describe('activating', () => {
  it('moves the pointer, then asks for the conversations to follow', async () => {
    const version = await stored(600)
    expect(await activate(version, 0)).toEqual({
      account,
      kind: 'sla',
      version,
      previousVersion: 0,
      activatedAtMs: NOW,
      changed: true,
      refresh: 'queued',
    })
    expect(api.world.refreshes).toEqual([{ kind: 'refresh', account, status: 'open', cursor: null }])
    expect(api.world.commands.at(-1)).toMatchObject({ action: 'policy.activate', kind: 'sla', version })
    expect(JSON.stringify(api.world.commands)).not.toContain('quicker')
  })

  it('once more is safe: it is in force, and refreshes again', async () => {
    const version = await stored(600)
    await activate(version, 0)
    for (const expectedActive of [0, version])
      expect(await activate(version, expectedActive)).toMatchObject({ version, changed: false, refresh: 'queued' })
    expect(api.world.refreshes).toHaveLength(3)
    expect(api.world.commands.filter(({ action }) => action === 'policy.activate')).toHaveLength(1)
  })

  it('is refused to whoever saw another version in force', async () => {
    const [first, second] = [await stored(600), await stored(700)]
    await activate(first, 0)
    const late = await activate(second, 0)
    expect(late).toMatchObject({ status: 409, code: 'active_changed' })
    expect(late.detail).toContain(`Version ${first} is in force`)
    expect(await get('/v1/policies/sla')).toMatchObject({ active: { version: first } })
  })

  it('of two at once activates one', async () => {
    const [first, second] = [await stored(600), await stored(700)]
    const answers = await Promise.all([activate(first, 0), activate(second, 0)])
    expect(answers.filter(({ changed }) => changed === true)).toHaveLength(1)
    expect(answers.filter(({ code }) => code === 'active_changed')).toHaveLength(1)
  })

  it('of no version is refused', async () => {
    expect(await activate(7, 0)).toMatchObject({ status: 404, code: 'no_such_version' })
  })

  it('says so when the refresh could not be asked for, and has happened all the same', async () => {
    api.world.refreshFails = true
    const version = await stored(600)
    expect(await activate(version, 0)).toMatchObject({ changed: true, refresh: 'not_queued' })
    expect(api.world.faults).toEqual(['api.refresh_not_queued'])
    expect(await get('/v1/policies/sla')).toMatchObject({ active: { version } })
  })

  it.each([
    [{ version: 1, expectedActive: 0 }, 'reason'],
    [{ version: 1, expectedActive: 0, reason: '  ' }, 'reason'],
    [{ version: 1, expectedActive: 0, reason: 'x'.repeat(501) }, 'reason'],
    [{ version: '1', expectedActive: 0, reason: 'x' }, 'version'],
    [{ version: 1, reason: 'x' }, 'expectedActive'],
    [{ version: 1, expectedActive: -1, reason: 'x' }, 'expectedActive'],
  ])('refuses %o', async (body, path) => {
    expect(await post('/v1/policies/sla/activate', body)).toMatchObject({ code: 'bad_body', problems: [{ path }] })
  })
})

describe('a routing document', () => {
  const example = JSON.parse(readFileSync('docs/examples/routing-skills.json', 'utf8')) as RoutingDocument
  const path = '/v1/policies/routing'

  it('is checked, stored, activated and rolled back like the others, and no clock has to follow', async () => {
    expect(await post(`${path}/check`, { document: example }, 'lead')).toMatchObject({ ok: true, notes: [] })
    const noted = await post(`${path}/check`, { document: { ...example, classifier: null } }, 'lead')
    expect((noted.notes as { path: string }[]).map((note) => note.path)).toEqual([
      'rules[2].when.topics',
      'rules[3].when.topics',
      'topics',
    ])
    expect(await post(path, { document: example }, 'lead')).toMatchObject({ kind: 'routing', version: 1 })
    const activated = await post(`${path}/activate`, { version: 1, expectedActive: 0, reason: 'by skill' })
    expect(activated).toMatchObject({ version: 1, previousVersion: 0, changed: true, refresh: 'not_needed' })
    const { active } = await get(path)
    expect(active).toMatchObject({ version: 1, document: example })
    expect((active as { summary: string[] }).summary[0]).toMatch(/^suggests, and assigns nobody/)
    expect(await post(`${path}/rollback`, { reason: 'back' })).toMatchObject({ version: 0, refresh: 'not_needed' })
    expect(api.world.refreshes).toEqual([])
  })

  it('is previewed over what is with nobody: whom each would need instead', async () => {
    const assignee = { kind: 'operator', id: 7, name: 'Amelia Hart' } as const
    await desk.put(
      watched(aConversation({ account, conversationId: 1 })),
      watched(aConversation({ account, conversationId: 2, snapshot: { labels: ['chargeback'] } })),
      watched(aConversation({ account, conversationId: 3, snapshot: { labels: ['chargeback'], assignee } })),
    )
    const document = { ...example, triage: {} }
    const previewed = await post(`${path}/preview`, { document }, 'lead')
    expect(previewed).toMatchObject({
      account,
      kind: 'routing',
      against: 0,
      looked: 2,
      complete: true,
      needs: [
        {
          conversationId: 2,
          chatwootUrl: null,
          before: { teamId: null, skills: [], by: { kind: 'triage' } },
          after: { teamId: 2, skills: ['billing', 'disputes'], by: { kind: 'rule', ruleId: 'chargebacks' } },
        },
      ],
      asOfMs: NOW,
    })
    expect(previewed.needs).toHaveLength(1)
    expect(previewed).not.toHaveProperty('changes')
  })
})

describe('rolling back', () => {
  const rollback = () => post('/v1/policies/sla/rollback', { reason: 'too many warnings' })

  it('puts back in force what was, the shipped one included', async () => {
    await activate(await stored(600), 0)
    expect(await rollback()).toMatchObject({ version: 0, previousVersion: 1, changed: true, refresh: 'queued' })
    expect(await rollback()).toMatchObject({ version: 1, previousVersion: 0 })
    expect(api.world.refreshes).toHaveLength(3)
  })

  it('has nothing to do where nothing was ever activated', async () => {
    expect(await rollback()).toMatchObject({ status: 409, code: 'nothing_before' })
    expect(api.world.refreshes).toEqual([])
  })
})

describe('previewing', () => {
  const preview = (body: unknown) => post('/v1/policies/sla/preview', body, 'lead')

  it('shows what differs, and what it would do to open conversations, and stores nothing', async () => {
    const urgent = { priority: 'urgent' as const }
    await desk.put(
      watched(aConversation({ account, conversationId: 1, snapshot: urgent })),
      watched(aConversation({ account, conversationId: 2 })),
      watched(aConversation({ account, conversationId: 3, snapshot: urgent, status: 'resolved' })),
    )
    const drafted = await preview({ document: urgentWithin(660) })
    expect(drafted).toMatchObject({
      account,
      kind: 'sla',
      against: 0,
      differences: [{ path: 'policies[standard].targets.first_response.urgent', before: 900, after: 660 }],
      looked: 2,
      complete: true,
      changes: [
        {
          conversationId: 1,
          chatwootUrl: null,
          clocks: [{ clock: 'first_response', after: { dueAtMs: START_MS + 660_000 }, breachesNow: false }],
        },
      ],
      totals: { policyChanged: 0, dueMoved: 1, breachingNow: 0 },
      asOfMs: NOW,
    })
    expect((await get('/v1/policies/sla')).versions).toEqual([])
    const version = await stored(660)
    expect(await preview({ version })).toEqual(drafted)
  })

  it('looks at two hundred at most, and says that there are more', async () => {
    const crowd = Array.from({ length: 230 }, (_, nth) => watched(aConversation({ account, conversationId: nth + 1 })))
    await desk.put(...crowd)
    expect(await preview({ document: urgentWithin(660) })).toMatchObject({ looked: 200, complete: false, changes: [] })
  })

  it.each([{}, { document: {}, version: 1 }, { version: -1 }])('refuses %o', async (body) => {
    expect(await preview(body)).toMatchObject({ status: 400, code: 'bad_body' })
  })
  it('refuses a bad document and an unknown version', async () => {
    expect(await preview({ document: {} })).toMatchObject({ status: 422, code: 'bad_policy' })
    expect(await preview({ version: 12 })).toMatchObject({ status: 404, code: 'no_such_version' })
  })
})
