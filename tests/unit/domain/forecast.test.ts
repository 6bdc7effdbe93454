import { describe, expect, it } from 'vitest'
import { type DueSoon, forecasts, LEAST_FORECAST } from '#domain/forecast'

const due = (conversationId: number, teamId: number | null, operatorId: number | null = null): DueSoon => ({
  conversationId,
  teamId,
  operatorId,
})
const BILLING = 5
const RETURNS = 6

describe('forecasts', () => {
  it('tell of nothing when nothing falls due', () => {
    expect(forecasts([])).toEqual([])
  })

  it('need three conversations of a team that nobody has', () => {
    expect(LEAST_FORECAST).toBe(3)
    expect(forecasts([due(1, BILLING), due(2, BILLING), due(3, BILLING, 41)])).toEqual([])
    expect(forecasts([due(1, BILLING), due(2, BILLING), due(3, BILLING)])).toEqual([
      { teamId: BILLING, conversationIds: [1, 2, 3], unassigned: 3 },
    ])
  })

  it('name all of the team that fall due, next first, and how many of them nobody has', () => {
    const all = [due(9, BILLING), due(4, BILLING, 41), due(7, BILLING), due(1, BILLING)]
    expect(forecasts(all)).toEqual([{ teamId: BILLING, conversationIds: [9, 4, 7, 1], unassigned: 3 }])
  })

  it('are made for each team by itself, and for conversations without a team together', () => {
    const three = (teamId: number | null, from: number) => [0, 1, 2].map((nth) => due(from + nth, teamId))
    const all = [...three(null, 10), due(90, RETURNS), ...three(BILLING, 20), due(91, RETURNS)]
    expect(forecasts(all).map(({ teamId, unassigned }) => [teamId, unassigned])).toEqual([
      [null, 3],
      [BILLING, 3],
    ])
  })
})
