import type { DynamoDBRecord } from 'aws-lambda'
import { describe, expect, it } from 'vitest'
import type { ArticleFlag } from '#domain/article-health'
import type { Conversation } from '#domain/conversation'
import { COUNT_NAMES, countDelta, counts } from '#domain/counts'
import { derive } from '#domain/derive-events'
import { deriveOperatorEvents } from '#domain/derive-operator-events'
import { deriveSignalEvents } from '#domain/derive-signal-events'
import { signalOf } from '#domain/learning-signal'
import type { Suggested } from '#domain/suggested'
import { parseSuggestionEvent } from '#events/suggestion-catalogue'
import { aProposal } from '#tests/support/article-proposals'
import { aConversation, START_MS } from '#tests/support/builders'
import { anOperator } from '#tests/support/operators'
import { aDecidedApproval, ENDED_AT_MS, PLAIN_MEANS } from '#tests/support/signals'
import {
  aFlagRecord,
  anOperatorRecord,
  aProposalRecord,
  aPublisher,
  aSignalRecord,
  aStreamRecord,
  aSuggestedRecord,
  byId,
  down,
  fails,
  image,
  opened,
  resolved,
  subjectOf,
  succeeds,
} from './a-publisher.ts'

describe('publishing changes', () => {
  it('records the events of each change and puts them on the bus in stream order', async () => {
    const { publish, ledger, bus, counters, metrics } = aPublisher()
    const records = [aStreamRecord(1, opened(1)), aStreamRecord(2, opened(2)), aStreamRecord(3, resolved(1), opened(1))]
    expect(await publish(...records)).toEqual(succeeds)
    const expected = [derive(undefined, opened(1)), derive(undefined, opened(2)), derive(opened(1), resolved(1))].flat()
    expect(bus).toEqual(expected)
    expect([...ledger.values()].sort(byId)).toEqual([...expected].sort(byId))
    expect(counters).toEqual(counts(opened(2)))
    expect(metrics).toEqual({ EventsPublished: expected.length })
  })

  it('counts a change once when the stream delivers it again, and still publishes it', async () => {
    const { publish, bus, counters, metrics } = aPublisher()
    await publish(aStreamRecord(1, opened(1)))
    const first = [...bus]
    expect(await publish(aStreamRecord(1, opened(1)))).toEqual(succeeds)
    expect(counters).toEqual(counts(opened(1)))
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
    expect(new Set(bus.map(subjectOf))).toEqual(new Set([1]))
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
    expect(new Set(bus.map(subjectOf))).toEqual(new Set([1]))
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
    const total = states.map((one) => countDelta(undefined, one))
    for (const name of COUNT_NAMES) expect(counters[name]).toBe(total.reduce((sum, one) => sum + one[name], 0))
  })
})

describe('publishing changes of operators', () => {
  const [came, left] = [anOperator(), anOperator({ availability: 'away', version: 2 })]
  const told = [...deriveOperatorEvents(undefined, came), ...deriveOperatorEvents(came, left)]

  it('records them in their own ledgers, and puts them on the bus in stream order among conversations', async () => {
    const { publish, ledger, operatorLedger, bus, counters, tallies, announced, metrics } = aPublisher()
    const records = [anOperatorRecord(1, came), aStreamRecord(2, opened(1)), anOperatorRecord(3, left, came)]
    expect(await publish(...records)).toEqual(succeeds)
    const between = derive(undefined, opened(1))
    expect(bus.map(({ id }) => id)).toEqual([told[0], ...between, told[1]].map((event) => event?.id))
    expect([...operatorLedger.values()]).toEqual(told)
    expect([...ledger.values()].sort(byId)).toEqual([...between].sort(byId))
    expect(counters).toEqual(counts(opened(1)))
    expect(tallies).toMatchObject([{ applied: 1 }])
    expect(announced).toEqual([])
    expect(metrics).toEqual({ EventsPublished: between.length + 2 })
  })

  it('publishes nothing for a change that tells nothing', async () => {
    const { publish, bus, operatorLedger } = aPublisher()
    expect(await publish(anOperatorRecord(1, anOperator({ name: 'Avery E.', version: 2 }), came))).toEqual(succeeds)
    expect([bus, [...operatorLedger]]).toEqual([[], []])
  })

  it('stops at the first that could not be recorded, and at one that cannot be read', async () => {
    const failing = aPublisher({ recordOperator: down })
    const records = [aStreamRecord(1, opened(1)), anOperatorRecord(2, came), aStreamRecord(3, opened(3))]
    expect(await failing.publish(...records)).toEqual(fails(2))
    expect(new Set(failing.bus.map(subjectOf))).toEqual(new Set([1]))
    expect(failing.codes()).toEqual(['record_failed'])
    const broken: DynamoDBRecord = {
      dynamodb: { SequenceNumber: '2', NewImage: { pk: { S: 'OP#shop' }, sk: { S: 'OPERATOR#0000000041' } } },
    }
    const { publish, codes } = aPublisher()
    expect(await publish(anOperatorRecord(1, came), broken)).toEqual(fails(2))
    expect(codes()).toEqual(['change_unreadable'])
  })

  it('records what an operator did in its order, and nothing of him after a failure', async () => {
    const recorded: (number | undefined)[] = []
    const { publish } = aPublisher({
      recordOperator: (events) => {
        recorded.push(events[0]?.version)
        return down()
      },
    })
    expect(await publish(anOperatorRecord(1, came), anOperatorRecord(2, left, came))).toEqual(fails(1))
    expect(recorded).toEqual([1])
  })

  it('reports the first of which the event was refused by the bus', async () => {
    const { publish } = aPublisher({ putOnBus: async () => new Set([told[1]?.id ?? '']) })
    expect(await publish(anOperatorRecord(1, came), anOperatorRecord(2, left, came))).toEqual(fails(2))
  })
})

describe('publishing what was learned', () => {
  const signal = signalOf(aDecidedApproval(), ENDED_AT_MS, PLAIN_MEANS)

  it('tells a signal on the bus, without its texts and without a ledger', async () => {
    const { publish, bus, ledger, counters, tallies } = aPublisher()
    expect(await publish(aSignalRecord(1, signal))).toEqual(succeeds)
    expect(bus).toEqual(deriveSignalEvents(signal))
    expect(JSON.stringify(bus)).not.toContain(signal.before)
    expect([ledger.size, Object.keys(counters), tallies]).toEqual([0, [], []])
  })

  it('is delivered again where the bus refuses it', async () => {
    const { publish } = aPublisher({ putOnBus: async (events) => new Set(events.map(({ id }) => id)) })
    expect(await publish(aSignalRecord(1, signal))).toEqual(fails(1))
  })
})

describe('publishing what was suggested', () => {
  const suggested: Suggested = {
    ...{ id: 'shop/question/7/41/suggested', account: 'shop', conversationId: 7, asked: 'customer_waiting' },
    ...{ suggestedAtMs: ENDED_AT_MS, correlationId: 'corr-1', features: 'AAAA' },
    found: {
      suggestions: [
        {
          ...{ articleId: 12, articleVersion: 3, title: 'Returns', url: 'https://help.example.com/12', score: 9 },
          ...{ confidence: 0.6, extract: 'Refunds take five days.', why: { words: ['refunds'], pastAnswers: 2 } },
        },
      ],
      ...{ confidence: 0.9, abstained: null, indexVersion: 'v1' },
    },
  }

  it('tells which articles, and how sure that is, without a word of the question', async () => {
    const { publish, bus, ledger, counters } = aPublisher()
    expect(await publish(aSuggestedRecord(1, suggested))).toEqual(succeeds)
    expect(bus).toMatchObject([
      { type: 'suggestion.made.v1', data: { articles: [{ id: 12, version: 3, confidence: 0.6 }], confidence: 0.9 } },
    ])
    expect(JSON.stringify(bus)).not.toMatch(/refunds|AAAA/i)
    for (const event of bus) expect(parseSuggestionEvent(event)).toEqual(event)
    expect([ledger.size, Object.keys(counters)]).toEqual([0, []])
  })

  it('tells why none was', async () => {
    const { publish, bus } = aPublisher()
    const found = { suggestions: [], confidence: 0.2, abstained: { reason: 'unsure' }, indexVersion: 'v1' } as const
    await publish(aSuggestedRecord(1, { ...suggested, found }))
    expect(bus).toMatchObject([{ type: 'suggestion.abstained.v1', data: { reason: 'unsure', confidence: 0.2 } }])
    for (const event of bus) expect(parseSuggestionEvent(event)).toEqual(event)
  })
})

describe('publishing what is said of articles', () => {
  const flag: ArticleFlag = {
    ...{ account: 'shop', articleId: '12', approvalId: 'ap-1', conversationId: 7, correlationId: 'corr-1' },
    ...{ flaggedAtMs: START_MS, recordedAtMs: START_MS + 250, confidence: 0.36, band: 'poor' },
  }
  const end = { code: 'applied', atMs: START_MS, updatedAt: '1001' }

  it('tells a flag, a proposal, and what Chatwoot has of it, without a ledger', async () => {
    const { publish, bus, ledger, counters, tallies } = aPublisher()
    const proposed = aProposal({ state: 'proposed', decision: null, revision: 1 })
    const applied = aProposal({ state: 'applied', end, revision: 3 })
    const records = [proposed, aProposal(), applied].map((proposal, nth) => aProposalRecord(nth + 2, proposal))
    expect(await publish(aFlagRecord(1, flag), ...records)).toEqual(succeeds)
    expect(bus.map(({ type }) => type)).toEqual(['article.flagged.v1', 'article.proposed.v1', 'article.updated.v1'])
    expect([ledger.size, Object.keys(counters), tallies]).toEqual([0, [], []])
  })

  it('is delivered again where the bus refuses it, and tells the same by the same id', async () => {
    const refusing = aPublisher({ putOnBus: async (events) => new Set(events.map(({ id }) => id)) })
    expect(await refusing.publish(aFlagRecord(1, flag))).toEqual(fails(1))
    const { publish, bus } = aPublisher()
    await publish(aProposalRecord(1, aProposal({ state: 'applied', end })))
    await publish(aProposalRecord(1, aProposal({ state: 'applied', end })))
    expect(new Set(bus.map(({ id }) => id)).size).toBe(1)
  })

  it('stops at one that is misshapen', async () => {
    const { publish, codes } = aPublisher()
    const broken: DynamoDBRecord = {
      dynamodb: { SequenceNumber: '2', NewImage: { pk: { S: 'KP#shop' }, sk: { S: 'PROPOSAL#1-a' } } },
    }
    expect(await publish(aFlagRecord(1, flag), broken)).toEqual(fails(2))
    expect(codes()).toEqual(['change_unreadable'])
  })
})
