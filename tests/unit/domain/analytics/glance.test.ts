import { describe, expect, it } from 'vitest'
import { type GlanceFacts, glanceOf, missedPercent } from '#domain/analytics/glance'
import { HOURLY_MEASURES, type HourlyMeasure } from '#domain/analytics/measures'
import { EMPTY_ROLLUP, rollupOf } from '#domain/analytics/rollup'

/** 2026-09-14, 11:20 in Berlin. */
const NOW_MS = Date.UTC(2026, 8, 14, 9, 20)
const STANDING = { asOfMs: NOW_MS, lagMs: 0, completeness: 1 }
const ZEROS = Object.fromEntries(HOURLY_MEASURES.map((name) => [name, 0])) as Readonly<Record<HourlyMeasure, number>>
const hour = (day: string, at: number, counts: Readonly<Partial<Record<HourlyMeasure, number>>>) => ({
  ...ZEROS,
  ...{ day, hour: at },
  ...counts,
})
const facts = (changes: Partial<GlanceFacts> = {}): GlanceFacts => ({
  today: rollupOf({ opened: 4, first_response_met: 27, next_response_breached: 3 }),
  hours: [],
  standing: STANDING,
  timeZone: 'Europe/Berlin',
  nowMs: NOW_MS,
  ...changes,
})

describe('a glance', () => {
  it('has the last 24 hours by the clocks of the account, the running one last', () => {
    const { day, hours } = glanceOf(facts())
    expect(day).toBe('2026-09-14')
    expect(hours).toHaveLength(24)
    expect([hours[0], hours.at(-1)].map((one) => [one?.day, one?.hour])).toEqual([
      ['2026-09-13', 12],
      ['2026-09-14', 11],
    ])
  })

  it('has each hour worked out as a day is, and nothing where nothing happened', () => {
    const { hours } = glanceOf(
      facts({ hours: [hour('2026-09-14', 10, { opened: 5, first_response_met: 3, first_response_breached: 1 })] }),
    )
    expect(hours.at(-2)?.figures).toMatchObject({ opened: { value: 5 }, sla_net: { value: 0.75, n: 4 } })
    expect(hours.at(-1)?.figures).toMatchObject({ opened: { value: null, reason: 'no_data' } })
  })

  it('has 23 hours when clocks went through one of them twice', () => {
    // clocks went back from 03:00 to 02:00 that night
    const { hours } = glanceOf(facts({ nowMs: Date.UTC(2026, 9, 25, 10) }))
    expect(hours).toHaveLength(23)
    expect(new Set(hours.map(({ day, hour: at }) => `${day} ${at}`)).size).toBe(23)
  })

  it('says never counted rather than nothing where nothing ever was', () => {
    const standing = { asOfMs: null, lagMs: null, completeness: null }
    const { today } = glanceOf(facts({ today: EMPTY_ROLLUP, standing }))
    expect(today.opened).toMatchObject({ value: null, n: 0, reason: 'never_counted' })
  })

  it('tells how many promises were broken once there are enough to say so', () => {
    expect(missedPercent(glanceOf(facts()))).toBe(10)
    expect(missedPercent(glanceOf(facts({ today: rollupOf({ first_response_breached: 19 }) })))).toBeNull()
    expect(missedPercent(glanceOf(facts({ today: EMPTY_ROLLUP })))).toBeNull()
  })
})
