import { describe, expect, it } from 'vitest'
import type { Conversation } from '#domain/conversation'
import type { DeadlineMessage } from '#domain/deadline-message'
import { aConversation, START_MS } from '#tests/support/builders'
import { atDeadline } from '#tests/support/watched'
import { aPublisher, aStreamRecord, type Change, down, MINUTE_MS, opened, resolved, waitingFor } from './a-publisher.ts'

const told = (conversation: Conversation, conversationId: number, atMs: number | undefined): DeadlineMessage => ({
  kind: 'deadline',
  account: conversation.account,
  conversationId,
  atMs: atMs ?? Number.NaN,
})

describe('announcing instants', () => {
  it('tells those that come before the next ticks see them, all in one call, and no others', async () => {
    const { publish, announced } = aPublisher()
    // the first warning comes after half an hour: in one minute, in two, and in half an hour
    const [near, nearer, far] = [waitingFor(1, 28 * MINUTE_MS), waitingFor(2, 29 * MINUTE_MS), waitingFor(3, 0)]
    await publish(aStreamRecord(1, near), aStreamRecord(2, nearer), aStreamRecord(3, far))
    expect(announced).toEqual([
      [told(near, 1, START_MS + 5_000 + 2 * MINUTE_MS), told(nearer, 2, START_MS + 5_000 + MINUTE_MS)],
    ])
  })

  it('says nothing where no instant is near', async () => {
    const { publish, announced } = aPublisher()
    await publish(aStreamRecord(1, waitingFor(1, 0)), aStreamRecord(2, opened(2)))
    expect(announced).toEqual([])
  })

  it('says nothing of an instant that a change left as it was', async () => {
    const { publish, announced } = aPublisher()
    const before = waitingFor(1, 29 * MINUTE_MS)
    await publish(aStreamRecord(1, { ...before, version: 2 }, before))
    expect(announced).toEqual([])
  })

  it('tells only the last of several changes of a conversation', async () => {
    const { publish, announced } = aPublisher()
    const first = waitingFor(1, 28 * MINUTE_MS)
    const second = waitingFor(1, 29 * MINUTE_MS, 2)
    await publish(aStreamRecord(1, first), aStreamRecord(2, second, first))
    expect(announced).toEqual([[told(second, 1, START_MS + 5_000 + MINUTE_MS)]])
  })

  it('tells a new instant although a later change of the batch left it as it was', async () => {
    const { publish, announced } = aPublisher()
    const first = waitingFor(1, 29 * MINUTE_MS)
    await publish(aStreamRecord(1, first), aStreamRecord(2, { ...first, version: 2 }, first))
    expect(announced).toEqual([[told(first, 1, START_MS + 5_000 + MINUTE_MS)]])
  })

  it('says nothing when a later change of the batch took the instant away', async () => {
    const { publish, announced } = aPublisher()
    const first = waitingFor(1, 29 * MINUTE_MS)
    await publish(aStreamRecord(1, first), aStreamRecord(2, resolved(1), first))
    expect(announced).toEqual([])
  })

  it('tells again when the stream delivers again: twice is looked at twice, never is lost', async () => {
    const { publish, announced } = aPublisher({ record: down })
    const near = aStreamRecord(1, waitingFor(1, 29 * MINUTE_MS))
    await publish(near)
    await publish(near)
    expect(announced).toHaveLength(2)
  })

  it('throws when the queue cannot be reached, before anything is recorded', async () => {
    const { publish, ledger } = aPublisher({ announce: down })
    await expect(publish(aStreamRecord(1, waitingFor(1, 29 * MINUTE_MS)))).rejects.toThrow('down')
    expect(ledger.size).toBe(0)
  })
})

describe('publishing what clocks did', () => {
  const before = waitingFor(1, 50 * MINUTE_MS)
  const breachedAtMs = START_MS + 5_000 + 10 * MINUTE_MS
  const late = (ms: number) => atDeadline(before, breachedAtMs + ms)

  it('hands outcomes over with the change that tells them', async () => {
    const recorded: Change[] = []
    const { publish } = aPublisher({
      record: async (change) => {
        recorded.push(change)
        return 'recorded'
      },
    })
    await publish(aStreamRecord(1, before), aStreamRecord(2, late(150), before))
    expect(recorded.map(({ outcomes }) => [...outcomes.days])).toEqual([
      [],
      [['2026-09-14', { first_response_breached: 1 }]],
    ])
    expect(recorded[1]?.outcomes.breaches).toMatchObject([{ conversationId: 1, clock: 'first_response', breachedAtMs }])
  })

  it('counts warnings and breaches once, and those we noticed late', async () => {
    const { publish, metrics } = aPublisher()
    const records = [aStreamRecord(1, before), aStreamRecord(2, late(30_000), before)]
    await publish(...records)
    await publish(...records)
    // 50 and 75 % were gone at first sight, of which the row told us late; 90 % and the breach we were late for
    expect(metrics).toMatchObject({ SlaWarnings: 3, SlaBreaches: 1, DeadlinesLate: 2 })
  })

  it('tallies as intake only what came in: no deadline, and no command of a person', async () => {
    const { publish, tallies } = aPublisher()
    const commanded: Conversation = { ...late(150), version: 3, source: 'person' }
    const reconciled = aConversation({ conversationId: 2, source: 'reconciled' })
    await publish(
      aStreamRecord(1, before),
      aStreamRecord(2, late(150), before),
      aStreamRecord(3, commanded, late(150)),
      aStreamRecord(4, reconciled),
    )
    expect(tallies).toMatchObject([{ account: 'shop', applied: 2 }])
  })

  it('tallies nothing for a batch of deadlines', async () => {
    const { publish, tallies } = aPublisher()
    await publish(aStreamRecord(1, late(150), before))
    expect(tallies).toEqual([])
  })
})
