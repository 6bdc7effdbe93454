import { describe, expect, it } from 'vitest'
import type { Conversation } from '#domain/conversation'
import { COUNT_NAMES, countDelta, counts } from '#domain/counts'
import { derive } from '#domain/derive-events'
import { merge, sameState, stateOf } from '#domain/merge'
import type { Assignee, Priority, Status, Team } from '#domain/observation'
import { rowOf, waitingSinceMs } from '#domain/turn'
import { parseEvent } from '#events/catalogue'
import type { ConversationEvent } from '#events/conversation-events'
import { observationArbitrary } from '#tests/support/arbitraries'
import { aConversation } from '#tests/support/builders'
import { assertProperty, fc } from '#tests/support/property'

type Write = {
  readonly before: Conversation | undefined
  readonly after: Conversation
  readonly events: ConversationEvent[]
}

/** Any sequence of observations, one or more to a write; what changes nothing is not written. */
const history = fc
  .array(fc.array(observationArbitrary, { minLength: 1, maxLength: 3 }), { maxLength: 8 })
  .map((batches) => {
    const writes: Write[] = []
    let before: Conversation | undefined
    for (const batch of batches) {
      const state = batch.map(stateOf).reduce(merge, before?.state ?? {})
      if (before !== undefined && sameState(before.state, state)) continue
      const after = aConversation({ version: (before?.version ?? 0) + 1, state })
      writes.push({ before, after, events: derive(before, after) })
      before = after
    }
    return writes
  })

const eventsOf = (writes: readonly Write[]): ConversationEvent[] => writes.flatMap((write) => write.events)

describe('domain events of any history', () => {
  it('have the promised shapes', () => {
    assertProperty(
      fc.property(history, (writes) => {
        for (const event of eventsOf(writes)) expect(parseEvent(event)).toEqual(event)
      }),
    )
  })

  it('come with every change of the counters', () => {
    assertProperty(
      fc.property(history, (writes) => {
        for (const { before, after, events } of writes) {
          const delta = countDelta(before, after)
          if (COUNT_NAMES.some((name) => delta[name] !== 0)) expect(events).not.toHaveLength(0)
        }
      }),
    )
  })

  it('are derived the same way again, and their ids never repeat', () => {
    assertProperty(
      fc.property(history, (writes) => {
        for (const { before, after, events } of writes) expect(derive(before, after)).toEqual(events)
        const ids = eventsOf(writes).map((event) => event.id)
        expect(new Set(ids).size).toBe(ids.length)
      }),
    )
  })

  it('begin with exactly one opened', () => {
    assertProperty(
      fc.property(history, (writes) => {
        const opened = eventsOf(writes).flatMap((event, index) =>
          event.type === 'conversation.opened.v1' ? [index] : [],
        )
        expect(opened).toEqual(eventsOf(writes).length === 0 ? [] : [0])
      }),
    )
  })

  it('name a reply once, and at most one as the first', () => {
    assertProperty(
      fc.property(history, (writes) => {
        const replies = eventsOf(writes).filter((event) => event.type === 'conversation.operator_replied.v1')
        const ids = replies.map((event) => event.data.messageId)
        expect(new Set(ids).size).toBe(ids.length)
        expect(replies.filter((event) => event.data.first).length).toBeLessThanOrEqual(1)
      }),
    )
  })

  it('tell of no wait that begins twice or ends unbegun, and of each that lasts', () => {
    assertProperty(
      fc.property(history, (writes) => {
        let waits = false
        for (const { after, events } of writes) {
          for (const event of events) {
            const begins = event.type === 'conversation.customer_waiting.v1'
            if (begins || endsWait(event)) expect(waits).toBe(!begins)
            waits = begins || (waits && !endsWait(event))
          }
          if (after.state.snapshot) expect(waits).toBe(waitingSinceMs(after.state) !== null)
        }
      }),
    )
  })

  it('add up to the row as it stands', () => {
    assertProperty(
      fc.property(history, (writes) => {
        const snapshot = rowOf(writes.at(-1)?.after.state ?? {})
        if (snapshot === undefined) return
        const { status, assignee, team, priority, labels } = snapshot
        const told = eventsOf(writes).reduce(applyTo, nothingTold)
        expect(told).toMatchObject({ status, priority, labels })
        expect([told.assignee?.id, told.assignee?.kind, told.team?.id]).toEqual([
          assignee?.id,
          assignee?.kind,
          team?.id,
        ])
      }),
    )
  })
})

describe('counters of any history', () => {
  it('are the sum of the changes', () => {
    assertProperty(
      fc.property(history, (writes) => {
        const sum = { ...counts(undefined) }
        for (const { before, after } of writes) {
          const delta = countDelta(before, after)
          for (const name of COUNT_NAMES) sum[name] += delta[name]
        }
        expect(sum).toEqual(counts(writes.at(-1)?.after))
      }),
    )
  })
})

function endsWait(event: ConversationEvent): boolean {
  if (event.type === 'conversation.wait_ended.v1') return true
  const reply = event.type === 'conversation.operator_replied.v1' || event.type === 'conversation.bot_replied.v1'
  return reply && event.data.waitedMs !== null
}

type Told = {
  readonly status: Status | null
  readonly assignee: Assignee | null
  readonly team: Team | null
  readonly priority: Priority | null
  readonly labels: readonly string[]
}
const nothingTold: Told = { status: null, assignee: null, team: null, priority: null, labels: [] }

function applyTo(told: Told, event: ConversationEvent): Told {
  switch (event.type) {
    case 'conversation.opened.v1':
      return { ...told, status: event.data.status }
    case 'conversation.status_changed.v1':
      return { ...told, status: event.data.to }
    case 'conversation.assigned.v1':
      return { ...told, assignee: event.data.to }
    case 'conversation.unassigned.v1':
      return { ...told, assignee: null }
    case 'conversation.team_changed.v1':
      return { ...told, team: event.data.to }
    case 'conversation.priority_changed.v1':
      return { ...told, priority: event.data.to }
    case 'conversation.labels_changed.v1':
      return { ...told, labels: event.data.labels }
    default:
      return told
  }
}
