import { describe, expect, it } from 'vitest'
import { calendarOf, dayOf, instantAt, wallTimeAt, weekdayOf } from '#text/promise/zone-time'
import { assertProperty, fc } from '../../support/property.ts'

const zones = fc.constantFrom(
  ...[
    'UTC',
    'America/New_York',
    'America/St_Johns',
    'Europe/Berlin',
    'Europe/London',
    'Asia/Kolkata',
    'Asia/Kathmandu',
  ],
  ...['Australia/Lord_Howe', 'Pacific/Apia', 'Pacific/Kiritimati', 'America/Sao_Paulo', 'Africa/Casablanca'],
)
const MINUTE_MS = 60_000
const instants = fc.integer({ min: Date.UTC(2015, 0, 1), max: Date.UTC(2040, 0, 1) })

describe('wall clocks', () => {
  it('an instant is found again by its wall time, or its later twin', () => {
    assertProperty(
      fc.property(instants, zones, (atMs, zone) => {
        const wall = wallTimeAt(atMs, zone)
        const again = instantAt(wall, zone)
        expect(wallTimeAt(again, zone)).toEqual(wall)
        expect(again).toBeGreaterThanOrEqual(Math.floor(atMs / MINUTE_MS) * MINUTE_MS)
      }),
    )
  })
  it('the skipped hour is as far behind the change as the clock was set forward', () => {
    const sunday = dayOf(2026, 3, 8)
    expect(instantAt({ day: sunday, minute: 150 }, 'America/New_York')).toBe(Date.UTC(2026, 2, 8, 7, 30))
    expect(instantAt({ day: sunday, minute: 180 }, 'America/New_York')).toBe(Date.UTC(2026, 2, 8, 7))
  })
  it('minutes from 1440 on belong to the next day', () => {
    expect(instantAt({ day: dayOf(2026, 3, 4), minute: 1_440 }, 'UTC')).toBe(Date.UTC(2026, 2, 5))
  })
  it('days know their weekday and date', () => {
    expect(weekdayOf(dayOf(2026, 3, 4))).toBe(3)
    expect(weekdayOf(dayOf(1969, 12, 28))).toBe(0)
    expect(calendarOf(dayOf(2028, 2, 29))).toEqual({ year: 2028, month: 2, date: 29 })
  })
})
