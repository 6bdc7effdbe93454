import { PutCommand } from '@aws-sdk/lib-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { manualClock } from '#infra/local/clock'
import { escalationItemKey } from '#store/escalation-item'
import { escalationStore } from '#store/escalations'
import { isLive } from '#store/expiry'
import { conversationPk, outageSk, outagesPk, receiptSk } from '#store/keys'
import { outageStore } from '#store/outages'
import { routingStore } from '#store/routing'
import { START_MS } from '#tests/support/builders'
import { type DeskTable, startDeskTable, TABLE } from '../api/desk-table.ts'

/** DynamoDB deletes what has expired up to days later: here the table's own clock stands still, so it never does. */
const DAY_MS = 86_400_000
const EXPIRES_S = START_MS / 1000 + 86_400
let desk: DeskTable
let nowMs = START_MS
beforeAll(async () => {
  desk = await startDeskTable(manualClock(START_MS))
})
afterAll(() => desk.stop())

const put = (Item: Record<string, unknown>) =>
  desk.client.send(new PutCommand({ TableName: TABLE, Item: { ...Item, expiresAt: EXPIRES_S } }))
const deps = () => ({
  client: desk.client,
  table: TABLE,
  now: () => nowMs,
  random: () => 0,
  wait: async () => undefined,
  retentionDays: 30,
  ledgerDays: 30,
})

const ESCALATION = { account: 'shop', conversationId: 7, cause: 'response', raisedAtMs: START_MS } as const

type Kind = { readonly store: () => Promise<unknown>; readonly told: () => Promise<number> }
const KINDS: Readonly<Record<string, Kind>> = {
  'an outage': {
    store: () =>
      put({
        pk: outagesPk('shop'),
        sk: outageSk(START_MS, 'o1'),
        outage: { account: 'shop', id: 'o1', fromMs: START_MS, toMs: START_MS + 1, reason: 'r', by: 'b' },
      }),
    told: async () => (await outageStore(deps()).between('shop', { fromMs: START_MS, toMs: START_MS + 2 })).length,
  },
  'a receipt of routing': {
    store: () =>
      put({ pk: conversationPk('shop', 7), sk: receiptSk(START_MS, 1), receipt: { atMs: START_MS, decision: 1 } }),
    told: async () => (await routingStore(deps()).receipts('shop', 7, 10)).length,
  },
  'the record of an escalation': {
    store: () => put({ ...escalationItemKey(ESCALATION), ...ESCALATION, state: 'active', history: [], revision: 1 }),
    told: async () => ((await escalationStore(deps()).get(ESCALATION)) === null ? 0 : 1),
  },
}

describe('what has expired and is not deleted yet', () => {
  it.each(Object.keys(KINDS))('%s is told until its end, and not from then on', async (name) => {
    const kind = KINDS[name]
    await kind?.store()
    nowMs = START_MS + DAY_MS - 1
    expect(await kind?.told()).toBe(1)
    nowMs = START_MS + DAY_MS
    expect(await kind?.told()).toBe(0)
  })

  it('is told by its second; what has no end is kept', () => {
    expect([isLive({ expiresAt: 10 }, 9_999), isLive({ expiresAt: 10 }, 10_000), isLive({}, 10_000)]).toEqual([
      true,
      false,
      true,
    ])
  })
})
