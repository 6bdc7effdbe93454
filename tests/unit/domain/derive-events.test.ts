import { describe, expect, it } from 'vitest'
import { derive } from '#domain/derive-events'
import { merge, stateOf } from '#domain/merge'
import type { MessageFact, Observation, Snapshot } from '#domain/observation'
import type { ConversationEvent } from '#events/conversation-events'
import { aConversation, aMessage, anObservation, aSnapshot, START_MS } from '#tests/support/builders'
import { tellStory } from '#tests/support/story'

const at = (seconds: number): number => START_MS + seconds * 1000

/** What Chatwoot shows `seconds` after the start: a row, and messages if any. */
function seen(seconds: number, row: Partial<Snapshot>, ...messages: MessageFact[]): Observation {
  return anObservation({ snapshot: aSnapshot({ updatedAtUs: at(seconds) * 1000, ...row }), messages })
}
const customer = (id: number, seconds: number) => aMessage({ id, atMs: at(seconds) })
const operator = (id: number, seconds: number) =>
  aMessage({ id, atMs: at(seconds), kind: 'operator', answers: true, senderId: 41 })
const bot = (id: number, seconds: number) =>
  aMessage({ id, atMs: at(seconds), kind: 'bot', answers: true, senderId: 7 })
const waits = (seconds: number) => ({ waitingSinceMs: at(seconds) })
const answered = { waitingSinceMs: null }

/** The events of each write; a write holds one observation, or several folded into it. */
function eventsOf(...writes: (Observation | Observation[])[]): ConversationEvent[][] {
  let before: ReturnType<typeof aConversation> | undefined
  return writes.map((write) => {
    const state = [write]
      .flat()
      .map(stateOf)
      .reduce(merge, before?.state ?? {})
    const after = aConversation({ version: (before?.version ?? 0) + 1, state })
    const events = derive(before, after)
    before = after
    return events
  })
}
const names = (events: readonly ConversationEvent[] = []) =>
  events.map((event) => event.type.replace(/^conversation\.(.*)\.v1$/, '$1'))
const dataOf = (events: readonly ConversationEvent[] = []) => events.map((event) => event.data)

const avery = { id: 41, kind: 'operator', name: 'Avery Example' } as const
const blair = { id: 42, kind: 'operator', name: 'Blair Example' } as const

describe('derive', () => {
  it('stamps events with the write that caused them, numbered from 0', () => {
    const [chapter] = tellStory()
    expect(chapter?.events.map(({ id, n, version }) => ({ id, n, version }))).toEqual([
      { id: 'shop/1042/1/0', n: 0, version: 1 },
      { id: 'shop/1042/1/1', n: 1, version: 1 },
    ])
    const [event] = chapter?.events ?? []
    expect(event).toMatchObject({ observedAtMs: at(0) + 900, correlationId: 'corr-0', source: 'webhook' })
  })

  it('tells a whole conversation in order', () => {
    expect(tellStory().map((chapter) => names(chapter.events))).toEqual([
      ['opened', 'customer_waiting'],
      ['bot_replied'],
      ['status_changed', 'customer_waiting'],
      ['team_changed', 'assigned', 'priority_changed', 'labels_changed'],
      ['operator_replied'],
      ['customer_waiting'],
      ['unassigned', 'labels_changed'],
      ['status_changed', 'wait_ended'],
      ['status_changed', 'assigned'],
      ['status_changed', 'resolved'],
      ['csat_received'],
      ['reopened', 'status_changed', 'customer_waiting'],
      ['canary_heard'],
      ['status_changed', 'wait_ended', 'resolved', 'deleted'],
    ])
  })

  it('tells at first sight whatever the state shows, opened first', () => {
    const team = { id: 5, name: 'billing' }
    const row = { status: 'resolved', assignee: avery, team, priority: 'low', labels: ['vip'], ...answered } as const
    const [events] = eventsOf([seen(0, waits(0), customer(1, 0)), seen(900, row, operator(2, 60))])
    expect(names(events)).toEqual([
      ...['opened', 'team_changed', 'assigned', 'priority_changed', 'labels_changed'],
      ...['customer_waiting', 'operator_replied', 'resolved'],
    ])
  })

  it('has nothing to tell of messages alone, and starts with the first snapshot', () => {
    const { snapshot: _none, ...messageOnly } = seen(0, {}, customer(1, 0))
    expect(eventsOf(messageOnly, seen(1, waits(0))).map(names)).toEqual([[], ['opened', 'customer_waiting']])
  })

  it('has nothing to tell when only names change', () => {
    const team = { id: 5, name: 'billing' }
    const before = seen(0, { assignee: avery, team }, customer(1, 0))
    const renamed = { assignee: { ...avery, name: 'A. Example' }, team: { ...team, name: 'Billing' } }
    expect(eventsOf(before, seen(1, { ...renamed, contactName: 'J. Sample' }))[1]).toEqual([])
  })

  it('tells of a reassignment with both sides, and of a bot that takes over an operator’s id', () => {
    const sameId = { id: 42, kind: 'bot', name: 'Triage Bot' } as const
    const events = eventsOf(seen(0, { assignee: avery }), seen(1, { assignee: blair }), seen(2, { assignee: sameId }))
    expect(dataOf(events[1])).toEqual([{ from: avery, to: blair }])
    expect(dataOf(events[2])).toEqual([{ from: blair, to: sameId }])
  })
})

describe('waits', () => {
  it('name the message that began them, by its second', () => {
    const [events] = eventsOf(seen(0, { waitingSinceMs: at(0) }, aMessage({ id: 1, atMs: at(0) + 179 })))
    expect(events?.[1]).toMatchObject({ occurredAtMs: at(0) + 179, data: { sinceMs: at(0), messageId: 1 } })
  })

  it('name no message when none that is known began them', () => {
    const events = eventsOf(seen(0, answered, bot(2, 0)), seen(30, { ...waits(30), status: 'open' }))
    expect(events[1]?.map(({ data, occurredAtMs }) => ({ data, occurredAtMs }))).toEqual([
      { data: { sinceMs: at(30), messageId: null }, occurredAtMs: at(30) },
    ])
  })

  it('are told once, however many messages the customer adds', () => {
    const events = eventsOf(
      seen(0, waits(0), customer(1, 0)),
      seen(5, waits(0), customer(2, 5)),
      seen(9, waits(0), customer(3, 9)),
    )
    expect(events.slice(1)).toEqual([[], []])
  })

  it('are told once when their start becomes known better', () => {
    const stale = seen(60, { ...answered, status: 'open' }, operator(2, 60), customer(4, 95))
    expect(eventsOf(stale, seen(96, waits(90)))[1]).toEqual([])
  })

  it('end by status, or by being cleared without an answer we know', () => {
    const before = seen(0, waits(0), customer(1, 0))
    const [, snoozed] = eventsOf(before, seen(60, { status: 'snoozed', ...waits(0) }))
    const [, cleared] = eventsOf(before, seen(60, answered))
    expect(snoozed?.at(-1)).toMatchObject({
      type: 'conversation.wait_ended.v1',
      data: { sinceMs: at(0), reason: 'status' },
    })
    expect(cleared).toMatchObject([
      { type: 'conversation.wait_ended.v1', occurredAtMs: at(60), data: { sinceMs: at(0), reason: 'cleared' } },
    ])
  })

  it('do not return when a conversation is reopened without a new message', () => {
    const events = eventsOf(
      seen(0, waits(0), customer(1, 0)),
      seen(60, { status: 'resolved', ...answered }),
      seen(120, { status: 'open', ...answered }),
    )
    expect(names(events[2])).toEqual(['reopened', 'status_changed'])
  })

  it('go on when a bot hands over: its last words are told, and end nothing', () => {
    const held = seen(0, { status: 'pending', ...waits(0) }, customer(1, 0))
    const open = seen(5, { status: 'open', ...waits(0) })
    const words = seen(6, { status: 'open', ...waits(0), lastActivityAtMs: at(6) }, bot(2, 6))
    for (const writes of [
      [held, open, words],
      [held, words, open],
      [held, [open, words]],
    ]) {
      const events = eventsOf(...writes)
        .slice(1)
        .flat()
      expect(names(events)).toEqual(['status_changed', 'bot_replied'])
      expect(events.at(-1)?.data).toEqual({ messageId: 2, waitedMs: null })
    }
  })

  it('of the bot and of people follow each other where a hand-over begins a new one', () => {
    const held = seen(0, { status: 'pending', ...waits(0) }, customer(1, 0))
    const handedOver = seen(6.5, { status: 'open', ...waits(6), lastActivityAtMs: at(6) }, bot(2, 6.2))
    const events = eventsOf(held, handedOver)
    expect(names(events[1])).toEqual(['status_changed', 'bot_replied', 'customer_waiting'])
    expect(dataOf(events[1]).slice(1)).toEqual([
      { messageId: 2, waitedMs: 6_200 },
      { sinceMs: at(6), messageId: null },
    ])
  })

  it('that followed each other between two writes are both told', () => {
    const before = seen(0, waits(0), customer(1, 0))
    const [, byReply] = eventsOf(before, seen(90, waits(90), operator(2, 60), customer(3, 90)))
    expect(names(byReply)).toEqual(['operator_replied', 'customer_waiting'])
    const [, unseen] = eventsOf(before, seen(90, waits(80)))
    expect(names(unseen)).toEqual(['wait_ended', 'customer_waiting'])
  })

  it('that began and were answered within one write are told with the time waited', () => {
    const events = eventsOf(seen(0, answered, operator(2, 0)), seen(90, answered, customer(3, 30), operator(4, 90)))
    expect(names(events[1])).toEqual(['customer_waiting', 'operator_replied'])
    expect(dataOf(events[1])).toEqual([
      { sinceMs: at(30), messageId: 3 },
      { messageId: 4, operatorId: 41, first: false, waitedMs: 60_000 },
    ])
  })
})

describe('messages that arrive late', () => {
  it('from the customer, older than a known answer, are no wait for the next reply', () => {
    const events = eventsOf(seen(60, answered, operator(2, 60)), seen(90, answered, customer(1, 30), operator(4, 90)))
    expect(names(events[1])).toEqual(['operator_replied'])
    expect(dataOf(events[1])).toMatchObject([{ messageId: 4, waitedMs: null }])
  })
})

describe('replies', () => {
  const start = seen(0, waits(0), customer(1, 0))

  it('tell how long the customer waited', () => {
    const [, events] = eventsOf(start, seen(140, { ...answered, firstReplyAtMs: at(140) }, operator(2, 140)))
    expect(dataOf(events)).toEqual([{ messageId: 2, operatorId: 41, first: true, waitedMs: 140_000 }])
  })

  it('nobody waited for have no waiting time', () => {
    const events = eventsOf(start, seen(60, answered, operator(2, 60)), seen(90, answered, operator(3, 90)))
    expect(dataOf(events[2])).toEqual([{ messageId: 3, operatorId: 41, first: false, waitedMs: null }])
  })

  it('of a bot are not the first of a person', () => {
    const events = eventsOf(start, seen(3, answered, bot(2, 3)), seen(60, answered, operator(3, 60)))
    expect(dataOf(events[1])).toEqual([{ messageId: 2, waitedMs: 3_000 }])
    expect(dataOf(events[2])).toMatchObject([{ first: true, waitedMs: null }])
  })

  it('both the first and the last, learned in one write, are told', () => {
    const [, events] = eventsOf(start, seen(90, answered, operator(2, 60), operator(3, 90)))
    expect(dataOf(events)).toMatchObject([
      { messageId: 2, first: true, waitedMs: 60_000 },
      { messageId: 3, first: false, waitedMs: null },
    ])
  })

  it('are not the first if Chatwoot knows of an earlier one that we missed', () => {
    const [, events] = eventsOf(start, seen(200, { ...answered, firstReplyAtMs: at(60) }, operator(3, 200)))
    expect(dataOf(events)).toMatchObject([{ messageId: 3, first: false }])
  })

  it('that arrive after later ones are not told: there is no second first', () => {
    const events = eventsOf(start, seen(90, answered, operator(3, 90)), seen(61, answered, operator(2, 60)))
    expect(dataOf(events[1])).toMatchObject([{ first: true }])
    expect(events[2]).toEqual([])
  })

  it('that are older than the wait neither end it nor claim it', () => {
    const events = eventsOf(seen(90, waits(90), customer(3, 90)), seen(60, answered, operator(2, 60)))
    expect(dataOf(events[1])).toEqual([{ messageId: 2, operatorId: 41, first: true, waitedMs: null }])
  })

  it('that are older than the wait leave its end to what ended it', () => {
    const events = eventsOf(seen(90, waits(90), customer(3, 90)), [
      seen(60, answered, operator(2, 60)),
      seen(300, { status: 'resolved', ...answered }),
    ])
    expect(names(events[1])).toEqual(['status_changed', 'operator_replied', 'wait_ended', 'resolved'])
  })
})

describe('resolution and rating', () => {
  it('count the time open from creation, never below zero', () => {
    const [, reopenedAndResolved] = eventsOf(seen(0, {}), seen(900, { status: 'resolved', assignee: avery }))
    expect(reopenedAndResolved?.at(-1)?.data).toEqual({ operatorId: 41, openForMs: 900_000 })
    const [skewed] = eventsOf(seen(0, { status: 'resolved', createdAtMs: at(5) }))
    expect(skewed?.at(-1)?.data).toEqual({ operatorId: null, openForMs: 0 })
  })

  it('tell of a changed rating with the former one, and of a repeated one nothing', () => {
    const rated = (seconds: number, rating: number): Observation => ({
      ...seen(0, { status: 'resolved', assignee: avery }),
      csat: { messageId: 9, rating, updatedAtUs: at(seconds) * 1000, hasFeedback: false },
    })
    const events = eventsOf(rated(10, 4), rated(20, 2), rated(30, 2), rated(5, 5))
    expect(events[0]?.at(-1)).toMatchObject({ occurredAtMs: at(10), data: { rating: 4, previousRating: null } })
    expect(dataOf(events[1])).toEqual([{ messageId: 9, rating: 2, previousRating: 4, operatorId: 41 }])
    expect(events.slice(2)).toEqual([[], []])
  })
})
