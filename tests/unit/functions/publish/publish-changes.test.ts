import { marshall } from '@aws-sdk/util-dynamodb'
import type { DynamoDBRecord } from 'aws-lambda'
import { describe, expect, it } from 'vitest'
import type { Conversation } from '#domain/conversation'
import { COUNT_NAMES, countDelta, counts } from '#domain/counts'
import { derive } from '#domain/derive-events'
import type { ConversationEvent } from '#events/conversation-events'
import { type PublishDeps, publishChanges } from '#functions/publish/publish-changes'
import { toItem } from '#store/item'
import { conversationInImage } from '#store/stream-image'
import { aConversation, START_MS } from '#tests/support/builders'
import { fc } from '#tests/support/property'
import { recorder } from '#tests/support/recorder'

type Change = Parameters<PublishDeps['record']>[0]
type Tally = Parameters<PublishDeps['noteIntake']>[0]

/** A ledger in memory that counts a change once, however often it is recorded, as shared/store/ledger.ts does. */
function aPublisher(changes: Partial<PublishDeps> = {}) {
  const ledger = new Map<string, ConversationEvent>()
  const counters: Record<string, number> = {}
  const bus: ConversationEvent[] = []
  const tallies: Tally[] = []
  const { log, count, counts: metrics, codes } = recorder()
  const record = async ({ events, delta }: Change) => {
    const [first] = events
    const moves = COUNT_NAMES.some((name) => delta[name] !== 0)
    if (moves && first && ledger.has(first.id)) return 'already_recorded' as const
    for (const event of events) ledger.set(event.id, event)
    for (const name of COUNT_NAMES) counters[name] = (counters[name] ?? 0) + delta[name]
    return 'recorded' as const
  }
  const deps: PublishDeps = {
    conversationIn: conversationInImage,
    derive,
    record,
    putOnBus: async (events) => {
      bus.push(...events)
      return new Set<string>()
    },
    noteIntake: async (tally) => void tallies.push(tally),
    now: () => START_MS + 5_000,
    count,
    log,
    ...changes,
  }
  return {
    publish: (...records: DynamoDBRecord[]) => publishChanges(records, deps),
    record,
    ledger,
    counters,
    bus,
    tallies,
    metrics,
    codes,
  }
}

type Image = NonNullable<NonNullable<DynamoDBRecord['dynamodb']>['NewImage']>
const image = (conversation: Conversation): Image => marshall(toItem({ conversation, carried: {} }, 30)) as Image

function aStreamRecord(sequence: number, after: Conversation, before?: Conversation): DynamoDBRecord {
  return {
    eventName: before ? 'MODIFY' : 'INSERT',
    dynamodb: {
      SequenceNumber: String(sequence),
      NewImage: image(after),
      ...(before ? { OldImage: image(before) } : {}),
    },
  }
}
const opened = (conversationId: number) => aConversation({ conversationId })
const resolved = (conversationId: number) => aConversation({ conversationId, version: 2, status: 'resolved' })
const fails = (sequence: number) => ({ batchItemFailures: [{ itemIdentifier: String(sequence) }] })
const succeeds = { batchItemFailures: [] }
const down = () => Promise.reject(new Error('down'))

describe('publishing changes', () => {
  it('records the events of each change and puts them on the bus in stream order', async () => {
    const { publish, ledger, bus, counters, metrics } = aPublisher()
    const records = [aStreamRecord(1, opened(1)), aStreamRecord(2, opened(2)), aStreamRecord(3, resolved(1), opened(1))]
    expect(await publish(...records)).toEqual(succeeds)
    const expected = [derive(undefined, opened(1)), derive(undefined, opened(2)), derive(opened(1), resolved(1))].flat()
    expect(bus).toEqual(expected)
    expect([...ledger.values()].sort(byId)).toEqual([...expected].sort(byId))
    expect(counters).toEqual(counts(opened(2).state))
    expect(metrics).toEqual({ EventsPublished: expected.length })
  })

  it('counts a change once when the stream delivers it again, and still publishes it', async () => {
    const { publish, bus, counters, metrics } = aPublisher()
    await publish(aStreamRecord(1, opened(1)))
    const first = [...bus]
    expect(await publish(aStreamRecord(1, opened(1)))).toEqual(succeeds)
    expect(counters).toEqual(counts(opened(1).state))
    expect(bus).toEqual([...first, ...first])
    expect(metrics.AlreadyRecorded).toBe(1)
  })

  it('gives the very same events for the same record', async () => {
    const { publish, bus } = aPublisher()
    await publish(aStreamRecord(1, resolved(1), opened(1)))
    const first = bus.splice(0)
    await publish(aStreamRecord(1, resolved(1), opened(1)))
    expect(bus.map(({ id }) => id)).toEqual(first.map(({ id }) => id))
    expect(first.length).toBeGreaterThan(0)
  })

  it('ignores removals', async () => {
    const { publish, ledger, tallies } = aPublisher()
    const expired: DynamoDBRecord = {
      eventName: 'REMOVE',
      dynamodb: { SequenceNumber: '1', OldImage: image(resolved(1)) },
    }
    expect(await publish(expired)).toEqual(succeeds)
    expect(ledger.size).toBe(0)
    expect(tallies).toEqual([])
  })

  it('stops at an unreadable record: what comes before it is published, nothing after', async () => {
    const { publish, bus, codes, metrics } = aPublisher()
    const broken: DynamoDBRecord = { dynamodb: { SequenceNumber: '2', NewImage: { pk: { S: 'C#shop#9' } } } }
    expect(await publish(aStreamRecord(1, opened(1)), broken, aStreamRecord(3, opened(3)))).toEqual(fails(2))
    expect(new Set(bus.map(({ conversationId }) => conversationId))).toEqual(new Set([1]))
    expect(codes()).toEqual(['change_unreadable'])
    expect(metrics.PublishFailures).toBe(1)
  })

  it('reports the first record that could not be recorded, and publishes only what comes before it', async () => {
    const { publish, bus, tallies } = aPublisher({
      record: ({ conversationId }) =>
        conversationId === 2 || conversationId === 4 ? down() : Promise.resolve('recorded'),
    })
    const records = [1, 2, 3, 4].map((id) => aStreamRecord(id, opened(id)))
    expect(await publish(...records)).toEqual(fails(2))
    expect(new Set(bus.map(({ conversationId }) => conversationId))).toEqual(new Set([1]))
    expect(tallies).toMatchObject([{ applied: 1 }])
  })

  it('never records a later change of a conversation before an earlier one', async () => {
    const recorded: string[] = []
    const { publish } = aPublisher({
      record: async ({ conversationId, events }) => {
        for (let turn = 0; turn < 10 - conversationId; turn++) await new Promise((resolve) => setImmediate(resolve))
        recorded.push(`${conversationId}.${events[0]?.version}`)
        return 'recorded'
      },
    })
    await publish(
      aStreamRecord(1, opened(1)),
      aStreamRecord(2, opened(2)),
      aStreamRecord(3, resolved(1), opened(1)),
      aStreamRecord(4, resolved(2), opened(2)),
    )
    expect(recorded.filter((entry) => entry.startsWith('1'))).toEqual(['1.1', '1.2'])
    expect(recorded.filter((entry) => entry.startsWith('2'))).toEqual(['2.1', '2.2'])
  })

  it('after a failure, records no later change of that conversation', async () => {
    const recorded: number[] = []
    const { publish } = aPublisher({
      record: ({ events }) => {
        recorded.push(events[0]?.version ?? 0)
        return down()
      },
    })
    expect(await publish(aStreamRecord(1, opened(1)), aStreamRecord(2, resolved(1), opened(1)))).toEqual(fails(1))
    expect(recorded).toEqual([1])
  })

  it('reports the first record of which an event was refused by the bus', async () => {
    const refusedId = derive(undefined, opened(2))[0]?.id ?? ''
    const { publish, metrics, codes, tallies } = aPublisher({ putOnBus: async () => new Set([refusedId]) })
    expect(await publish(...[1, 2, 3].map((id) => aStreamRecord(id, opened(id))))).toEqual(fails(2))
    expect(metrics.PublishFailures).toBe(1)
    expect(codes()).toEqual(['events_refused'])
    expect(tallies).toMatchObject([{ applied: 1 }])
  })

  it('throws when the bus cannot be reached, so that the whole batch comes again', async () => {
    const { publish } = aPublisher({ putOnBus: down })
    await expect(publish(aStreamRecord(1, opened(1)))).rejects.toThrow('down')
  })

  it('tallies each account once, with the newest receipt and the longest lag', async () => {
    const { publish, tallies } = aPublisher()
    await publish(
      aStreamRecord(1, aConversation({ conversationId: 1, observedAtMs: START_MS + 1_000 })),
      aStreamRecord(2, aConversation({ conversationId: 2, observedAtMs: START_MS + 3_000 })),
      aStreamRecord(3, aConversation({ conversationId: 1, account: 'other', observedAtMs: START_MS + 2_000 })),
    )
    const publishedAtMs = START_MS + 5_000
    expect(tallies).toEqual([
      { account: 'shop', applied: 2, lastReceivedAtMs: START_MS + 3_000, publishedAtMs, lagMs: 4_000 },
      { account: 'other', applied: 1, lastReceivedAtMs: START_MS + 2_000, publishedAtMs, lagMs: 3_000 },
    ])
  })

  it('keeps counters equal to a count of the conversations over any number of redeliveries', async () => {
    const { publish, counters } = aPublisher()
    const states: Conversation[] = []
    const records: DynamoDBRecord[] = []
    for (let id = 1; id <= 12; id++) {
      records.push(aStreamRecord(records.length, opened(id)))
      if (id % 3 === 0) records.push(aStreamRecord(records.length, resolved(id), opened(id)))
      states.push(id % 3 === 0 ? resolved(id) : opened(id))
    }
    for (let times = 0; times < 3; times++) await publish(...records)
    const total = states.map(({ state }) => countDelta(undefined, state))
    for (const name of COUNT_NAMES) expect(counters[name]).toBe(total.reduce((sum, one) => sum + one[name], 0))
  })
})

/** A stream as Lambda reads it: from the reported record on, in pieces of any size, until all is done. */
async function deliverAll(records: readonly DynamoDBRecord[], publish: Publish, sizes: () => number): Promise<void> {
  let from = 0
  for (let deliveries = 0; from < records.length; deliveries++) {
    if (deliveries > 10_000) throw new Error('The stream does not get on')
    const batch = records.slice(from, from + sizes())
    const failed = await publish(...batch).then(
      ({ batchItemFailures }) => batchItemFailures[0]?.itemIdentifier,
      () => batch[0]?.dynamodb?.SequenceNumber,
    )
    from = failed === undefined ? from + batch.length : Number(failed)
  }
}
type Publish = ReturnType<typeof aPublisher>['publish']

describe('publishing while anything may fail', () => {
  it('counts each change once and puts each event on the bus, whatever fails and however the stream is cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.infiniteStream(fc.nat(99)), async (dice) => {
        const throws = (percent: number): boolean => (dice.next().value ?? 0) < percent
        const mayFail = async <Result>(work: () => Promise<Result>): Promise<Result> => {
          if (throws(15)) return down()
          const result = await work()
          return throws(10) ? down() : result
        }
        const onBus: ConversationEvent[] = []
        const reliable = aPublisher()
        const { publish } = aPublisher({
          record: (change) => mayFail(() => reliable.record(change)),
          putOnBus: (events) =>
            mayFail(async () => {
              const refused = new Set(events.filter(() => throws(5)).map(({ id }) => id))
              onBus.push(...events.filter(({ id }) => !refused.has(id)))
              return refused
            }),
          noteIntake: () => mayFail(async () => undefined),
        })
        const ids = [1, 2, 3, 9, 17]
        const records = [
          ...ids.map((id, nth) => aStreamRecord(nth, opened(id))),
          ...ids.map((id, nth) => aStreamRecord(ids.length + nth, resolved(id), opened(id))),
        ]
        await deliverAll(records, publish, () => 1 + ((dice.next().value ?? 0) % 7))
        expect(reliable.counters).toEqual(counts(undefined))
        const expected = ids.flatMap((id) => [...derive(undefined, opened(id)), ...derive(opened(id), resolved(id))])
        expect(new Set(onBus.map(({ id }) => id))).toEqual(new Set(expected.map(({ id }) => id)))
        expect([...reliable.ledger.values()].sort(byId)).toEqual([...expected].sort(byId))
      }),
      { numRuns: 300 },
    )
  })
})

const byId = (a: ConversationEvent, b: ConversationEvent): number => (a.id < b.id ? -1 : 1)
