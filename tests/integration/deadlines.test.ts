/** What the tick and the sla function read and write, over the local DynamoDB engine: its indexes are real there. */
import { PutCommand } from '@aws-sdk/lib-dynamodb'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Conversation } from '#domain/conversation'
import type { DeadlineMessage } from '#domain/deadline-message'
import { type SlaDeps, watchDeadlines } from '#functions/sla/watch-deadlines'
import { accountRegistry } from '#store/accounts'
import { conversationStore } from '#store/conversations'
import { deadlineReads } from '#store/deadlines'
import { toItem } from '#store/item'
import { DEADLINE_SHARDS, EVERY_ACCOUNT } from '#store/keys'
import { type Outage, outageStore } from '#store/outages'
import { queueReads } from '#store/queue-reads'
import { standingReads } from '#store/standing'
import { SHIPPED_LAW, START_MS } from '#tests/support/builders'
import { type DeskTable, openDeskTable, TABLE } from '#tests/support/desk-table'
import { recorder } from '#tests/support/recorder'
import { aRecord } from '#tests/support/sqs-records'
import { aWatched } from '#tests/support/watched'

const MINUTE_MS = 60_000
let desk: DeskTable
const opened = async () => {
  desk = await openDeskTable(START_MS)
}
const closed = () => desk.close()
const table = () => ({ client: desk.client, table: TABLE })
const put = async (...conversations: readonly Conversation[]): Promise<void> => {
  for (const conversation of conversations)
    await desk.client.send(new PutCommand({ TableName: TABLE, Item: toItem({ conversation, carried: {} }, 30) }))
}
/** Whose customer waits since then; the first warning comes half an hour later. */
const waitingSince = (conversationId: number, sinceMs: number, changes: Parameters<typeof aWatched>[0] = {}) =>
  aWatched({
    conversationId,
    writtenAtMs: sinceMs,
    ...changes,
    snapshot: { createdAtMs: sinceMs, waitingSinceMs: sinceMs, ...changes.snapshot },
  })

const duePages = async (untilMs: number) => {
  const reads = deadlineReads(table())
  const shards = Array.from({ length: DEADLINE_SHARDS }, (_, shard) => shard)
  return Promise.all(shards.map(async (shard) => (await reads.duePage(shard, { untilMs, after: undefined })).due))
}

describe('the index of deadlines', () => {
  beforeAll(opened)
  afterAll(closed)

  it('gives what is due by an instant, in its shard, oldest first, and nothing else', async () => {
    await put(
      waitingSince(8, START_MS + 2),
      waitingSince(16, START_MS),
      waitingSince(24, START_MS + 1),
      waitingSince(3, START_MS, { account: 'other' }),
      waitingSince(32, START_MS + 60_000),
      aWatched({ conversationId: 40, status: 'resolved' }),
    )
    const halfMs = START_MS + 30 * MINUTE_MS
    const shards = await duePages(halfMs + 2)
    expect(shards[0]).toEqual([
      { account: 'shop', conversationId: 16, atMs: halfMs },
      { account: 'shop', conversationId: 24, atMs: halfMs + 1 },
      { account: 'shop', conversationId: 8, atMs: halfMs + 2 },
    ])
    expect(shards[3]).toEqual([{ account: 'other', conversationId: 3, atMs: halfMs }])
    expect(shards.flat()).toHaveLength(4)
  })

  it('loses what has no next instant any more', async () => {
    await put(aWatched({ conversationId: 16, status: 'resolved', version: 2 }))
    const ids = (await duePages(START_MS + 30 * MINUTE_MS + 2)).flat().map(({ conversationId }) => conversationId)
    expect(ids.sort((a, b) => a - b)).toEqual([3, 8, 24])
  })

  it('goes on where a page ended', async () => {
    const many = Array.from({ length: 503 }, (_, nth) => waitingSince(1_000_001 + nth * 8, START_MS + nth))
    await Promise.all([0, 1, 2, 3].map((lane) => put(...many.filter((_, nth) => nth % 4 === lane))))
    const reads = deadlineReads(table())
    const untilMs = START_MS + 60 * MINUTE_MS
    const first = await reads.duePage(1, { untilMs, after: undefined })
    expect(first.after).toBeDefined()
    const second = await reads.duePage(1, { untilMs, after: first.after })
    expect(second.after).toBeUndefined()
    expect([...first.due, ...second.due].map(({ conversationId }) => conversationId)).toEqual(
      many.map(({ conversationId }) => conversationId),
    )
  })
})

describe('the last tick', () => {
  beforeAll(opened)
  afterAll(closed)

  it('is none at first, and then the one that was noted', async () => {
    const reads = deadlineReads(table())
    expect(await reads.lastTickMs()).toBeNull()
    await reads.noteTick(START_MS)
    await reads.noteTick(START_MS + MINUTE_MS)
    expect(await reads.lastTickMs()).toBe(START_MS + MINUTE_MS)
  })
})

describe('accounts', () => {
  beforeAll(opened)
  afterAll(closed)

  it('are those that were ever heard of, once each', async () => {
    for (const account of ['shop', 'other', 'shop']) await accountRegistry(table()).note(account)
    expect(await accountRegistry(table()).list()).toEqual(['other', 'shop'])
  })
})

describe('how an account stands', () => {
  beforeAll(async () => {
    await opened()
    const avery = { id: 41, kind: 'operator', name: 'Avery Example' } as const
    const team = { id: 5, name: 'Billing' }
    await put(
      waitingSince(1, START_MS + 3 * MINUTE_MS, { snapshot: { team } }),
      waitingSince(2, START_MS + 5 * MINUTE_MS, { snapshot: { team, assignee: avery } }),
      waitingSince(3, START_MS + 30 * MINUTE_MS),
      waitingSince(4, START_MS + 4 * MINUTE_MS, { status: 'pending' }),
      waitingSince(5, START_MS + MINUTE_MS, { snapshot: { assignee: avery } }),
      waitingSince(6, START_MS + 2 * MINUTE_MS, { account: 'other' }),
      aWatched({ conversationId: 7, snapshot: { waitingSinceMs: null, updatedAtUs: (START_MS + MINUTE_MS) * 1000 } }),
    )
  })
  afterAll(closed)

  it('is told by who waits longest for somebody to take the conversation', async () => {
    const standing = standingReads(table())
    expect(await standing.oldestUnassignedSinceMs('shop')).toBe(START_MS + 3 * MINUTE_MS)
    expect(await standing.oldestUnassignedSinceMs('other')).toBe(START_MS + 2 * MINUTE_MS)
    expect(await standing.oldestUnassignedSinceMs('nobody')).toBeNull()
  })

  const answer = { clock: 'first_response', inboxId: 11 } as const
  const BILLING = { ...answer, teamId: 5 }

  it('is told by open conversations that fall due in a time, next first, and by what is overdue', async () => {
    const time = { nowMs: START_MS + 62 * MINUTE_MS, untilMs: START_MS + 77 * MINUTE_MS }
    expect(await standingReads(table()).workUntil('shop', time)).toEqual({
      due: [
        { ...BILLING, conversationId: 1, operatorId: null, dueAtMs: START_MS + 63 * MINUTE_MS },
        { ...BILLING, conversationId: 2, operatorId: 41, dueAtMs: START_MS + 65 * MINUTE_MS },
      ],
      overdue: [{ ...answer, conversationId: 5, teamId: null, operatorId: 41, dueAtMs: START_MS + 61 * MINUTE_MS }],
      cut: false,
    })
  })

  it('counts the millisecond of its end to that time, and that of its beginning to what is overdue', async () => {
    const time = { nowMs: START_MS + 63 * MINUTE_MS, untilMs: START_MS + 65 * MINUTE_MS }
    const { due, overdue } = await standingReads(table()).workUntil('shop', time)
    expect(due.map(({ conversationId }) => conversationId)).toEqual([2])
    expect(overdue.map(({ conversationId }) => conversationId)).toEqual([1, 5])
  })

  it('asks for nothing overdue where nothing is due, and forgets what has been overdue for hours', async () => {
    const standing = standingReads(table())
    const at = (minute: number, span: number) =>
      standing.workUntil('shop', {
        nowMs: START_MS + minute * MINUTE_MS,
        untilMs: START_MS + (minute + span) * MINUTE_MS,
      })
    expect(await at(200, 60)).toEqual({ due: [], overdue: [], cut: false })
    expect((await at(70, 60)).overdue.map(({ conversationId }) => conversationId)).toEqual([2, 1, 5])
    const late = waitingSince(9, START_MS + 6 * 60 * MINUTE_MS)
    await put(late)
    const { due, overdue } = await at(62 + 4 * 60, 200)
    expect(due.map(({ conversationId }) => conversationId)).toEqual([9])
    expect(overdue.map(({ conversationId }) => conversationId)).toEqual([3, 2, 1])
  })
})

describe('outages', () => {
  beforeEach(opened)
  afterEach(closed)
  const outage = (changes: Partial<Outage> = {}): Outage => ({
    id: 'tick-1',
    account: EVERY_ACCOUNT,
    fromMs: START_MS,
    toMs: START_MS + 10 * MINUTE_MS,
    foundBy: 'tick',
    by: null,
    reason: 'The minute tick did not run.',
    recordedAtMs: START_MS + 10 * MINUTE_MS,
    ...changes,
  })
  const outages = () => outageStore({ ...table(), now: () => START_MS, retentionDays: 90 })
  const found = async (fromMinute: number, toMinute: number, account = 'shop') => {
    const span = { fromMs: START_MS + fromMinute * MINUTE_MS, toMs: START_MS + toMinute * MINUTE_MS }
    return outages().between(account, span)
  }
  const person = outage({
    id: 'person-1',
    account: 'shop',
    foundBy: 'person',
    by: 'Riley Example',
    reason: 'Power cut.',
  })

  it('that touch a time are found, those of the account and those of all, oldest first', async () => {
    await outages().record(outage())
    await outages().record({ ...person, fromMs: START_MS - MINUTE_MS, toMs: START_MS + MINUTE_MS })
    await outages().record(outage({ id: 'person-2', account: 'other', fromMs: START_MS + 1 }))
    expect((await found(0, 5)).map(({ id }) => id)).toEqual(['person-1', 'tick-1'])
    expect((await found(0, 5, 'other')).map(({ id }) => id)).toEqual(['tick-1', 'person-2'])
  })

  it.each([
    [-20, -1, 0],
    [-20, 1, 1],
    [3, 4, 1],
    [9, 20, 1],
    [10, 20, 0],
    [-20, 20, 1],
  ])('of ten minutes are asked for from minute %i to %i: %i', async (fromMinute, toMinute, expected) => {
    await outages().record(outage())
    expect(await found(fromMinute, toMinute)).toHaveLength(expected)
  })

  it('that began days before the time asked for are found by their end', async () => {
    await outages().record(outage({ fromMs: START_MS - 6 * 86_400_000 }))
    expect(await found(0, 5)).toHaveLength(1)
  })

  it('recorded again stay as they are, unless their end is later', async () => {
    await outages().record(outage())
    const later = outage({ toMs: START_MS + 12 * MINUTE_MS, recordedAtMs: START_MS + 12 * MINUTE_MS })
    await outages().record(later)
    await outages().record(outage({ toMs: START_MS + 11 * MINUTE_MS }))
    await outages().record({ ...later, reason: 'Another reason.' })
    expect(await found(0, 5)).toEqual([later])
  })
})

describe('deadlines in the table', () => {
  beforeAll(opened)
  afterAll(closed)

  /** The sla function as it is wired, but for its queue and its clock. */
  function worker(nowMs: number, announced: DeadlineMessage[]): SlaDeps {
    const clockwork = { now: () => nowMs, random: () => 0.5, wait: async () => undefined, sleep: async () => undefined }
    const store = conversationStore({ ...clockwork, ...table(), retentionDays: 30 })
    const reads = queueReads({ ...clockwork, ...table() })
    const { count, log } = recorder()
    return {
      ...clockwork,
      isOff: async () => false,
      readMany: store.readMany,
      commit: store.commit,
      lawFor: async () => ({ law: SHIPPED_LAW }),
      conversationsOf: (list, page) => reads.queuePage({ ...list, sort: 'waiting', filters: {} }, page),
      announce: async (deadlines) => void announced.push(...deadlines),
      refresh: async () => undefined,
      count,
      log,
    }
  }

  it('are handled once by workers that get the same messages at the same time, and move on in the index', async () => {
    await put(...[1, 2, 3, 4].map((id) => waitingSince(id, START_MS)))
    const halfMs = START_MS + 30 * MINUTE_MS
    const due = (await duePages(halfMs)).flat()
    expect(due).toHaveLength(4)
    const records = due.map((one) =>
      aRecord({
        messageId: `m${one.conversationId}`,
        body: JSON.stringify({ kind: 'deadline', ...one }),
        attributes: {},
      }),
    )
    const done = new Map(due.map(({ conversationId }) => [`m${conversationId}`, { kind: 'done' }]))
    const announced: DeadlineMessage[] = []
    const results = await Promise.all([0, 1, 2].map(() => watchDeadlines(records, worker(halfMs, announced))))
    for (const outcomes of results) expect(new Map([...outcomes].sort())).toEqual(new Map([...done].sort()))
    const versions = desk.streamed().map(({ dynamodb }) => dynamodb.NewImage?.version)
    expect(versions.filter((version) => version !== undefined && 'N' in version && version.N === '2')).toHaveLength(4)
    expect((await duePages(halfMs)).flat()).toEqual([])
    expect((await duePages(START_MS + 45 * MINUTE_MS)).flat()).toHaveLength(4)
    expect(announced).toEqual([])
  })
})
