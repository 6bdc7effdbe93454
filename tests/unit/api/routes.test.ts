import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aConversation, START_MS, watched } from '#tests/support/builders'
import { bodyOf, jsonOf } from './ask.ts'
import { type DeskTable, startDeskTable } from './desk-table.ts'
import { AUTH, type Served, serve } from './serving.ts'

const NOW = START_MS + 10 * 60_000
const VIEWER = ['viewer', 'account:shop']
let desk: DeskTable
let api: Served

beforeAll(async () => {
  desk = await startDeskTable()
  api = serve(desk)
  api.world.nowMs = NOW
  const assignee = { id: 5, kind: 'operator', name: 'Amelia Hart' } as const
  const first = watched(aConversation({ conversationId: 1 }))
  await desk.change(undefined, first)
  const { snapshot } = first.state
  if (snapshot === undefined) throw new Error('a builder without a snapshot')
  const taken = { ...snapshot, updatedAtUs: snapshot.updatedAtUs + 1, assignee }
  const second = { ...first, version: 2, state: { ...first.state, snapshot: taken } }
  await desk.change(first, watched(second, second.writtenAtMs, first))
  const longest = aConversation({ conversationId: 2, snapshot: { waitingSinceMs: START_MS - 60_000 } })
  await desk.change(undefined, watched(longest))
  await desk.change(undefined, aConversation({ conversationId: 3, status: 'resolved' }))
  await desk.change(undefined, aConversation({ account: 'outlet', conversationId: 4 }))
  await desk.intake('shop', { applied: 3, atMs: NOW - 1_000, lagMs: 200 })
})
afterAll(() => desk.stop())

describe('GET /v1/queue', () => {
  const ask = (query: Record<string, string> = {}, groups = VIEWER) => api.ask({ path: '/v1/queue', query, groups })

  it('tells of each conversation who waits, since when, and what is due', async () => {
    const response = await ask()
    expect(response.statusCode).toBe(200)
    const { items, ...rest } = jsonOf(response) as { items: Record<string, unknown>[] }
    expect(rest).toEqual({ account: 'shop', status: 'open', sort: 'waiting', nextCursor: null, asOfMs: NOW })
    expect(items.map(({ conversationId }) => conversationId)).toEqual([2, 1])
    expect(items[1]).toMatchObject({
      conversationId: 1,
      status: 'open',
      priority: null,
      turn: 'operator',
      contactName: 'Jordan Sample',
      inbox: { id: 11, name: null },
      channel: 'WebWidget',
      team: null,
      assignee: { id: 5, kind: 'operator', name: 'Amelia Hart' },
      labels: [],
      waitingSinceMs: START_MS,
      deadlineAtMs: START_MS + 60 * 60_000,
      clock: 'first_response',
      atRisk: false,
      policyId: 'standard',
      promise: null,
      escalations: [],
      version: 2,
    })
  })

  it('turns at risk by the clock, and that is a new answer', async () => {
    const etag = (await ask()).headers.etag ?? ''
    api.world.nowMs = NOW + 5_000
    const headers = { 'if-none-match': etag }
    expect((await api.ask({ path: '/v1/queue', query: {}, groups: VIEWER, headers })).statusCode).toBe(304)
    api.world.nowMs = START_MS + 50 * 60_000
    const later = await api.ask({ path: '/v1/queue', query: {}, groups: VIEWER, headers })
    api.world.nowMs = NOW
    expect(later.statusCode).toBe(200)
    expect(jsonOf(later)).toMatchObject({ items: [{ atRisk: true }, { atRisk: true }] })
  })

  it('filters, orders and pages', async () => {
    const ids = async (query: Record<string, string>) =>
      (jsonOf(await ask(query)) as { items: { conversationId: number }[] }).items.map((item) => item.conversationId)
    expect(await ids({ operator: '5' })).toEqual([1])
    expect(await ids({ unassigned: 'true' })).toEqual([2])
    expect(await ids({ unassigned: 'false', atRisk: 'false' })).toEqual([2, 1])
    expect(await ids({ status: 'resolved' })).toEqual([3])
    expect(await ids({ inbox: '12' })).toEqual([])
    const first = jsonOf(await ask({ limit: '1', sort: 'deadline' }))
    const second = jsonOf(await ask({ limit: '1', sort: 'deadline', cursor: String(first.nextCursor) }))
    expect([first, second]).toMatchObject([{ items: [{ conversationId: 2 }] }, { items: [{ conversationId: 1 }] }])
  })

  it.each([
    [{ status: 'closed' }, 'status'],
    [{ sort: 'newest' }, 'sort'],
    [{ team: '0' }, 'team'],
    [{ inbox: '1.5' }, 'inbox'],
    [{ operator: 'me' }, 'operator'],
    [{ unassigned: 'yes' }, 'unassigned'],
    [{ atRisk: '1' }, 'atRisk'],
    [{ limit: '0' }, 'limit'],
    [{ limit: '101' }, 'limit'],
    [{ cursor: '§' }, 'cursor'],
    [{ cursor: 'abc' }, 'cursor'],
    [{ account: 'Shop!' }, 'account'],
    [{ at_risk: 'true' }, 'at_risk'],
    [{ operator: '5', unassigned: 'true' }, 'unassigned'],
  ])('refuses %o and names the parameter', async (query, parameter) => {
    const response = await ask(query as Record<string, string>)
    expect(response.statusCode).toBe(400)
    expect(jsonOf(response)).toMatchObject({ parameter, detail: expect.stringContaining(parameter) })
  })
})

describe('isolation', () => {
  const paths = ['/v1/queue', '/v1/tile', '/v1/conversations/4']

  it.each(paths)('%s does not open for another account, whatever the role', async (path) => {
    const response = await api.ask({ path, query: { account: 'outlet' }, groups: ['admin', 'account:shop'] })
    expect(response.statusCode).toBe(403)
    expect(jsonOf(response)).toMatchObject({ code: 'account_not_granted', parameter: 'account' })
  })

  it.each(paths)('%s does not open without a role, an account or a token', async (path) => {
    expect((await api.ask({ path, groups: ['account:shop'] })).statusCode).toBe(403)
    expect((await api.ask({ path, groups: ['admin'] })).statusCode).toBe(403)
    expect((await api.ask({ path })).statusCode).toBe(401)
  })

  it.each(paths)('%s does not open by the name of a group that only looks like several', async (path) => {
    const groups = ['friends of admin account:outlet']
    expect((await api.ask({ path, query: { account: 'outlet' }, groups })).statusCode).toBe(403)
  })

  it('keeps conversations of one account from another', async () => {
    expect((await api.ask({ path: '/v1/conversations/4', groups: VIEWER })).statusCode).toBe(404)
    expect((await api.ask({ path: '/v1/conversations/4', groups: ['viewer', 'account:outlet'] })).statusCode).toBe(200)
  })

  it('keeps a cursor of one account from another', async () => {
    const both = ['viewer', 'account:shop', 'account:outlet']
    const page = jsonOf(await api.ask({ path: '/v1/queue', query: { account: 'shop', limit: '1' }, groups: both }))
    const query = { account: 'outlet', limit: '1', cursor: String(page.nextCursor) }
    const response = await api.ask({ path: '/v1/queue', query, groups: both })
    expect(jsonOf(response)).toMatchObject({ status: 400, code: 'bad_cursor', parameter: 'cursor' })
  })
})

describe('GET /v1/tile', () => {
  const ask = async () => jsonOf(await api.ask({ path: '/v1/tile', groups: VIEWER }))

  it('has the figures, and how far to trust them', async () => {
    expect(await ask()).toEqual({
      account: 'shop',
      open: 2,
      pending: 0,
      snoozed: 0,
      unassigned: 1,
      waiting: 2,
      warned: 0,
      breached: 0,
      intake: null,
      escalated: 0,
      oldestWaitingSinceMs: START_MS - 60_000,
      oldestWaitMs: 11 * 60_000,
      lastReceivedAtMs: NOW - 1_200,
      completeness: { ratio: 1, applied: 3, inQueue: 0, deadLettered: 0, reason: null },
      state: 'ok',
      reason: null,
      stale: false,
      today: null,
      lastDay: null,
      countedAsOfMs: null,
      countedLagMs: null,
      asOfMs: NOW,
      lagMs: 200,
    })
  })

  it('does not fail with the queue: completeness is unknown then', async () => {
    api.world.depth = null
    const tile = await ask()
    api.world.depth = { inQueue: 0, deadLettered: 0 }
    expect(tile).toMatchObject({
      open: 2,
      state: 'attention',
      completeness: { ratio: null, reason: 'queue_unreadable' },
    })
  })

  it('answers 304 while nothing but the time has changed', async () => {
    const first = await api.ask({ path: '/v1/tile', groups: VIEWER })
    api.world.nowMs = NOW + 1_000
    const headers = { 'if-none-match': first.headers.etag ?? '' }
    const again = await api.ask({ path: '/v1/tile', groups: VIEWER, headers })
    api.world.nowMs = NOW
    expect(again.statusCode).toBe(304)
    expect(again.headers['x-as-of-ms']).toBe(String(NOW + 1_000))
  })
})

describe('GET /v1/conversations/{id}', () => {
  const ask = (id: string, query: Record<string, string> = {}) =>
    api.ask({ path: `/v1/conversations/${id}`, query, groups: VIEWER })

  it('has the conversation, its ledger with the newest event last, and the way to Chatwoot', async () => {
    const body = jsonOf(await ask('1')) as { ledger: { type: string; version: number }[] }
    expect(body).toMatchObject({
      account: 'shop',
      conversation: { conversationId: 1, chatwootUrl: 'https://chat.example.com/app/accounts/1/conversations/1' },
      ledgerCursor: null,
      asOfMs: NOW,
    })
    expect(body.ledger.at(0)?.type).toBe('conversation.opened.v1')
    expect(body.ledger.at(-1)).toMatchObject({ type: 'conversation.assigned.v1', version: 2 })
  })

  it('pages the ledger backwards', async () => {
    const types: string[] = []
    let cursor: string | null = null
    do {
      const query: Record<string, string> = cursor === null ? { limit: '1' } : { limit: '1', cursor }
      const page = jsonOf(await ask('1', query)) as { ledger: { type: string }[]; ledgerCursor: string | null }
      types.unshift(...page.ledger.map(({ type }) => type))
      cursor = page.ledgerCursor
    } while (cursor !== null)
    expect(types.at(0)).toBe('conversation.opened.v1')
    expect(types.at(-1)).toBe('conversation.assigned.v1')
  })

  it.each(['99', '0', 'x', '1e3', '12345678901'])('says 404 for %s', async (id) => {
    expect(jsonOf(await ask(id))).toMatchObject({ status: 404, code: 'no_such_conversation' })
  })
})

describe('GET /v1/me', () => {
  it('says who the caller is to us', async () => {
    const groups = ['viewer', 'lead', 'account:shop', 'account:outlet', 'operator:5']
    expect(jsonOf(await api.ask({ path: '/v1/me', groups }))).toEqual({
      name: 'amelia',
      role: 'lead',
      operatorId: 5,
      accounts: [
        { account: 'outlet', chatwootUrl: null },
        { account: 'shop', chatwootUrl: 'https://chat.example.com/app/accounts/1' },
      ],
    })
  })

  it('answers even those who have nothing yet', async () => {
    expect(jsonOf(await api.ask({ path: '/v1/me', groups: [] }))).toMatchObject({ role: null, accounts: [] })
  })

  it('gives the default account to tokens that name none', async () => {
    const { ask } = serve(desk, { defaultAccount: 'shop' })
    expect(jsonOf(await ask({ path: '/v1/me', groups: ['viewer'] }))).toMatchObject({ accounts: [{ account: 'shop' }] })
    expect((await ask({ path: '/v1/tile', groups: ['viewer'] })).statusCode).toBe(200)
  })
})

describe('what is public', () => {
  it('says that it is well', async () => {
    expect(jsonOf(await api.ask({ path: '/health' }))).toEqual({ status: 'ok' })
  })

  it('tells the console how to sign in, and no secret', async () => {
    expect(jsonOf(await api.ask({ path: '/console/config.json' }))).toEqual({ ...AUTH, environment: 'test' })
  })

  it.each([
    ['/', 'text/html; charset=utf-8', 'no-cache', '<!doctype html>'],
    ['/console/index.html', 'text/html; charset=utf-8', 'no-cache', '<!doctype html>'],
    ['/console/app-ABCD1234.js', 'text/javascript; charset=utf-8', 'public, max-age=31536000, immutable', 'run()'],
    ['/console/favicon.svg', 'image/svg+xml', 'no-cache', '<svg/>'],
  ])('serves %s', async (path, type, caching, content) => {
    for (const accepted of ['', 'br, gzip']) {
      const response = await api.ask({ path, headers: { 'accept-encoding': accepted } })
      expect(response.headers['content-type']).toBe(type)
      expect(response.headers['cache-control']).toBe(caching)
      expect(response.headers['content-encoding']).toBe(accepted === '' ? undefined : 'br')
      expect(bodyOf(response)).toBe(content)
    }
  })

  it.each([
    '/console/notes.txt',
    '/console/app-ABCD1234.js.br',
    '/console/../handler.js',
    '/console/%2e%2e/index.js',
    '/console/..%2findex.js',
    '/console//etc/passwd',
    '/console/constructor',
    '/console/index.html%00.js',
  ])('does not serve %s', async (path) => {
    expect((await api.ask({ path })).statusCode).toBe(404)
  })
})
