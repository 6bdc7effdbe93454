/** Records of escalations over the local DynamoDB engine: conditions and transactions are real there. */
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EscalationKey } from '#domain/escalation-id'
import type { EscalationEvent } from '#domain/escalation-record'
import type { Packet } from '#domain/packet'
import { escalationItemKey } from '#store/escalation-item'
import { type EscalationStore, escalationStore } from '#store/escalations'
import { START_MS } from '#tests/support/builders'
import { type DeskTable, openDeskTable, TABLE } from '#tests/support/desk-table'
import { describeEscalationStore } from '#tests/support/escalation-store-contract'
import { A_LIFE, anEscalationEvent, CAUSE } from '#tests/support/escalations'

const DAY_S = 86_400
let desk: DeskTable
let last = 5_000
beforeAll(async () => {
  desk = await openDeskTable(START_MS)
})
afterAll(() => desk.close())

const storeOver = ({ client }: DeskTable): EscalationStore =>
  escalationStore({
    client,
    table: TABLE,
    retentionDays: 30,
    now: () => START_MS,
    random: Math.random,
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms / 20)),
  })
const aStore = (account = 'shop') => ({ account, store: storeOver(desk) })

describeEscalationStore('the store of escalation records in DynamoDB', async () => {
  const own = await openDeskTable(START_MS)
  const store = storeOver(own)
  return { store, find: store.get, close: () => own.close() }
})

/** The life of an escalation of a conversation of its own. */
function aLife(account = 'shop'): { events: EscalationEvent[]; key: EscalationKey } {
  const conversationId = ++last
  const events = A_LIFE.map((event): EscalationEvent => ({ ...event, account, conversationId }))
  return { events, key: { account, conversationId, cause: CAUSE, raisedAtMs: START_MS } }
}
const packet: Packet = {
  ...{ conversationId: 1, inbox: 'Example Website', team: null, priority: 'high', labels: 0, assignee: null },
  ...{ waitingSinceMs: START_MS, clocks: [], tried: [], ask: 'take', deadlineMs: null, links: [] },
  ...{ atMs: START_MS, timeZone: 'UTC' },
}

describe('the record of an escalation', () => {
  it('is the same in whatever order its events are recorded', async () => {
    const { store } = aStore()
    const [there, back] = [aLife(), aLife()]
    for (const event of there.events) await store.record(event)
    for (const event of back.events.toReversed()) await store.record(event)
    const [one, other] = [await store.get(there.key), await store.get(back.key)]
    expect(other).toEqual({ ...one, conversationId: back.key.conversationId })
    expect(one).toMatchObject({ state: 'stood_down', ruleId: 'answer-late', revision: A_LIFE.length })
  })

  it('loses nothing when all of it happens at once', async () => {
    const { store, account } = aStore('rush')
    const { events, key } = aLife(account)
    await store.record(events[0] ?? anEscalationEvent('escalation.raised.v1'))
    const twice = (some: EscalationEvent[]) => some.flatMap((event) => [store.record(event), store.record(event)])
    await Promise.all([...twice(events.slice(0, 5)), store.markDone(key, 'a'), store.keepPacket(key, packet)])
    await Promise.all([
      ...twice(events.slice(5)),
      store.markDone(key, 'b'),
      store.notePage(key, 'rush/response/no-team/on-call'),
    ])
    expect(await store.get(key)).toMatchObject({
      state: 'stood_down',
      done: ['a', 'b'],
      pages: ['rush/response/no-team/on-call'],
      packet,
    })
    expect(await store.ruleRecords(account)).toEqual([
      { ruleId: 'answer-late', raised: 1, right: 0, wrong: 0, precision: null },
    ])
  })

  it('is kept for the days given after its last event', async () => {
    const { store } = aStore()
    const { events, key } = aLife()
    for (const event of events) await store.record(event)
    const { Item } = await desk.client.send(new GetCommand({ TableName: TABLE, Key: escalationItemKey(key) }))
    expect(Item?.expiresAt).toBe(START_MS / 1000 + 5 * 60 + 30 * DAY_S)
  })

  it('that nobody can read is a fault', async () => {
    const { key } = aLife()
    await desk.client.send(new PutCommand({ TableName: TABLE, Item: { ...escalationItemKey(key), state: 'raised' } }))
    await expect(aStore().store.get(key)).rejects.toThrow('Stored escalation')
  })
})

describe('whether an escalation was right', () => {
  const judged = (right: boolean, by = 'Riley Example') => ({ right, by, note: null, atMs: START_MS })
  const precisionOf = async (store: EscalationStore, account: string) => (await store.ruleRecords(account))[0]

  it('gives its rule a precision, and nobody has said anything is no data', async () => {
    const { store, account } = aStore('lessons')
    const lives = [aLife(account), aLife(account), aLife(account)]
    for (const { events } of lives) await store.record(events[0] ?? anEscalationEvent('escalation.raised.v1'))
    expect(await precisionOf(store, account)).toMatchObject({ raised: 3, precision: null })
    const [one, two, three] = lives.map(({ key }) => key)
    if (one === undefined || two === undefined || three === undefined) throw new Error('no life')
    await store.feedback(one, judged(true))
    await store.feedback(two, judged(true))
    await store.feedback(three, judged(false))
    expect(await precisionOf(store, account)).toEqual({
      ...{ ruleId: 'answer-late', raised: 3, right: 2, wrong: 1 },
      precision: 2 / 3,
    })
  })

  it('counts once an escalation, whoever says it, and changing one’s mind moves the count', async () => {
    const { store, account } = aStore('second-thoughts')
    const { events, key } = aLife(account)
    await store.record(events[0] ?? anEscalationEvent('escalation.raised.v1'))
    await Promise.all([store.feedback(key, judged(true)), store.feedback(key, judged(true, 'Avery Example'))])
    expect(await precisionOf(store, account)).toMatchObject({ right: 1, wrong: 0, precision: 1 })
    const changed = await store.feedback(key, { ...judged(false), note: 'The customer had an answer by telephone.' })
    expect(changed).toMatchObject({ feedback: { right: false, note: 'The customer had an answer by telephone.' } })
    expect(await precisionOf(store, account)).toMatchObject({ right: 0, wrong: 1, precision: 0 })
  })

  it('cannot be said of one that is not there', async () => {
    expect(await aStore().store.feedback(aLife().key, judged(true))).toBe('unknown')
  })
})

describe('the list of escalations', () => {
  const listed = async (account: string, state: 'active' | 'ended' | 'all', limit = 2) => {
    const { store } = aStore(account)
    const ids: number[][] = []
    let cursor: string | null = null
    do {
      const page = await store.list(account, { state, cursor, limit })
      if ('badCursor' in page) throw new Error('bad cursor')
      ids.push(page.items.map(({ conversationId }) => conversationId))
      cursor = page.nextCursor
    } while (cursor !== null)
    return ids
  }

  beforeAll(async () => {
    const { store } = aStore('list')
    for (const nth of [1, 2, 3, 4, 5]) {
      const place = { conversationId: nth, version: 2 }
      const at = { raisedAtMs: START_MS + nth }
      const raised = anEscalationEvent('escalation.raised.v1', at, place)
      await store.record({ ...raised, account: 'list' })
      if (nth % 2 === 0) {
        const ended = anEscalationEvent('escalation.stood_down.v1', at, { ...place, version: 3 })
        await store.record({ ...ended, account: 'list' })
      }
    }
  })

  it('is newest first, a page at a time', async () => {
    expect(await listed('list', 'all')).toEqual([[5, 4], [3, 2], [1]])
  })

  it('tells those that go on from those that have ended', async () => {
    expect((await listed('list', 'active')).flat()).toEqual([5, 3, 1])
    expect((await listed('list', 'ended')).flat()).toEqual([4, 2])
    expect((await listed('list', 'active', 100)).flat()).toEqual([5, 3, 1])
    expect(await listed('nobody', 'all')).toEqual([[]])
  })

  it('refuses a cursor of another list', async () => {
    const { store } = aStore()
    const page = await store.list('list', { state: 'all', cursor: null, limit: 1 })
    if ('badCursor' in page || page.nextCursor === null) throw new Error('no cursor')
    const { nextCursor: cursor } = page
    expect(await store.list('list', { state: 'active', cursor, limit: 1 })).toEqual({ badCursor: true })
    expect(await store.list('list', { state: 'all', cursor: 'x', limit: 1 })).toEqual({ badCursor: true })
  })
})
