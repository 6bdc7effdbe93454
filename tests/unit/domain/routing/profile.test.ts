import { describe, expect, it } from 'vitest'
import type { CalendarDocument } from '#domain/calendar'
import { profilesOf, workEndsAtMs } from '#domain/routing/profile'
import type { OperatorProfile } from '#domain/routing/routing-policy'
import { aRoutingDocument } from '#tests/support/choosing'

const NIGHT = {
  timeZone: 'Europe/Berlin',
  week: week([
    ['00:00', '06:00'],
    ['22:00', '24:00'],
  ]),
} as const
const DAY = {
  timeZone: 'Europe/Berlin',
  week: week([['09:00', '17:00']]),
  holidays: [{ date: '2026-12-25' }],
  specialDays: [{ date: '2026-12-24', hours: [['09:00', '12:00']] }],
} as const

function week(hours: readonly (readonly [string, string])[]): NonNullable<CalendarDocument['week']> {
  return { mon: hours, tue: hours, wed: hours, thu: hours, fri: hours, sat: hours, sun: hours }
}

/** When the work of one who works by this calendar ends, as a local minute; null: not at work. */
function endsAt(local: string, calendar: CalendarDocument, more: OperatorProfile = {}): string | number | null {
  const document = aRoutingDocument({ calendars: { shift: calendar }, operators: { 7: { shift: 'shift', ...more } } })
  const endsAtMs = workEndsAtMs(profilesOf(document).of(7), Date.parse(local))
  return endsAtMs === null || endsAtMs === Number.POSITIVE_INFINITY ? endsAtMs : new Date(endsAtMs).toISOString()
}

describe('when an operator’s work ends', () => {
  it('of a night shift is in the morning, not at midnight', () => {
    expect(endsAt('2026-11-03T23:50:00+01:00', NIGHT)).toBe('2026-11-04T05:00:00.000Z')
    expect(endsAt('2026-11-04T06:00:00+01:00', NIGHT)).toBeNull()
  })

  it('follows the clocks of its zone when they change, in both directions', () => {
    expect(endsAt('2026-03-28T23:00:00+01:00', NIGHT)).toBe('2026-03-29T04:00:00.000Z')
    expect(endsAt('2026-10-24T23:00:00+02:00', NIGHT)).toBe('2026-10-25T05:00:00.000Z')
  })

  it('is told by holidays and by special days', () => {
    expect(endsAt('2026-12-23T10:00:00+01:00', DAY)).toBe('2026-12-23T16:00:00.000Z')
    expect(endsAt('2026-12-24T10:00:00+01:00', DAY)).toBe('2026-12-24T11:00:00.000Z')
    expect(endsAt('2026-12-25T10:00:00+01:00', DAY)).toBeNull()
  })
})

describe('a day off of one operator', () => {
  it('is off for them, whatever the shift says, and for nobody else of the shift', () => {
    const daysOff = ['2026-12-24', '2026-11-04']
    expect(endsAt('2026-11-04T10:00:00+01:00', DAY, { daysOff })).toBeNull()
    expect(endsAt('2026-12-24T10:00:00+01:00', DAY, { daysOff })).toBeNull()
    expect(endsAt('2026-11-05T10:00:00+01:00', DAY, { daysOff })).toBe('2026-11-05T16:00:00.000Z')
    const document = aRoutingDocument({
      calendars: { day: DAY },
      operators: { 7: { shift: 'day', daysOff }, 8: { shift: 'day' } },
    })
    const [off, on] = [7, 8].map((id) =>
      profilesOf(document).of(id).shift?.isOpen(Date.parse('2026-11-04T10:00:00+01:00')),
    )
    expect({ off, on }).toEqual({ off: false, on: true })
  })

  it('begins and ends at midnight of the shift’s zone, also of one around the clock', () => {
    const daysOff = ['2026-11-04']
    const always = { timeZone: 'Europe/Berlin', alwaysOpen: true }
    expect(endsAt('2026-11-03T23:00:00+01:00', NIGHT, { daysOff })).toBe('2026-11-03T23:00:00.000Z')
    expect(endsAt('2026-11-03T12:00:00+01:00', always, { daysOff })).toBe('2026-11-03T23:00:00.000Z')
    expect(endsAt('2026-11-04T12:00:00+01:00', always, { daysOff })).toBeNull()
    expect(endsAt('2026-11-05T12:00:00+01:00', always, { daysOff })).toBe(Number.POSITIVE_INFINITY)
  })
})
