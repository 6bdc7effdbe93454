/** Groups of pages over the local DynamoDB engine: many at once, none lost. */
import { type DynamoDBDocumentClient, GetCommand, PutCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { groupKey } from '#domain/page-group'
import { breachActions } from '#store/breach-actions'
import { conversationNow } from '#store/conversation-now'
import { toItem } from '#store/item'
import { breachesPk, breachSk, pageGroupsPk } from '#store/keys'
import { onCallStore } from '#store/on-call'
import { pageGroupStore } from '#store/page-groups'
import { aConversation, START_MS } from '#tests/support/builders'
import { type DeskTable, openDeskTable, TABLE } from '#tests/support/desk-table'
import { calling, describePageGroupStore } from '#tests/support/page-group-store-contract'

const storeOver = (client: DynamoDBDocumentClient) =>
  pageGroupStore({
    client,
    table: TABLE,
    now: () => START_MS,
    random: Math.random,
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms / 20)),
  })

describePageGroupStore('the store of page groups in DynamoDB', async () => {
  const desk = await openDeskTable(START_MS)
  return { store: storeOver(desk.client), close: () => desk.close() }
})

let desk: DeskTable
beforeAll(async () => {
  desk = await openDeskTable(START_MS)
})
afterAll(() => desk.close())

describe('a group of pages', () => {
  const name = (cause: string) => ({ account: 'shop', cause, teamId: 5, target: 'on-call' })
  const acting = (nth: number) => ({ by: `message-${nth}`, nowMs: START_MS + nth })

  it('opens once for two conversations that call at the same instant', async () => {
    const store = storeOver(desk.client)
    const both = await Promise.all([1, 2].map((id) => store.join(name('two'), calling(id), acting(0))))
    expect(new Set(both.map(({ group }) => group?.openedAtMs)).size).toBe(1)
    expect(await store.get(name('two'))).toMatchObject({ open: 2, joins: 2, told: { count: 2 } })
  })

  it('loses nobody who joins or leaves while others do', async () => {
    const store = storeOver(desk.client)
    const ids = Array.from({ length: 8 }, (_, nth) => nth + 1)
    await Promise.all(ids.map((id) => store.join(name('many'), calling(id), acting(id))))
    expect(await store.get(name('many'))).toMatchObject({ open: 8, joins: 8 })
    const leaving = { sinceMs: START_MS, how: 'ended' } as const
    await Promise.all([
      ...ids.slice(0, 4).map((id) => store.leave(name('many'), { conversationId: id, ...leaving }, acting(100 + id))),
      ...[21, 22].map((id) => store.join(name('many'), calling(id), acting(200 + id))),
    ])
    expect(await store.get(name('many'))).toMatchObject({ open: 6, joins: 10 })
    expect(await store.members(name('many'), 200)).toHaveLength(6)
  })

  it('is forgotten after a month, should a defect ever leave it behind', async () => {
    const store = storeOver(desk.client)
    await store.join(name('old'), calling(1), acting(1))
    const Key = { pk: pageGroupsPk('shop'), sk: groupKey(name('old')) }
    const { Item } = await desk.client.send(new GetCommand({ TableName: TABLE, Key }))
    expect(Item?.expiresAt).toBe(START_MS / 1000 + 30 * 86_400)
  })

  /** A client under which somebody else joins before each of the first writes. */
  const raced = (cause: string, times: number): DynamoDBDocumentClient => {
    let nth = 0
    const send = async (command: Parameters<DynamoDBDocumentClient['send']>[0]) => {
      if (command instanceof TransactWriteCommand && nth < times) {
        nth += 1
        await storeOver(desk.client).join(name(cause), calling(100 + nth), acting(nth))
      }
      return desk.client.send(command)
    }
    return Object.assign(Object.create(desk.client) as DynamoDBDocumentClient, { send })
  }

  it('is joined after any number of others who were faster, in whose page it is then', async () => {
    const joined = await storeOver(raced('raced', 3)).join(name('raced'), calling(1), acting(9))
    expect(joined).toMatchObject({ moved: true, group: { open: 4, owes: { by: 'message-9' } } })
  })

  it('that stays contended is a fault', async () => {
    const joining = storeOver(raced('busy', 100)).join(name('busy'), calling(1), acting(9))
    await expect(joining).rejects.toThrow('contended')
  })
})

describe('the last proven page', () => {
  const delivered = { kind: 'delivered' } as const
  const refused = { kind: 'refused', status: 404, detail: 'HTTP 404, no_service' } as const

  it('is the last that was delivered, drill or not, and what came after is told beside it', async () => {
    const store = onCallStore({ client: desk.client, table: TABLE })
    expect(await store.onCallStatus()).toEqual([])
    await store.note({ target: 'on-call', atMs: START_MS, delivery: delivered, drill: 'drill-1' })
    await store.note({ target: 'on-call', atMs: START_MS + 2, delivery: refused, drill: null })
    await store.note({ target: 'on-call', atMs: START_MS + 1, delivery: delivered, drill: 'drill-0' })
    await store.note({ target: 'leads', atMs: START_MS, delivery: refused, drill: null })
    const refusal = { lastDelivery: 'refused', lastRefusal: { status: 404, detail: 'HTTP 404, no_service' } }
    expect(await store.onCallStatus()).toEqual([
      { target: 'leads', lastSentAtMs: START_MS, ...refusal, provenAtMs: null, lastDrill: null },
      { target: 'on-call', lastSentAtMs: START_MS + 2, ...refusal, provenAtMs: START_MS, lastDrill: 'drill-1' },
    ])
    await store.note({ target: 'leads', atMs: START_MS + 9, delivery: delivered, drill: null })
    expect((await store.onCallStatus())[0]).toMatchObject({
      ...{ lastDelivery: 'delivered', lastRefusal: null, provenAtMs: START_MS + 9 },
    })
  })
})

describe('the actions of a breach', () => {
  const breach = {
    account: 'shop',
    conversationId: 7,
    clock: 'first_response',
    run: 1,
    breachedAtMs: START_MS,
  } as const

  it('are noted with its record, and nowhere else', async () => {
    const store = breachActions({ client: desk.client, table: TABLE })
    await store.markDone(breach, 'a')
    expect(await store.done(breach)).toEqual([])
    const Item = { pk: breachesPk('shop'), sk: breachSk(breach), breach: { conversationId: 7 } }
    await desk.client.send(new PutCommand({ TableName: TABLE, Item }))
    await store.markDone(breach, 'a')
    await store.markDone(breach, 'b')
    expect((await store.done(breach)).toSorted()).toEqual(['a', 'b'])
  })
})

describe('a conversation as it is now', () => {
  it('is null when there is none', async () => {
    const read = conversationNow({ client: desk.client, table: TABLE })
    expect(await read('shop', 1042)).toBeNull()
    const conversation = aConversation()
    await desk.client.send(new PutCommand({ TableName: TABLE, Item: toItem({ conversation, carried: {} }, 30) }))
    expect(await read('shop', 1042)).toEqual(conversation)
  })
})
