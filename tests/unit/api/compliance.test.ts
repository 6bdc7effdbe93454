import { describe, expect, it } from 'vitest'
import { complianceOf, type DayTally, lastDays } from '#functions/api/compliance'
import { START_MS } from '#tests/support/builders'

const DAYS = ['2026-09-13', '2026-09-14']
const firstResponse = (...tallies: DayTally[]) => {
  const [found] = complianceOf(DAYS, tallies)
  if (found === undefined) throw new Error('no clock')
  return found
}

describe('compliance', () => {
  it('has every clock and every day, oldest first, and knows nothing of a day without outcomes', () => {
    const clocks = complianceOf(DAYS, [])
    expect(clocks.map(({ clock }) => clock)).toEqual(['first_response', 'next_response', 'resolution'])
    const nothing = { met: 0, breached: 0, excused: 0, n: 0, raw: null, net: null }
    for (const { total, days } of clocks) {
      expect(total).toEqual(nothing)
      expect(days).toEqual(DAYS.map((day) => ({ day, ...nothing })))
    }
  })

  it('adds up the shards of a day, and the days', () => {
    const { total, days } = firstResponse(
      { day: '2026-09-13', first_response_met: 3, first_response_breached: 1 },
      { day: '2026-09-13', first_response_met: 2, next_response_met: 50 },
      { day: '2026-09-14', first_response_met: 3, first_response_breached: 1, first_response_excused: 1 },
    )
    expect(days).toMatchObject([
      { day: '2026-09-13', met: 5, breached: 1, n: 6, raw: 0.8333, net: 0.8333 },
      { day: '2026-09-14', met: 3, breached: 1, excused: 1, n: 4, raw: 0.75, net: 1 },
    ])
    expect(total).toEqual({ met: 8, breached: 2, excused: 1, n: 10, raw: 0.8, net: 0.8888 })
  })

  it('never rounds up to all of them', () => {
    const { total } = firstResponse({ day: '2026-09-14', first_response_met: 99_999, first_response_breached: 1 })
    expect(total.raw).toBe(0.9999)
  })

  it('is not known, rather than complete, where every breach is excused and nothing was met', () => {
    const tally = { day: '2026-09-14', first_response_breached: 2, first_response_excused: 2 }
    expect(firstResponse(tally).total).toMatchObject({ raw: 0, net: null })
  })

  it('leaves a breach that was excused and then withdrawn out of both figures', () => {
    const tally = { day: '2026-09-14', first_response_met: 4, first_response_breached: 0, first_response_excused: 1 }
    expect(firstResponse(tally).total).toMatchObject({ excused: 0, n: 4, raw: 1, net: 1 })
  })
})

it('the last days end with today, in UTC', () => {
  expect(lastDays(2, START_MS)).toEqual(DAYS)
  expect(lastDays(92, START_MS)).toHaveLength(92)
})
