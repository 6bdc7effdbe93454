/** The stores over the local DynamoDB engine: conditions, transactions and the stream are real there. */
import { DeleteCommand, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { DynamoDBRecord } from 'aws-lambda'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Conversation } from '#domain/conversation'
import { COUNT_NAMES, countDelta, counts } from '#domain/counts'
import { deriveApprovalEvents } from '#domain/derive-approval-events'
import { derive } from '#domain/derive-events'
import { deriveOperatorEvents } from '#domain/derive-operator-events'
import { slaOutcomes } from '#domain/sla-outcomes'
import { publishChanges } from '#functions/publish/publish-changes'
import { conversationStore } from '#store/conversations'
import { noteIntake } from '#store/counters'
import { toItem } from '#store/item'
import { conversationPk, STATE } from '#store/keys'
import { type Change, recordChange } from '#store/ledger'
import { recordOperatorEvents } from '#store/operator-ledger'
import {
  approvalInImage,
  conversationInImage,
  isApprovalImage,
  isOperatorImage,
  operatorInImage,
} from '#store/stream-image'
import { toldInImage } from '#store/told-image'
import { aConversation, START_MS } from '#tests/support/builders'
import { describeConversationStore } from '#tests/support/conversation-store-contract'
import { type DeskTable, openDeskTable, TABLE } from '#tests/support/desk-table'

const clockwork = { random: Math.random, wait: (ms: number) => new Promise<void>((done) => setTimeout(done, ms)) }
const storeOf = (desk: DeskTable, nowMs: number) =>
  conversationStore({ ...clockwork, client: desk.client, table: TABLE, retentionDays: 30, now: () => nowMs })

describeConversationStore('the conversation store in DynamoDB', async () => {
  const nowMs = START_MS + 2_000
  const desk = await openDeskTable(START_MS)
  return {
    store: storeOf(desk, nowMs),
    nowMs,
    async plant(stored) {
      await desk.client.send(new PutCommand({ TableName: TABLE, Item: toItem(stored, 30) }))
    },
    async remove(account, conversationId) {
      const Key = { pk: conversationPk(account, conversationId), sk: STATE }
      await desk.client.send(new DeleteCommand({ TableName: TABLE, Key }))
    },
    close: () => desk.close(),
  }
})

/** Lambda hands records over as JSON. */
const asDelivered = (records: readonly unknown[]): DynamoDBRecord[] => JSON.parse(JSON.stringify(records))
const unexpected = (code: string): never => {
  throw new Error(`Nothing should have been logged: ${code}`)
}

describe('an item', () => {
  it('that DynamoDB never takes is refused, and leaves no trace', async () => {
    const desk = await openDeskTable(START_MS)
    const { version, writtenAtMs, ...draft } = aConversation({ snapshot: { contactName: 'x'.repeat(450_000) } })
    expect(await storeOf(desk, START_MS).commit(draft, undefined)).toMatchObject({ kind: 'refused' })
    expect(desk.streamed()).toEqual([])
    await desk.close()
  })
})

describe('ledger and counters', () => {
  let desk: DeskTable
  beforeAll(async () => {
    desk = await openDeskTable(START_MS)
  })
  afterAll(() => desk.close())

  const recording = () => ({ ...clockwork, client: desk.client, table: TABLE, retentionDays: 90 })
  const changeTo = (after: Conversation, before?: Conversation): Change => ({
    account: after.account,
    conversationId: after.conversationId,
    writtenAtMs: after.writtenAtMs,
    events: derive(before, after),
    delta: countDelta(before, after),
    outcomes: slaOutcomes(derive(before, after)),
  })
  const ledgerOf = async (account: string, conversationId: number) => {
    const { Items = [] } = await desk.client.send(
      new QueryCommand({
        TableName: TABLE,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :ledger)',
        ExpressionAttributeValues: { ':pk': conversationPk(account, conversationId), ':ledger': 'L#' },
      }),
    )
    return Items
  }
  const countersOf = async (account: string) => {
    const { Items = [] } = await desk.client.send(
      new QueryCommand({
        TableName: TABLE,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :count)',
        ExpressionAttributeValues: { ':pk': `T#${account}`, ':count': 'COUNT#' },
      }),
    )
    return Object.fromEntries(
      COUNT_NAMES.map((name) => [name, Items.reduce((sum, item) => sum + Number(item[name] ?? 0), 0)]),
    )
  }

  it('hold a change that moves counters exactly once, however often it is recorded', async () => {
    const change = changeTo(aConversation({ account: 'once' }))
    expect(await recordChange(change, recording())).toBe('recorded')
    for (let again = 0; again < 3; again++) expect(await recordChange(change, recording())).toBe('already_recorded')
    expect(await countersOf('once')).toEqual(counts(aConversation()))
    const ledger = await ledgerOf('once', 1042)
    expect(ledger.map(({ event }) => event)).toEqual(change.events)
    expect(ledger[0]).toMatchObject({ expiresAt: Math.floor(change.writtenAtMs / 1000) + 90 * 86_400 })
  })

  it('count once even when the same change is recorded many times at once', async () => {
    const change = changeTo(aConversation({ account: 'race' }))
    const results = await Promise.all(Array.from({ length: 8 }, () => recordChange(change, recording())))
    expect(results.filter((result) => result === 'recorded')).toHaveLength(1)
    expect(await countersOf('race')).toEqual(counts(aConversation()))
  })

  it('hold a change of more events than a transaction takes, and count it once', async () => {
    const change = changeTo(aConversation({ account: 'many' }))
    const [first] = change.events
    if (first === undefined) throw new Error('nothing happened')
    const events = Array.from({ length: 230 }, (_, n) => ({ ...first, n, id: `many/1042/1/${n}` }))
    expect(await recordChange({ ...change, events }, recording())).toBe('recorded')
    expect(await recordChange({ ...change, events }, recording())).toBe('already_recorded')
    expect((await ledgerOf('many', 1042)).map(({ event }) => event)).toEqual(events)
    expect(await countersOf('many')).toEqual(counts(aConversation()))
  })

  it('hold a change that moves none, again and again the same', async () => {
    const before = aConversation({ account: 'plain' })
    const change = changeTo(aConversation({ account: 'plain', version: 2, snapshot: { priority: 'urgent' } }), before)
    expect(change.events.length).toBeGreaterThan(0)
    await recordChange(change, recording())
    await recordChange(change, recording())
    expect((await ledgerOf('plain', 1042)).map(({ event }) => event)).toEqual(change.events)
    expect(await countersOf('plain')).toEqual(counts(undefined))
  })

  it('count a conversation that expired and came back with the same versions', async () => {
    const first = changeTo(aConversation({ account: 'reborn' }))
    const reborn = changeTo(aConversation({ account: 'reborn', writtenAtMs: START_MS + 86_400_000 }))
    await recordChange(first, recording())
    expect(await recordChange(reborn, recording())).toBe('recorded')
    expect(await recordChange(reborn, recording())).toBe('already_recorded')
    expect(await countersOf('reborn')).toMatchObject({ open: 2 * counts(aConversation()).open })
  })

  it('refuse a count without an event to stand for it', async () => {
    const change = { ...changeTo(aConversation({ account: 'odd' })), events: [] }
    await expect(recordChange(change, recording())).rejects.toThrow('has no event')
    expect(await countersOf('odd')).toEqual(counts(undefined))
  })

  it('add a day up from its batches', async () => {
    const target = { client: desk.client, table: TABLE, retentionDays: 90 }
    const tally = { account: 'day', applied: 3, lastReceivedAtMs: START_MS, publishedAtMs: START_MS + 500, lagMs: 700 }
    await noteIntake(target, tally)
    await noteIntake(target, { ...tally, applied: 2, publishedAtMs: START_MS + 900, lagMs: 100 })
    const Key = { pk: 'T#day', sk: 'INTAKE#2026-09-14' }
    const { Item } = await desk.client.send(new GetCommand({ TableName: TABLE, Key }))
    expect(Item).toMatchObject({
      applied: 5,
      lastReceivedAtMs: START_MS,
      lastPublishedAtMs: START_MS + 900,
      lagMs: 100,
    })
  })

  it('never tell of an older receipt than before: a late or redriven webhook is not the newest', async () => {
    const target = { client: desk.client, table: TABLE, retentionDays: 90 }
    const tally = { account: 'late', applied: 1, lastReceivedAtMs: START_MS, publishedAtMs: START_MS, lagMs: 0 }
    await noteIntake(target, tally)
    const lateMs = START_MS - 3_600_000
    await noteIntake(target, { ...tally, lastReceivedAtMs: lateMs, publishedAtMs: START_MS + 50, lagMs: 3_600_050 })
    await noteIntake(target, { ...tally, lastReceivedAtMs: START_MS + 60, publishedAtMs: START_MS + 90, lagMs: 30 })
    const Key = { pk: 'T#late', sk: 'INTAKE#2026-09-14' }
    const { Item } = await desk.client.send(new GetCommand({ TableName: TABLE, Key }))
    expect(Item).toMatchObject({ applied: 3, lastReceivedAtMs: START_MS + 60, lastPublishedAtMs: START_MS + 90 })
    await noteIntake(target, { ...tally, lastReceivedAtMs: lateMs, publishedAtMs: START_MS + 99, lagMs: 3_600_099 })
    const { Item: after } = await desk.client.send(new GetCommand({ TableName: TABLE, Key }))
    expect(after).toMatchObject({
      applied: 4,
      lastReceivedAtMs: START_MS + 60,
      lastPublishedAtMs: START_MS + 99,
      lagMs: 3_600_099,
      expiresAt: expect.any(Number),
    })
  })

  it('agree with the conversations after a stream that was delivered in overlapping pieces', async () => {
    const own = await openDeskTable(START_MS)
    const store = storeOf(own, START_MS + 2_000)
    const statuses = ['open', 'pending', 'snoozed', 'resolved', 'open'] as const
    for (let conversationId = 1; conversationId <= 10; conversationId++) {
      for (const [nth, status] of statuses.slice(0, 1 + (conversationId % 5)).entries()) {
        const updatedAtUs = (START_MS + nth) * 1000
        const { version, writtenAtMs, ...draft } = aConversation({ conversationId, status, snapshot: { updatedAtUs } })
        const key = { account: 'shop', conversationId }
        const held = (await store.readMany([key])).get(conversationPk('shop', conversationId))
        expect(await store.commit(draft, held)).toMatchObject({ kind: 'stored' })
      }
    }
    const records = own
      .streamed()
      .filter(({ dynamodb }) => dynamodb.Keys.sk && 'S' in dynamodb.Keys.sk && dynamodb.Keys.sk.S === STATE)
    const table = { ...clockwork, client: own.client, table: TABLE, retentionDays: 90 }
    const onBus = new Set<string>()
    for (let from = 0; from < records.length; from += 4) {
      const batch = asDelivered(records.slice(Math.max(0, from - 3), from + 4))
      const answer = await publishChanges(batch, {
        isOperator: isOperatorImage,
        isApproval: isApprovalImage,
        approvalIn: approvalInImage,
        deriveApproval: deriveApprovalEvents,
        tellReview: async () => undefined,
        conversationIn: conversationInImage,
        operatorIn: operatorInImage,
        toldIn: toldInImage,
        deriveOperator: deriveOperatorEvents,
        derive,
        record: (change) => recordChange(change, table),
        recordOperator: (events) => recordOperatorEvents(events, table),
        announce: async () => undefined,
        putOnBus: async (events) => {
          for (const { id } of events) onBus.add(id)
          return new Set()
        },
        noteIntake: (tally) => noteIntake(table, tally),
        noteCanary: async () => undefined,
        now: () => START_MS + 3_000,
        count: () => undefined,
        log: { fault: unexpected, error: unexpected },
      })
      expect(answer).toEqual({ batchItemFailures: [] })
    }
    const keys = Array.from({ length: 10 }, (_, nth) => ({ account: 'shop', conversationId: nth + 1 }))
    const final = [...(await store.readMany(keys)).values()].map(({ conversation }) => counts(conversation))
    const { Items: shards = [] } = await own.client.send(
      new QueryCommand({
        TableName: TABLE,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :count)',
        ExpressionAttributeValues: { ':pk': 'T#shop', ':count': 'COUNT#' },
      }),
    )
    for (const name of COUNT_NAMES) {
      const counted = shards.reduce((sum, shard) => sum + Number(shard[name] ?? 0), 0)
      expect([name, counted]).toEqual([name, final.reduce((sum, one) => sum + one[name], 0)])
    }
    expect(onBus.size).toBeGreaterThan(10)
    await own.close()
  })
})
