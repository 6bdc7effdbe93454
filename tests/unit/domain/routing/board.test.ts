import { describe, expect, it } from 'vitest'
import { EMPTY_BOARD, isTaken, LOST_AFTER_MS, reservedSeats, tidied, withGiven } from '#domain/routing/board'
import { aConversation, START_MS } from '#tests/support/builders'

const M = 60_000
const given = (conversationId: number, atMs: number, board = EMPTY_BOARD) =>
  withGiven(board, { conversationId, operatorId: 41, points: 3, minutes: 8 }, atMs)
const idsAt = (board: typeof EMPTY_BOARD, nowMs: number): number[] =>
  reservedSeats(board, nowMs).map(({ conversationId }) => conversationId)

describe('the board of seats', () => {
  it('keeps a seat for as long as its action may wait for Chatwoot, and no longer', () => {
    const board = given(1, START_MS)
    expect(idsAt(board, START_MS + LOST_AFTER_MS - 1)).toEqual([1])
    expect(idsAt(board, START_MS + LOST_AFTER_MS)).toEqual([])
  })

  it('is rid of seats that the index shows by now, unless they are still taken', () => {
    const board = given(3, START_MS + 4 * M, given(2, START_MS, given(1, START_MS)))
    const isStillTaken = (id: number): boolean => id === 2
    expect(idsAt(tidied(board, isStillTaken, START_MS + 4 * M), START_MS + 4 * M)).toEqual([1, 2, 3])
    expect(idsAt(tidied(board, isStillTaken, START_MS + 6 * M), START_MS + 6 * M)).toEqual([2, 3])
    expect(tidied(board, isStillTaken, START_MS + 6 * M)).toMatchObject({ version: 3, givenAtMs: board.givenAtMs })
  })

  it('counts a seat of what is on its way or his, and of nothing that is closed or with somebody else', () => {
    const [seat] = reservedSeats(given(1, START_MS), START_MS)
    if (seat === undefined) throw new Error('no seat')
    const numbered = { atMs: START_MS, operatorId: 41, decision: 1, policyVersion: 0, ruleId: null }
    const asked = { ...numbered, state: 'asked' as const }
    const his = { snapshot: { assignee: { id: 41, kind: 'operator' as const, name: 'A' } } }
    expect(isTaken(seat, aConversation({ routing: asked }))).toBe(true)
    expect(isTaken(seat, aConversation(his))).toBe(true)
    expect(isTaken(seat, aConversation({ status: 'snoozed', routing: asked }))).toBe(false)
    expect(isTaken(seat, aConversation({ routing: { ...asked, operatorId: 42 } }))).toBe(false)
    expect(isTaken(seat, aConversation({ routing: { ...asked, state: 'yielded' } }))).toBe(false)
  })
})
