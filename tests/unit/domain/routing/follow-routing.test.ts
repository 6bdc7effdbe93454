import { describe, expect, it } from 'vitest'
import { followRouting, undoneChoice, withOne } from '#domain/routing/follow-routing'
import { ROUTING_MOVES, ROUTING_STATES, type Routing } from '#domain/routing/routing-record'
import { aConversation, START_MS } from '#tests/support/builders'

const S = 1_000
const NOW_MS = START_MS + 60 * S
const asked: Routing = {
  ...{ state: 'asked', atMs: START_MS, operatorId: 41, routedFor: 'waiting' },
  ...{ decision: 1, policyVersion: 0, ruleId: null },
}
const withNobody = aConversation().state
const with_ = (id: number) =>
  aConversation({ snapshot: { assignee: { id, kind: 'operator', name: `Operator ${id}` } } }).state
const withBot = aConversation({ snapshot: { assignee: { id: 41, kind: 'bot', name: 'Helper' } } }).state

describe('what has become of a decision', () => {
  it('is on its way while Chatwoot shows nobody', () => {
    expect(followRouting(asked, withNobody, NOW_MS)).toBe(asked)
  })

  it('is assigned when Chatwoot shows whom it asked, since then', () => {
    expect(followRouting(asked, with_(41), NOW_MS)).toEqual({ ...asked, state: 'assigned', atMs: NOW_MS })
  })

  it('yields where a person took it away again before he was seen with it', () => {
    const released = { ...withNobody, handed: { atUs: NOW_MS * 1000, from: 41, to: null } }
    expect(followRouting(asked, released, NOW_MS)).toMatchObject({ state: 'yielded', yieldedTo: null, passed: [41] })
    const before = { ...withNobody, handed: { atUs: (START_MS - S) * 1000, from: 41, to: null } }
    expect(followRouting(asked, before, NOW_MS)).toBe(asked)
  })

  it('does not take a bot with the same number for the operator', () => {
    expect(followRouting(asked, withBot, NOW_MS)).toBe(asked)
  })

  it('is on its way while whom it is taken from still has it', () => {
    const taken = { ...asked, from: 40 }
    expect(followRouting(taken, with_(40), NOW_MS)).toBe(taken)
  })

  it('yields to whom a person chose meanwhile, and knows that its own action may still come', () => {
    const { from: _f, ...rest } = asked
    expect(followRouting(asked, with_(42), NOW_MS)).toEqual({
      ...rest,
      ...{ state: 'yielded', atMs: NOW_MS, yieldedTo: 42, raced: true },
    })
  })

  it('yields to a person who moves what it had assigned', () => {
    const assigned: Routing = { ...asked, state: 'assigned' }
    expect(followRouting(assigned, with_(42), NOW_MS)).toMatchObject({ state: 'yielded', yieldedTo: 42 })
    expect(followRouting(assigned, with_(42), NOW_MS).raced).toBeUndefined()
  })

  it('yields to a person who takes it from the operator, and does not ask the same one again', () => {
    const assigned: Routing = { ...asked, state: 'assigned' }
    expect(followRouting(assigned, withNobody, NOW_MS)).toMatchObject({ yieldedTo: null, passed: [41] })
  })

  it('does not ask again whom a person chose and then let go', () => {
    const yielded = followRouting(asked, with_(42), NOW_MS)
    expect(followRouting(yielded, withNobody, NOW_MS + S)).toMatchObject({ yieldedTo: null, passed: [42] })
  })

  it('yields where it held and a person was faster', () => {
    const held: Routing = { ...asked, state: 'held', why: 'nobody' }
    expect(followRouting(held, with_(42), NOW_MS)).toMatchObject({ state: 'yielded', yieldedTo: 42 })
  })

  it('forgets with the resolution who had passed it on', () => {
    const resolved = aConversation({ status: 'resolved' }).state
    const past: Routing = { ...asked, state: 'assigned', passed: [40], takenBack: 1 }
    expect(followRouting(past, resolved, NOW_MS)).toEqual({ ...asked, state: 'assigned' })
  })

  it.each(ROUTING_STATES)('moves from %s only as the lifecycle allows', (state) => {
    const from: Routing = { ...asked, state }
    for (const seen of [withNobody, with_(41), with_(42)]) {
      const to = followRouting(from, seen, NOW_MS)
      if (to !== from) expect(ROUTING_MOVES[state]).toContain(to.state)
    }
  })
})

describe('an assignment of ours that came a moment after a person chose', () => {
  const yielded = followRouting(asked, with_(42), NOW_MS)
  const handed = (from: number, to: number, atMs = NOW_MS) => ({
    ...with_(to),
    handed: { atUs: atMs * 1000, from, to },
  })

  it('is seen when Chatwoot shows our operator after it showed theirs', () => {
    expect(undoneChoice(yielded, with_(41), NOW_MS + S)).toBe(42)
    expect(followRouting(yielded, with_(41), NOW_MS + S)).toBe(yielded)
  })

  it("is seen from the save that made it, should the person's never be seen", () => {
    expect(undoneChoice(asked, handed(42, 41), NOW_MS)).toBe(42)
  })

  it('is not suspected of another operator, of old decisions, or where nothing was on its way', () => {
    expect(undoneChoice(yielded, with_(43), NOW_MS + S)).toBeNull()
    expect(undoneChoice(yielded, with_(41), NOW_MS + 121 * S)).toBeNull()
    const { raced: _r, ...moved } = yielded
    expect(undoneChoice(moved, with_(41), NOW_MS + S)).toBeNull()
    expect(undoneChoice(asked, handed(42, 43), NOW_MS)).toBeNull()
    expect(undoneChoice(asked, handed(42, 41, START_MS - S), NOW_MS)).toBeNull()
    expect(undoneChoice({ ...asked, state: 'assigned' }, handed(42, 41), NOW_MS)).toBeNull()
  })

  it('is none where it was taken from whom it was to be taken, or put back already', () => {
    expect(undoneChoice({ ...asked, from: 42 }, handed(42, 41), NOW_MS)).toBeNull()
    expect(undoneChoice({ ...asked, routedFor: 'human', from: 43 }, handed(42, 41), NOW_MS)).toBeNull()
  })
})

describe('who passed a conversation on', () => {
  it('is kept once, the last five', () => {
    expect([1, 2, 3, 4, 5, 6, 2].reduce<readonly number[]>(withOne, [])).toEqual([3, 4, 5, 6, 2])
  })
})
