/** The record of promises over the local DynamoDB engine: outcomes and breaches in the transaction of the ledger. */
import { GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Conversation } from '#domain/conversation'
import { countDelta, counts } from '#domain/counts'
import { derive } from '#domain/derive-events'
import { slaOutcomes } from '#domain/sla-outcomes'
import { breachesPk, conversationPk, LEDGER_PREFIX, slaDaysPk, talliesPk } from '#store/keys'
import { type Change, recordChange } from '#store/ledger'
import { START_MS } from '#tests/support/builders'
import { type DeskTable, openDeskTable, TABLE } from '#tests/support/desk-table'
import type { Chapter } from '#tests/support/story'
import { tellWatchStory } from '#tests/support/watch-story'
import { atDeadline, aWatched } from '#tests/support/watched'

let desk: DeskTable
beforeAll(async () => {
  desk = await openDeskTable(START_MS)
})
afterAll(() => desk.close())

const RETENTION_DAYS = 90
const recording = () => ({
  client: desk.client,
  table: TABLE,
  retentionDays: RETENTION_DAYS,
  random: Math.random,
  wait: (ms: number) => new Promise<void>((done) => setTimeout(done, ms)),
})
const changeTo = (after: Conversation, before?: Conversation): Change => {
  const { account, conversationId, writtenAtMs } = after
  const events = derive(before, after)
  return {
    account,
    conversationId,
    writtenAtMs,
    events,
    delta: countDelta(before, after),
    outcomes: slaOutcomes(events),
  }
}
const under = async (pk: string, prefix = ''): Promise<Record<string, unknown>[]> => {
  const { Items = [] } = await desk.client.send(
    new QueryCommand({
      TableName: TABLE,
      KeyConditionExpression: prefix === '' ? 'pk = :pk' : 'pk = :pk AND begins_with(sk, :prefix)',
      ExpressionAttributeValues: { ':pk': pk, ...(prefix === '' ? {} : { ':prefix': prefix }) },
    }),
  )
  return Items
}
/** Sums over the shards of an account's days. */
const outcomesOf = async (account: string): Promise<Record<string, number>> => {
  const sums: Record<string, number> = {}
  for (const { pk: _p, sk, expiresAt: _e, ...counted } of await under(slaDaysPk(account)))
    for (const [name, by] of Object.entries(counted)) {
      const key = `${String(sk).slice(0, 10)} ${name}`
      sums[key] = (sums[key] ?? 0) + Number(by)
    }
  return sums
}

const breachedAtMs = START_MS + 60 * 60_000
/** A first sight, and the deadline at which its first response is late. */
function aBreach(account: string, conversationId = 1042): readonly [Conversation, Conversation] {
  const first = aWatched({ account, conversationId })
  return [first, atDeadline(first, breachedAtMs + 150)]
}

describe('a breach', () => {
  it('is counted once and kept once, however often its change is recorded', async () => {
    const [first, late] = aBreach('once')
    await recordChange(changeTo(first), recording())
    const change = changeTo(late, first)
    expect(await recordChange(change, recording())).toBe('recorded')
    for (let again = 0; again < 3; again++) expect(await recordChange(change, recording())).toBe('already_recorded')

    expect(await outcomesOf('once')).toEqual({ '2026-09-14 first_response_breached': 1 })
    const expiresAt = Math.floor(late.writtenAtMs / 1000) + RETENTION_DAYS * 86_400
    expect(await under(breachesPk('once'))).toEqual([
      {
        pk: 'B#once',
        sk: `${breachedAtMs}#1042#first_response#1`,
        expiresAt,
        breach: change.outcomes?.breaches[0],
      },
    ])
  })

  it('is counted once when it is recorded many times at once', async () => {
    const [first, late] = aBreach('race')
    const change = changeTo(late, first)
    const results = await Promise.all(Array.from({ length: 8 }, () => recordChange(change, recording())))
    expect(results.filter((result) => result === 'recorded')).toHaveLength(1)
    expect(await outcomesOf('race')).toEqual({ '2026-09-14 first_response_breached': 1 })
  })

  it('is counted with the counters and the ledger, or not at all', async () => {
    const [first, late] = aBreach('whole')
    await recordChange(changeTo(first), recording())
    await recordChange(changeTo(late, first), recording())
    const { open, breached, warned } = counts(late)
    const [shard] = await under(talliesPk('whole'), 'COUNT#')
    expect(shard).toMatchObject({ open, breached })
    expect([Number(shard?.warned ?? 0), warned]).toEqual([0, 0])
    const told = (await under(conversationPk('whole', 1042), LEDGER_PREFIX)).map(({ event }) => event)
    expect(told).toEqual([...derive(undefined, first), ...derive(first, late)])
  })

  it('adds up over conversations of a day, in shards that do not race each other', async () => {
    const ids = Array.from({ length: 20 }, (_, nth) => nth + 1)
    await Promise.all(
      ids.map(async (id) => {
        const [first, late] = aBreach('many', id)
        await recordChange(changeTo(late, first), recording())
      }),
    )
    expect(await outcomesOf('many')).toEqual({ '2026-09-14 first_response_breached': 20 })
    expect(await under(slaDaysPk('many'))).toHaveLength(8)
    expect(await under(breachesPk('many'))).toHaveLength(20)
  })
})

describe('a change that ends a clock and moves no counter', () => {
  it('is counted once all the same', async () => {
    const [first, late] = aBreach('still')
    const nothing = countDelta(first, first)
    const change = { ...changeTo(late, first), delta: nothing }
    expect(await recordChange(change, recording())).toBe('recorded')
    expect(await recordChange(change, recording())).toBe('already_recorded')
    expect(await outcomesOf('still')).toEqual({ '2026-09-14 first_response_breached': 1 })
    expect(await under(talliesPk('still'))).toEqual([])
  })
})

describe('a breach that turns out to be none', () => {
  const chapters: readonly Chapter[] = tellWatchStory()
  const told = (account: string) =>
    chapters.map(({ conversation }, nth) => {
      const of = (one: Conversation | undefined) => (one === undefined ? undefined : { ...one, account })
      return changeTo({ ...conversation, account }, of(chapters[nth - 1]?.conversation))
    })

  it('is taken off its day and marked as withdrawn, once, however often the story is told', async () => {
    for (const change of told('withdrawn')) {
      await recordChange(change, recording())
      await recordChange(change, recording())
    }
    const withdrawn = chapters.find(({ events }) => events.some(({ type }) => type === 'sla.breach_withdrawn.v1'))
    expect(await outcomesOf('withdrawn')).toMatchObject({
      '2026-09-14 first_response_breached': 0,
      '2026-09-14 first_response_met': 1,
    })
    const Key = { pk: 'B#withdrawn', sk: `${Date.parse('2026-09-14T09:30:00Z')}#1043#first_response#1` }
    const { Item } = await desk.client.send(new GetCommand({ TableName: TABLE, Key }))
    expect(Item).toMatchObject({
      breach: { conversationId: 1043, clock: 'first_response', turn: 'operator', operatorId: 41 },
      withdrawnAtMs: withdrawn?.conversation.writtenAtMs,
    })
  })

  it('that was breached and withdrawn within one write leaves the day as it was', async () => {
    const change = told('within').find(({ outcomes }) => (outcomes?.withdrawn.length ?? 0) > 0)
    const [lost] = change?.outcomes?.withdrawn ?? []
    const breach = told('within').flatMap(({ outcomes }) => outcomes?.breaches ?? [])[0]
    if (change === undefined || lost === undefined || breach === undefined) throw new Error('nothing was withdrawn')
    const days = new Map([['2026-09-14', { first_response_breached: 0 }]])
    const outcomes = { days, breaches: [breach], withdrawn: [lost] }
    expect(await recordChange({ ...change, outcomes }, recording())).toBe('recorded')
    expect(await outcomesOf('within')).toEqual({})
    expect(await under(breachesPk('within'))).toMatchObject([{ breach: { clock: 'first_response' } }])
  })
})
