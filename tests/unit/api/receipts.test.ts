import { PutCommand } from '@aws-sdk/lib-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Routing } from '#domain/routing/routing-record'
import type { StoredReceipt } from '#domain/routing/stored-receipt'
import { conversationPk, receiptSk } from '#store/keys'
import { aConversation, START_MS } from '#tests/support/builders'
import { jsonOf } from './ask.ts'
import { type DeskTable, startDeskTable, TABLE } from './desk-table.ts'
import { type Served, serve } from './serving.ts'

const VIEWER = ['viewer', 'account:shop']
const routing: Routing = {
  ...{ state: 'asked', atMs: START_MS, operatorId: 42, routedFor: 'waiting' },
  ...{ decision: 3, policyVersion: 1, ruleId: null },
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
  await desk.put(aConversation({ routing }), aConversation({ conversationId: 1043 }))
  for (const decision of [1, 2, 3]) {
    const Item = {
      pk: conversationPk('shop', 1042),
      sk: receiptSk(START_MS + decision, decision),
      receipt: receipt(decision),
    }
    await desk.client.send(new PutCommand({ TableName: TABLE, Item }))
  }
})
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

  it('gives as many as were asked for', async () => {
    expect(jsonOf(await ask(1042, { limit: '1' })).receipts).toHaveLength(1)
  })

  it('has none for one that was never routed', async () => {
    expect(jsonOf(await ask(1043))).toMatchObject({ routing: null, receipts: [] })
  })

  it('knows no conversation that does not exist, and shows nobody another account', async () => {
    expect((await ask(1)).statusCode).toBe(404)
    expect((await ask(1042, { account: 'shop' }, ['viewer', 'account:other'])).statusCode).toBe(403)
  })
})
