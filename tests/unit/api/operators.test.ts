import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { StoredOperator } from '#domain/operator'
import { operatorStore } from '#store/operators'
import { aConversation, anObservation, aSnapshot, START_MS, stateAfter } from '#tests/support/builders'
import { A_DIRECTORY, anOperator, NOBODY } from '#tests/support/operators'
import { jsonOf } from './ask.ts'
import { type DeskTable, startDeskTable, TABLE } from './desk-table.ts'
import { type Served, serve } from './serving.ts'

const MINUTE_MS = 60_000
const groups = ['operator', 'account:shop', 'account:empty']
let desk: DeskTable
let api: Served

const robin: Partial<StoredOperator> = { operatorId: 42, name: 'Robin Sample', availability: 'away', teams: [6, 5] }
beforeAll(async () => {
  desk = await startDeskTable()
  api = serve(desk)
  const directory = {
    ...{ account: 'shop', readAtMs: START_MS, ...A_DIRECTORY },
    serverVersionChange: { from: '4.14.0', readAtMs: START_MS - 1 },
  }
  const gone = anOperator({ operatorId: 40, name: 'Left Example', availability: 'offline', gone: true })
  await operatorStore({ client: desk.client, table: TABLE }).commit('shop', NOBODY, {
    mark: { readAtMs: START_MS + MINUTE_MS, directoryReadAtMs: START_MS },
    operators: [gone, anOperator(), anOperator(robin), anOperator({ operatorId: 100 })],
    directory,
  })
  const avery = { id: 41, kind: 'operator', name: 'Avery Example' } as const
  const answered = aSnapshot({ assignee: avery, waitingSinceMs: null })
  await desk.put(
    aConversation({ conversationId: 1, snapshot: { assignee: avery } }),
    aConversation({ conversationId: 2, state: stateAfter(anObservation({ snapshot: answered, messages: [] })) }),
    aConversation({ conversationId: 3, status: 'resolved', snapshot: { assignee: avery } }),
    aConversation({ conversationId: 4 }),
  )
})
afterAll(() => desk.stop())

const list = async (query: Record<string, string> = {}) =>
  jsonOf(await api.ask({ path: '/v1/operators', groups, query: { account: 'shop', ...query } }))
const idsOf = (answer: Record<string, unknown>) =>
  (answer.items as { operatorId: number }[]).map(({ operatorId }) => operatorId)

describe('GET /v1/operators', () => {
  it('lists who is there, where they belong by name, and what each has in hand', async () => {
    api.world.nowMs = START_MS + 2 * MINUTE_MS
    const answer = await list()
    expect(answer).toMatchObject({
      account: 'shop',
      nextCursor: null,
      readAtMs: START_MS + MINUTE_MS,
      directoryReadAtMs: START_MS,
      stale: false,
      chatwoot: { version: '4.15.1', versionBefore: '4.14.0', versionChangedAtMs: START_MS - 1 },
      asOfMs: START_MS + 2 * MINUTE_MS,
    })
    expect(idsOf(answer)).toEqual([41, 42, 100])
    expect((answer.items as unknown[])[0]).toEqual({
      ...{ operatorId: 41, name: 'Avery Example', role: 'agent', availability: 'available', sinceMs: START_MS },
      ...{ gone: false, teams: [{ id: 5, name: 'Billing' }], inboxes: [{ id: 11, name: 'Example Website' }] },
      // one chat to answer, and one that its customer may come back to
      ...{ open: 2, waiting: 1, points: 4.5, capacityPoints: 12, minutes: 9.6 },
      ...{ skills: [], languages: null, shift: null },
    })
    expect((answer.items as unknown[])[1]).toMatchObject({
      teams: [
        { id: 6, name: null },
        { id: 5, name: 'Billing' },
      ],
      ...{ open: 0, waiting: 0 },
    })
  })

  it('goes through all of them in pages, those who are gone where they are asked for', async () => {
    const first = await list({ limit: '2', gone: 'true' })
    expect([idsOf(first), first.nextCursor]).toEqual([[40, 41], '41'])
    const second = await list({ limit: '2', gone: 'true', cursor: String(first.nextCursor) })
    expect([idsOf(second), second.nextCursor]).toEqual([[42, 100], null])
    expect(idsOf(await list({ gone: 'false', limit: '100' }))).toEqual([41, 42, 100])
    expect(await list({ cursor: 'abc' })).toMatchObject({ status: 400, code: 'bad_cursor' })
  })

  it('says that it is stale after three minutes, and where Chatwoot was never read', async () => {
    api.world.nowMs = START_MS + 4 * MINUTE_MS
    expect(await list()).toMatchObject({ stale: false })
    api.world.nowMs += 1
    expect(await list()).toMatchObject({ stale: true })
    expect(await list({ account: 'empty' })).toMatchObject({
      ...{ items: [], readAtMs: null, directoryReadAtMs: null, stale: true },
      chatwoot: { version: null, versionBefore: null, versionChangedAtMs: null },
    })
  })
})

describe('POST /v1/operators/refresh', () => {
  it('asks presence to read the account, and leaves a line in the log', async () => {
    const query = { account: 'shop' }
    const answer = await api.ask({ method: 'POST', path: '/v1/operators/refresh', groups, query })
    expect(answer.statusCode).toBe(202)
    expect(jsonOf(answer)).toMatchObject({ account: 'shop', requested: true })
    expect(api.world.asked).toEqual(['shop'])
    expect(api.world.commands).toMatchObject([{ action: 'operators.refresh', account: 'shop' }])
  })
})
