import { PutCommand } from '@aws-sdk/lib-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ChoiceReceipt, Considered } from '#domain/routing/choice-terms'
import type { Routing } from '#domain/routing/routing-record'
import type { StoredReceipt } from '#domain/routing/stored-receipt'
import type { ReceiptView } from '#functions/api/receipts'
import { conversationPk, receiptSk } from '#store/keys'
import { operatorStore } from '#store/operators'
import { aConversation, START_MS } from '#tests/support/builders'
import { aNeed } from '#tests/support/choosing'
import { NOBODY } from '#tests/support/operators'
import { bodyOf, jsonOf } from './ask.ts'
import { type DeskTable, startDeskTable, TABLE } from './desk-table.ts'
import { type Served, serve } from './serving.ts'

const OPERATOR = ['operator', 'account:shop', 'operator:41']

const VIEWER = ['viewer', 'account:shop']
const routing: Routing = {
  ...{ state: 'asked', atMs: START_MS, operatorId: 42, routedFor: 'waiting' },
  ...{ decision: 3, policyVersion: 1, ruleId: null },
}
const considered = (operatorId: number, minutes: number): Considered => ({
  ...{ operatorId, name: '<b>Avery</b>', points: 1, capacityPoints: 12, minutes, hardCases: 0 },
  ...{ idleSeconds: null, unfit: [], score: minutes },
})
const chosen: ChoiceReceipt = {
  need: aNeed({ teamId: 5 }),
  chosen: 41,
  chosenBy: 'least_load',
  considered: [considered(41, 3), considered(42, 9), { ...considered(43, 0), unfit: ['away'], score: null }],
}
const receipt = (decision: number): StoredReceipt => ({
  ...{ account: 'shop', conversationId: 1042, decision, atMs: START_MS + decision, outcome: 'held', why: 'nobody' },
  ...{ routedFor: null, from: null, policyVersion: 1, model: null, actions: [], correlationId: 'corr-1', choice: null },
})
let desk: DeskTable
let api: Served

beforeAll(async () => {
  desk = await startDeskTable()
  api = serve(desk)
  api.world.nowMs = START_MS
  await desk.put(
    aConversation({ routing }),
    aConversation({ conversationId: 1043 }),
    aConversation({ conversationId: 1044 }),
  )
  await keep({ ...receipt(1), conversationId: 1044, outcome: 'asked', why: null, choice: chosen })
  for (const decision of [1, 2, 3]) await keep(receipt(decision))
})
async function keep(one: StoredReceipt): Promise<void> {
  const Item = {
    pk: conversationPk('shop', one.conversationId),
    sk: receiptSk(one.atMs, one.decision),
    receipt: one,
  }
  await desk.client.send(new PutCommand({ TableName: TABLE, Item }))
}
afterAll(() => desk.stop())

const ask = (id: number, query: Record<string, string> = {}, groups = VIEWER) =>
  api.ask({ path: `/v1/conversations/${id}/receipts`, query, groups })

describe('GET /v1/conversations/{id}/receipts', () => {
  it('tells where routing stands and every decision, newest first', async () => {
    const body = jsonOf(await ask(1042))
    expect(body).toMatchObject({ account: 'shop', conversationId: 1042, routing, asOfMs: START_MS })
    expect((body.receipts as StoredReceipt[]).map(({ decision }) => decision)).toEqual([3, 2, 1])
    expect((body.receipts as StoredReceipt[])[0]).toEqual(receipt(3))
  })

  it('gives as many as were asked for, and leads to all of those before, each once', async () => {
    const told: number[] = []
    let cursor: string | null = null
    do {
      const page: Record<string, unknown> = jsonOf(
        await ask(1042, { limit: '1', ...(cursor === null ? {} : { cursor }) }),
      )
      told.push(...(page.receipts as StoredReceipt[]).map(({ decision }) => decision))
      cursor = page.nextCursor as string | null
    } while (cursor !== null)
    expect(told).toEqual([3, 2, 1])
  })

  it('refuses a cursor of another conversation, and a limit that is none', async () => {
    const { nextCursor } = jsonOf(await ask(1042, { limit: '1' }))
    const other = await ask(1043, { cursor: String(nextCursor) })
    expect([other.statusCode, bodyOf(other)]).toEqual([400, expect.stringContaining('bad_cursor')])
    for (const limit of ['0', '101', 'all']) expect((await ask(1042, { limit })).statusCode).toBe(400)
  })

  it('says of each who would have done what put the chosen one before, and calls the team by its name', async () => {
    expect(jsonOf(await ask(1044)).teams).toEqual([{ id: 5, name: null }])
    const directory = {
      ...{ account: 'shop', serverVersion: null, readAtMs: START_MS, inboxes: [] },
      teams: [{ id: 5, name: 'Billing' }],
    }
    const mark = { readAtMs: START_MS, directoryReadAtMs: START_MS }
    const operators = operatorStore({ client: desk.client, table: TABLE })
    await operators.commit('shop', NOBODY, { mark, operators: [], directory })
    const { receipts, teams } = jsonOf(await ask(1044)) as { receipts: ReceiptView[]; teams: unknown }
    expect(receipts[0]?.choice?.considered.map(({ operatorId, behind }) => [operatorId, behind])).toEqual([
      [41, null],
      [42, 'more_in_hand'],
      [43, null],
    ])
    expect(teams).toEqual([{ id: 5, name: 'Billing' }])
  })

  it('may be read by operators, about any conversation of their account', async () => {
    expect((await ask(1044, {}, OPERATOR)).statusCode).toBe(200)
    expect((await ask(1044, {}, ['account:shop'])).statusCode).toBe(403)
  })

  it('costs no body where nothing has changed', async () => {
    const { headers } = await ask(1042)
    const again = await api.ask({
      ...{ path: '/v1/conversations/1042/receipts', groups: VIEWER },
      headers: { 'if-none-match': String(headers?.etag) },
    })
    expect(again.statusCode).toBe(304)
  })

  it('has none for one that was never routed', async () => {
    expect(jsonOf(await ask(1043))).toMatchObject({ routing: null, receipts: [] })
  })

  it('knows no conversation that does not exist, and shows nobody another account', async () => {
    expect((await ask(1)).statusCode).toBe(404)
    expect((await ask(1042, { account: 'shop' }, ['viewer', 'account:other'])).statusCode).toBe(403)
  })
})
