import { BatchGetCommand, type DynamoDBDocumentClient, type QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Conversation } from '#domain/conversation'
import type { Assignee, Priority, Status } from '#domain/observation'
import { nextDue } from '#domain/watch'
import { toItem } from '#store/item'
import { intakeSk, talliesPk } from '#store/keys'
import { encodeCursor } from '#store/queue-cursor'
import type { QueueList } from '#store/queue-filter'
import { queueReads } from '#store/queue-reads'
import { aConversation, START_MS, watched } from '#tests/support/builders'
import { type DeskTable, startDeskTable, TABLE } from './desk-table.ts'

const MINUTE_MS = 60_000
const NOW = START_MS + 60 * MINUTE_MS
let desk: DeskTable

beforeAll(async () => {
  desk = await startDeskTable()
})
afterAll(() => desk.stop())

const operator = (id: number): Assignee => ({ id, kind: 'operator', name: `Operator ${id}` })
const listOf = (account: string, changes: Partial<QueueList> = {}): QueueList => ({
  account,
  status: 'open',
  sort: 'waiting',
  filters: {},
  ...changes,
})

/** Waits `waitedMs` by NOW; with no message of its own, so that the snapshot alone decides. */
type Sketch = {
  readonly id: number
  readonly status?: Status
  readonly waitedMs?: number | null
  readonly priority?: Priority | null
  readonly team?: number | null
  readonly inbox?: number
  readonly assignee?: Assignee | null
}
function sketch(account: string, { id, status = 'open', waitedMs = MINUTE_MS, ...rest }: Sketch): Conversation {
  const base = aConversation({ account, conversationId: id })
  const { snapshot } = base.state
  if (snapshot === undefined) throw new Error('a builder without a snapshot')
  const waits = waitedMs !== null && (status === 'open' || status === 'pending')
  const conversation: Conversation = {
    ...base,
    state: {
      snapshot: {
        ...snapshot,
        status,
        waitingSinceMs: waits ? NOW - waitedMs : null,
        lastActivityAtMs: NOW - (waitedMs ?? 0),
        priority: rest.priority ?? null,
        inboxId: rest.inbox ?? 11,
        team: rest.team == null ? null : { id: rest.team, name: `Team ${rest.team}` },
        assignee: rest.assignee ?? null,
      },
    },
  }
  return watched(conversation, NOW)
}

/** All pages of a list, one after the other. */
async function readAll(list: QueueList, limit: number, nowMs = NOW) {
  const reads = desk.reads(() => nowMs)
  const ids: number[] = []
  let pages = 0
  let cursor: string | null = null
  do {
    const page = await reads.queuePage(list, { cursor, limit })
    if ('badCursor' in page) throw new Error('bad cursor')
    expect(page.items.length).toBeLessThanOrEqual(limit)
    ids.push(...page.items.map(({ conversationId }) => conversationId))
    cursor = page.nextCursor
    pages += 1
  } while (cursor !== null && pages < 500)
  return ids
}

/** The read units that DynamoDB would bill for the work. */
async function unitsOf(work: () => Promise<unknown>): Promise<number> {
  desk.engines.dynamodb.resetUnits()
  await work()
  return desk.engines.dynamodb.units(TABLE).read
}

describe('order', () => {
  const account = 'order'
  beforeAll(() =>
    desk.put(
      sketch(account, { id: 1, waitedMs: 10 * MINUTE_MS, priority: 'low' }),
      sketch(account, { id: 2, waitedMs: 5 * MINUTE_MS, priority: 'urgent' }),
      sketch(account, { id: 3, waitedMs: 30 * MINUTE_MS }),
      sketch(account, { id: 4, waitedMs: null }),
      sketch(account, { id: 5, status: 'resolved', waitedMs: 50 * MINUTE_MS }),
      sketch(account, { id: 6, status: 'resolved', waitedMs: 20 * MINUTE_MS }),
    ),
  )

  it('is longest waiting first, then those who do not wait', async () => {
    expect(await readAll(listOf(account), 25)).toEqual([3, 1, 2, 4])
  })
  it('is next deadline first on demand', async () => {
    expect(await readAll(listOf(account, { sort: 'deadline' }), 25)).toEqual([2, 3, 1, 4])
  })
  it('is newest first among the resolved', async () => {
    expect(await readAll(listOf(account, { status: 'resolved' }), 25)).toEqual([6, 5])
  })
  it('shows nothing of another account', async () => {
    expect(await readAll(listOf('orde'), 25)).toEqual([])
    expect(await readAll(listOf('order2'), 25)).toEqual([])
  })
})

describe('pages', () => {
  const waits = fc.option(fc.integer({ min: 0, max: 90 }), { nil: null })
  const crowd = fc.array(
    fc.record({
      status: fc.constantFrom<Status>('open', 'open', 'open', 'pending', 'resolved'),
      waited: waits,
      priority: fc.constantFrom<Priority | null>('urgent', 'low', null),
      team: fc.constantFrom(null, 1, 2),
      inbox: fc.constantFrom(11, 12),
      operator: fc.constantFrom(null, 5, 6),
    }),
    { minLength: 0, maxLength: 40 },
  )
  const filters = fc.oneof(
    fc.constant({}),
    fc.constant({ team: 1 }),
    fc.constant({ inbox: 12, team: 2 }),
    fc.constant({ operator: 5 }),
    fc.constant({ unassigned: true }),
    fc.constant({ atRisk: true }),
    fc.constant({ operator: 6, atRisk: true }),
    fc.constant({ unassigned: true, inbox: 11 }),
  )
  let accounts = 0

  it('put together are the whole list, filtered and in order, each conversation once', async () => {
    await fc.assert(
      fc.asyncProperty(
        crowd,
        filters,
        fc.constantFrom<'waiting' | 'deadline'>('waiting', 'deadline'),
        fc.integer({ min: 1, max: 9 }),
        async (people, chosen, sort, limit) => {
          accounts += 1
          const account = `pages-${accounts}`
          const all = people.map(({ status, waited, priority, team, inbox, operator: who }, index) =>
            sketch(account, {
              id: index + 1,
              status,
              waitedMs: waited === null ? null : waited * MINUTE_MS,
              priority,
              team,
              inbox,
              assignee: who === null ? null : operator(who),
            }),
          )
          await desk.put(...all)
          const list = listOf(account, { sort, filters: chosen })
          expect(await readAll(list, limit)).toEqual(expectedIds(all, list))
        },
      ),
      { numRuns: 60 },
    )
  })

  /** The same answer worked out in memory, from the items' own keys. */
  function expectedIds(all: readonly Conversation[], { status, sort, filters: f }: QueueList): number[] {
    const key = sort === 'deadline' ? 'dueKey' : 'waitKey'
    return all
      .filter(({ state, watch }) => {
        const { snapshot } = state
        const risk = nextDue(watch)?.atRiskAtMs ?? Number.POSITIVE_INFINITY
        return (
          snapshot?.status === status &&
          (f.team === undefined || snapshot.team?.id === f.team) &&
          (f.inbox === undefined || snapshot.inboxId === f.inbox) &&
          (f.operator === undefined || snapshot.assignee?.id === f.operator) &&
          (f.unassigned !== true || snapshot.assignee === null) &&
          (f.atRisk !== true || risk <= NOW)
        )
      })
      .map((conversation) => ({
        id: conversation.conversationId,
        key: String(toItem({ conversation, carried: {} }, 30)[key]),
      }))
      .sort((a, b) => (a.key < b.key ? -1 : 1))
      .map(({ id }) => id)
  }

  it('may be short or empty and go on, when a filter is rare', async () => {
    const account = 'rare'
    const crowdSize = 620
    await desk.put(
      ...Array.from({ length: crowdSize }, (_, index) =>
        sketch(account, {
          id: index + 1,
          waitedMs: (crowdSize - index) * 1_000,
          team: index === crowdSize - 1 ? 9 : 1,
        }),
      ),
    )
    const list = listOf(account, { filters: { team: 9 } })
    const first = await desk.reads(() => NOW).queuePage(list, { cursor: null, limit: 25 })
    expect(first).toMatchObject({ items: [], nextCursor: expect.any(String) })
    expect(await readAll(list, 25)).toEqual([crowdSize])
  })
})

describe('cost', () => {
  const page = { cursor: null, limit: 25 }
  const few = 'few'
  const many = 'many'
  beforeAll(async () => {
    const crowd = (account: string, size: number) =>
      Array.from({ length: size }, (_, index) =>
        sketch(account, { id: index + 1, waitedMs: index * 700, assignee: index % 2 === 0 ? null : operator(5) }),
      )
    await desk.put(...crowd(few, 50), ...crowd(many, 5_000))
  }, 120_000)

  it.each<[string, Partial<QueueList>]>([
    ['waiting', {}],
    ['deadline', { sort: 'deadline' }],
    ['of an operator', { filters: { operator: 5 } }],
    ['of nobody', { filters: { unassigned: true } }],
  ])('of the first page is the same with 50 and with 5,000 open conversations: %s', async (_what, changes) => {
    const reads = desk.reads(() => NOW)
    const small = await unitsOf(() => reads.queuePage(listOf(few, changes), page))
    const large = await unitsOf(() => reads.queuePage(listOf(many, changes), page))
    expect(large).toBe(small)
    expect(large).toBeLessThanOrEqual(25)
  })

  it('of the oldest wait is one read, however many wait', async () => {
    const reads = desk.reads(() => NOW)
    expect(await unitsOf(() => reads.oldestWaitingSinceMs(many))).toBeLessThanOrEqual(0.5)
    expect(await reads.oldestWaitingSinceMs(many)).toBe(NOW - 4_999 * 700)
  })

  it('of a rare filter is bounded', async () => {
    const reads = desk.reads(() => NOW)
    const units = await unitsOf(() => reads.queuePage(listOf(many, { filters: { team: 77 } }), page))
    expect(units).toBeLessThanOrEqual(5 * 4)
  })

  it('of the tallies does not grow with the days', async () => {
    const account = 'days'
    for (let day = 0; day < 90; day += 1)
      await desk.intake(account, { applied: day + 1, atMs: NOW - day * 24 * 60 * MINUTE_MS, lagMs: 10 })
    const reads = desk.reads(() => NOW)
    expect(await unitsOf(() => reads.tallies(account))).toBeLessThanOrEqual(1)
    // the newest two days, so that midnight (UTC) does not begin with "50 % applied"
    expect((await reads.tallies(account)).intake).toMatchObject({ applied: 1 + 2, lagMs: 10 })
  })

  it('of the newest write is a few reads, however many conversations there are', async () => {
    const reads = desk.reads(() => NOW)
    expect(await unitsOf(() => reads.newestWriteAtMs(many))).toBeLessThanOrEqual(4)
  })
})

describe('the newest write', () => {
  const write = (account: string, writtenAtMs: number, asked: Sketch) =>
    desk.put({ ...sketch(account, asked), writtenAtMs })
  const newest = (account: string) => desk.reads(() => NOW).newestWriteAtMs(account)

  it.each<[string, Partial<Sketch>]>([
    ['a customer began to wait', { waitedMs: 1_000 }],
    ['a customer was answered', { waitedMs: null }],
    ['a conversation was resolved', { status: 'resolved', waitedMs: 0 }],
  ])('is found when %s', async (what, changes) => {
    const account = `newest-${what.replaceAll(' ', '-')}`
    await write(account, NOW - 9_000, { id: 1, waitedMs: 9_000 })
    await write(account, NOW - 8_000, { id: 2, status: 'resolved', waitedMs: 8_000 })
    await write(account, NOW - 1_000, { id: 3, ...changes })
    expect(await newest(account)).toBe(NOW - 1_000)
  })

  it('is none of another account, and none where nothing is', async () => {
    expect(await newest('newest')).toBeNull()
  })
})

describe('cursors', () => {
  const account = 'cursors'
  const list = listOf(account)
  beforeAll(() => desk.put(...[1, 2, 3, 4].map((id) => sketch(account, { id, waitedMs: (9 - id) * MINUTE_MS }))))
  const firstCursor = async (): Promise<string> => {
    const page = await desk.reads(() => NOW).queuePage(list, { cursor: null, limit: 2 })
    if ('badCursor' in page || page.nextCursor === null) throw new Error('no cursor')
    return page.nextCursor
  }
  const answerTo = (cursor: string, asked: QueueList) => desk.reads(() => NOW).queuePage(asked, { cursor, limit: 2 })

  it('go on where the page ended', async () => {
    expect(await answerTo(await firstCursor(), list)).toMatchObject({
      items: [{ conversationId: 3 }, { conversationId: 4 }],
    })
  })

  it.each<[string, Partial<QueueList>]>([
    ['another account', { account: 'other' }],
    ['another status', { status: 'resolved' }],
    ['another order', { sort: 'deadline' }],
    ['another filter', { filters: { team: 1 } }],
  ])('are refused for %s', async (_what, changes) => {
    expect(await answerTo(await firstCursor(), { ...list, ...changes })).toEqual({ badCursor: true })
  })

  it('are refused when tampered with', async () => {
    const cursor = await firstCursor()
    const [after, id, sum] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as [string, number, string]
    const forged = [
      [after.replace('0#', '1#'), id, sum],
      [after, id + 1, sum],
      [after, id, 'x'],
      [after, String(id), sum],
      [after, id],
      'text',
      { after },
    ].map((parts) => Buffer.from(JSON.stringify(parts)).toString('base64url'))
    for (const text of [...forged, cursor.slice(0, -2), 'x', 'not base64 at all!', ''])
      expect(await answerTo(text, list)).toEqual({ badCursor: true })
  })

  it.each<[string, string, number]>([
    ['nothing', '', 1],
    ['no key of this list', 'L#0000000001#000', 1],
    ['half a conversation', '0#0000000000001#0000000001', 1.5],
    ['no conversation', '0#0000000000001#0000000001', -1],
    ['a conversation that cannot be', '0#0000000000001#0000000001', 1e21],
  ])('are refused when somebody made one up that points at %s', async (_what, after, conversationId) => {
    const scope = ['queue', account, 'open', 'waiting', [null, null, null, false, false]]
    expect(await answerTo(encodeCursor(scope, { after, conversationId }), list)).toEqual({ badCursor: true })
  })

  it.each(['', 'STATE', 'A', 'Z'])('of a ledger are refused when they point outside of it: "%s"', async (after) => {
    const cursor = encodeCursor(['ledger', account, 1], { after, conversationId: 0 })
    const of = { account, conversationId: 1 }
    expect(await desk.reads(() => NOW).ledgerPage(of, { cursor, limit: 2 })).toEqual({ badCursor: true })
  })

  it('hold a position only: what they give is read in the partition of the request', async () => {
    expect(Buffer.from(await firstCursor(), 'base64url').toString()).not.toContain(account)
  })
})

describe('what has changed or ended meanwhile', () => {
  /** A client that runs `between` after the index was read and before the items are. */
  const interrupted = (between: () => Promise<void>): DynamoDBDocumentClient => {
    const send = async (command: QueryCommand | BatchGetCommand) => {
      if (command instanceof BatchGetCommand) await between()
      return command instanceof BatchGetCommand ? desk.client.send(command) : desk.client.send(command)
    }
    return Object.assign(Object.create(desk.client) as DynamoDBDocumentClient, { send })
  }
  const pageWith = (client: DynamoDBDocumentClient, list: QueueList) =>
    queueReads({ client, table: TABLE, now: () => NOW, sleep: async () => undefined }).queuePage(list, {
      cursor: null,
      limit: 25,
    })

  it.each<[string, Partial<Sketch>, QueueList['filters']]>([
    ['was resolved', { status: 'resolved' }, {}],
    ['was answered', { waitedMs: null }, {}],
    ['went to another team', { team: 2 }, { team: 1 }],
    ['was assigned', { assignee: operator(5) }, { unassigned: true }],
  ])('is not shown: it %s', async (what, changes, filters) => {
    const account = `meanwhile-${what.replaceAll(' ', '-')}`
    const before = { id: 1, waitedMs: MINUTE_MS, team: 1 }
    await desk.put(sketch(account, before), sketch(account, { ...before, id: 2 }))
    const client = interrupted(() => desk.put(sketch(account, { ...before, ...changes })))
    expect(await pageWith(client, listOf(account, { filters }))).toMatchObject({ items: [{ conversationId: 2 }] })
  })

  it('is not shown once its time to live has passed, even while it is still stored', async () => {
    const account = 'ttl'
    await desk.put(sketch(account, { id: 1, status: 'resolved' }))
    const list = listOf(account, { status: 'resolved' })
    const writtenAtMs = sketch(account, { id: 1 }).writtenAtMs
    const monthMs = 30 * 24 * 60 * MINUTE_MS
    expect(await readAll(list, 25, writtenAtMs + monthMs - 2_000)).toEqual([1])
    expect(await readAll(list, 25, writtenAtMs + monthMs)).toEqual([])
    expect(await desk.reads(() => writtenAtMs + monthMs).conversation(account, 1)).toBeNull()
  })
})

describe('unprocessed keys', () => {
  /** DynamoDB leaves all but one key for later, each time. */
  const reluctant = (perRound: number): DynamoDBDocumentClient => {
    const send = async (command: QueryCommand | BatchGetCommand) => {
      if (!(command instanceof BatchGetCommand)) return desk.client.send(command)
      const keys = command.input.RequestItems?.[TABLE]?.Keys ?? []
      const answer =
        perRound === 0
          ? { Responses: {} }
          : await desk.client.send(
              new BatchGetCommand({ RequestItems: { [TABLE]: { Keys: keys.slice(0, perRound) } } }),
            )
      const left = keys.slice(perRound)
      return { ...answer, ...(left.length > 0 ? { UnprocessedKeys: { [TABLE]: { Keys: left } } } : {}) }
    }
    return Object.assign(Object.create(desk.client) as DynamoDBDocumentClient, { send })
  }
  const page = (client: DynamoDBDocumentClient) =>
    queueReads({ client, table: TABLE, now: () => NOW, sleep: async () => undefined }).queuePage(listOf('reluctant'), {
      cursor: null,
      limit: 25,
    })
  beforeAll(() => desk.put(...[1, 2, 3].map((id) => sketch('reluctant', { id, waitedMs: (9 - id) * MINUTE_MS }))))

  it('are asked for again, and the order stays', async () => {
    expect(await page(reluctant(1))).toMatchObject({
      items: [{ conversationId: 1 }, { conversationId: 2 }, { conversationId: 3 }],
    })
  })
  it('are a passing fault when they stay so', async () => {
    await expect(page(reluctant(0))).rejects.toMatchObject({ name: 'ThrottlingException' })
  })
})

describe('tallies', () => {
  it('add up the shards, and the newest two days', async () => {
    const account = 'tallied'
    for (let id = 1; id <= 20; id += 1)
      await desk.change(undefined, sketch(account, { id, assignee: id > 15 ? operator(5) : null }))
    await desk.intake(account, { applied: 7, atMs: NOW - 26 * 60 * MINUTE_MS, lagMs: 100 })
    await desk.intake(account, { applied: 20, atMs: NOW, lagMs: 300 })
    expect(await desk.reads(() => NOW).tallies(account)).toEqual({
      counts: { open: 20, pending: 0, snoozed: 0, unassigned: 15, waiting: 20, warned: 0, breached: 0, escalated: 0 },
      intake: { applied: 20 + 7, lastReceivedAtMs: NOW - 300, lastPublishedAtMs: NOW, lagMs: 300 },
    })
  })

  it('are unknown, not zero, for an account that was never heard of', async () => {
    expect(await desk.reads(() => NOW).tallies('unheard')).toEqual({ counts: null, intake: null })
    expect(await desk.reads(() => NOW).oldestWaitingSinceMs('unheard')).toBeNull()
  })

  it('show nothing of days to come', async () => {
    const Key = { pk: talliesPk('future'), sk: intakeSk('2026-09-15') }
    const set = { UpdateExpression: 'SET applied = :n', ExpressionAttributeValues: { ':n': 1 } }
    await desk.client.send(new UpdateCommand({ TableName: TABLE, Key, ...set }))
    expect((await desk.reads(() => NOW).tallies('future')).intake).toBeNull()
  })
})

describe('one conversation and its ledger', () => {
  const account = 'ledger'
  const of = { account, conversationId: 1 }
  beforeAll(async () => {
    let before: Conversation | undefined
    for (let version = 1; version <= 7; version += 1) {
      const after = { ...sketch(account, { id: 1, priority: version % 2 === 0 ? 'high' : 'low' }), version }
      await desk.change(before, after)
      before = after
    }
  })

  it('is found in its account only', async () => {
    const reads = desk.reads(() => NOW)
    expect(await reads.conversation(account, 1)).toMatchObject({ account, conversationId: 1, version: 7 })
    expect(await reads.conversation('other', 1)).toBeNull()
    expect(await reads.conversation(account, 2)).toBeNull()
  })

  it('has no keys and filter attributes among its fields', async () => {
    const found = await desk.reads(() => NOW).conversation(account, 1)
    expect(Object.keys(found ?? {})).not.toContain('pk')
    expect(Object.keys(found ?? {})).not.toContain('waitKey')
  })

  it('tells the newest page first, oldest event first within it, and all of it in the end', async () => {
    const reads = desk.reads(() => NOW)
    const versions: number[][] = []
    let cursor: string | null = null
    do {
      const page = await reads.ledgerPage(of, { cursor, limit: 3 })
      if ('badCursor' in page) throw new Error('bad cursor')
      versions.push(page.events.map(({ version }) => version))
      cursor = page.olderCursor
    } while (cursor !== null)
    const told = versions.reverse().flat()
    expect(versions.at(-1)?.at(-1)).toBe(7)
    expect(told).toEqual([...told].sort((a, b) => a - b))
    expect(new Set(told)).toEqual(new Set([1, 2, 3, 4, 5, 6, 7]))
  })

  it('refuses a cursor of another conversation', async () => {
    const reads = desk.reads(() => NOW)
    const page = await reads.ledgerPage(of, { cursor: null, limit: 1 })
    const cursor = 'olderCursor' in page ? page.olderCursor : null
    expect(cursor).not.toBeNull()
    expect(await reads.ledgerPage({ account, conversationId: 2 }, { cursor, limit: 1 })).toEqual({ badCursor: true })
    expect(await reads.ledgerPage({ account: 'other', conversationId: 1 }, { cursor, limit: 1 })).toEqual({
      badCursor: true,
    })
  })

  it('leaves out entries past their time to live', async () => {
    const late = NOW + 40 * 24 * 60 * MINUTE_MS
    expect(await desk.reads(() => late).ledgerPage(of, { cursor: null, limit: 10 })).toMatchObject({ events: [] })
  })
})
