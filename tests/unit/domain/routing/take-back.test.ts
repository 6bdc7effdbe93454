import { describe, expect, it } from 'vitest'
import type { Operator } from '#domain/operator'
import type { RoutingDocument } from '#domain/routing/routing-policy'
import type { Routing } from '#domain/routing/routing-record'
import { takeBackOf } from '#domain/routing/take-back'
import { DEFAULT_ROUTING } from '#policies/default-routing'
import { aConversation, START_MS } from '#tests/support/builders'

const S = 1_000
const M = 60 * S
const holder = { operatorId: 41, availability: 'offline', sinceMs: START_MS - 5 * M } satisfies Partial<Operator>
const document: RoutingDocument = {
  ...DEFAULT_ROUTING,
  takeBack: { offlinePercent: 50, awayPercent: 75, idlePercent: 80, withoutDeadlineSeconds: 600, most: 2 },
}
const at = { document, nowMs: START_MS + 10 * S }
const assignee = { id: 41, kind: 'operator', name: 'Avery Example' } as const
/** A first response due 20 minutes after the start. */
const due = (dueAtMs: number | undefined) => ({
  watch: {
    ...{ slaVersion: 0, slaSinceMs: 0, policyId: 'x', escalationVersion: 0 },
    runs:
      dueAtMs === undefined
        ? {}
        : {
            first_response: {
              ...{ run: 1, policyId: 'x', calendar: 'c', startedAtMs: START_MS, targetMs: 20 * M, countedMs: 0 },
              ...{ sinceMs: START_MS, dueAtMs },
            },
          },
  },
})
const his = (changes: Parameters<typeof aConversation>[0] = {}) =>
  aConversation({ snapshot: { assignee }, ...due(START_MS + 20 * M), ...changes })
const routing = (changes: Partial<Routing>): Routing => ({
  ...{ state: 'assigned', atMs: START_MS, operatorId: 41, decision: 1, policyVersion: 0, ruleId: null },
  ...changes,
})

describe('when a conversation is taken back', () => {
  it('from who was offline before the customer wrote: at half of what was left then', () => {
    expect(takeBackOf(his(), holder, at)).toEqual({ routedFor: 'offline', atMs: START_MS + 10 * M })
  })

  it('from who went offline later: at half of what was left when they went', () => {
    const gone = { ...holder, sinceMs: START_MS + 10 * M }
    expect(takeBackOf(his(), gone, at)?.atMs).toBe(START_MS + 15 * M)
  })

  it('from who is away, and from who is there and silent since it was given to them, at shares of their own', () => {
    const away = { ...holder, availability: 'away' as const }
    expect(takeBackOf(his(), away, at)).toEqual({ routedFor: 'away', atMs: START_MS + 15 * M })
    const there = { ...holder, availability: 'available' as const }
    const given = his({ routing: routing({ atMs: START_MS + 10 * M }) })
    expect(takeBackOf(given, there, at)).toEqual({ routedFor: 'idle', atMs: START_MS + 18 * M })
  })

  it('after a fixed time where there is no deadline', () => {
    expect(takeBackOf(his(due(undefined)), holder, at)?.atMs).toBe(START_MS + 600 * S)
  })

  it('at once where the deadline has passed already', () => {
    expect(takeBackOf(his(due(START_MS - M)), holder, at)?.atMs).toBe(START_MS)
  })

  it('from who is no operator any more, as from who is offline', () => {
    const left = { ...holder, availability: 'available' as const, gone: true as const }
    expect(takeBackOf(his(), left, at)?.routedFor).toBe('offline')
  })

  it('never where the document says so', () => {
    const never = { ...document, takeBack: { ...document.takeBack, offlinePercent: null } }
    expect(takeBackOf(his(), holder, { ...at, document: never })).toBeNull()
  })

  it('so many times at most', () => {
    expect(takeBackOf(his({ routing: routing({ takenBack: 2 }) }), holder, at)).toBeNull()
    expect(takeBackOf(his({ routing: routing({ takenBack: 1 }) }), holder, at)).not.toBeNull()
  })

  it("not while nobody waits, it is somebody else's, or somebody else has just been asked", () => {
    expect(takeBackOf(his({ snapshot: { assignee, waitingSinceMs: null }, status: 'snoozed' }), holder, at)).toBeNull()
    expect(takeBackOf(his(), { ...holder, operatorId: 42 }, at)).toBeNull()
    const asking = his({ routing: routing({ state: 'asked', operatorId: 42, from: 41 }) })
    expect(takeBackOf(asking, holder, at)).toBeNull()
    expect(takeBackOf(asking, holder, { ...at, nowMs: START_MS + 3 * M })).not.toBeNull()
  })

  it('from whom a person chose, though he is not there: at half of what was left when they did', () => {
    const chosen = his({
      routing: routing({ state: 'yielded', yieldedTo: 41, operatorId: 42, atMs: START_MS + 10 * M }),
    })
    expect(takeBackOf(chosen, holder, at)?.atMs).toBe(START_MS + 15 * M)
    const handed = { atUs: (START_MS + 12 * M) * 1000, from: 42, to: 41 }
    const moved = { ...his(), state: { ...his().state, handed } }
    expect(takeBackOf(moved, holder, at)?.atMs).toBe(START_MS + 16 * M)
    expect(takeBackOf(moved, { ...holder, availability: 'available' }, at)?.atMs).toBe(START_MS + 12 * M + 6.4 * M)
  })

  it('not before what a person did a moment ago has been followed: it begins now', () => {
    const held = his({ routing: routing({ state: 'held', why: 'nobody' }) })
    expect(takeBackOf(held, holder, { ...at, nowMs: START_MS + 18 * M })?.atMs).toBe(START_MS + 19 * M)
  })
})
