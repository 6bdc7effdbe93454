import { describe, expect, it } from 'vitest'
import { isoWeekOf } from '#domain/iso-week'
import { dateOf, dayOf, weekdayOf } from '#domain/local-date'
import { daysOfWeek, dueWeek, instantsOf, lastWeek, weekBefore } from '#domain/report/iso-week'
import { assertProperty, fc } from '#tests/support/property'

const anyDay = fc.integer({ min: 0, max: 100_000 })
const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'America/Los_Angeles', 'Asia/Kolkata', 'Pacific/Kiritimati')
const berlin = (text: string): number => Date.parse(text)

describe('weeks', () => {
  it('are those that ISO 8601 names, also where a year ends in a week of the next', () => {
    const named = ['2026-09-14', '2026-01-01', '2027-01-03', '2024-12-30', '2021-01-03', '1970-01-01']
    expect(named.map((date) => isoWeekOf(dayOf(date)))).toEqual([
      '2026-W38',
      '2026-W01',
      '2026-W53',
      '2025-W01',
      '2020-W53',
      '1970-W01',
    ])
  })

  it('hold each day in exactly one, from a Monday to a Sunday', () => {
    assertProperty(
      fc.property(anyDay, (day) => {
        const { fromDay, toDay } = daysOfWeek(isoWeekOf(day))
        expect(weekdayOf(dayOf(fromDay))).toBe(1)
        expect(dayOf(toDay) - dayOf(fromDay)).toBe(6)
        expect(dayOf(fromDay) <= day && day <= dayOf(toDay)).toBe(true)
      }),
    )
  })

  it('follow each other without a gap, and in the order of their text', () => {
    assertProperty(
      fc.property(anyDay, (day) => {
        const week = isoWeekOf(day + 7)
        expect(weekBefore(week)).toBe(isoWeekOf(day))
        expect(weekBefore(week) < week).toBe(true)
      }),
    )
  })

  it.each(['2026-W54', '2025-W53', '2026-W00', '2026-38', '', 'last'])('refuse %j', (text) => {
    expect(() => daysOfWeek(text)).toThrow(RangeError)
  })
})

describe('the week whose report is due', () => {
  it('is last week from Monday 07:00 on, by the clocks of the account', () => {
    const asked = ['2026-09-21T04:59:59Z', '2026-09-21T05:00:00Z', '2026-09-27T21:59:59Z'].map(berlin)
    expect(asked.map((atMs) => dueWeek(atMs, 'Europe/Berlin'))).toEqual(['2026-W37', '2026-W38', '2026-W38'])
  })

  it('has ended, and no later one is asked for by hand', () => {
    assertProperty(
      fc.property(fc.integer({ min: 14 * 86_400_000, max: 4e12 }), zones, (atMs, zone) => {
        const due = dueWeek(atMs, zone)
        expect(instantsOf(daysOfWeek(due), zone).toMs).toBeLessThan(atMs)
        expect(due <= lastWeek(atMs, zone)).toBe(true)
      }),
    )
  })
})

describe('the instants of days', () => {
  it('follow each other without a gap, whatever the clocks do in between', () => {
    assertProperty(
      fc.property(anyDay, zones, (day, zone) => {
        const [one, next] = [day + 5, day + 6].map((of) => instantsOf({ fromDay: dateOf(of), toDay: dateOf(of) }, zone))
        expect(next?.fromMs).toBe((one?.toMs ?? 0) + 1)
      }),
    )
  })

  it('begin at one where clocks are put forward at midnight, and at midnight otherwise', () => {
    const day = { fromDay: '2018-11-04', toDay: '2018-11-04' }
    expect(new Date(instantsOf(day, 'America/Sao_Paulo').fromMs).toISOString()).toBe('2018-11-04T03:00:00.000Z')
    const summer = { fromDay: '2026-09-14', toDay: '2026-09-20' }
    expect(new Date(instantsOf(summer, 'Europe/Berlin').fromMs).toISOString()).toBe('2026-09-13T22:00:00.000Z')
    expect(new Date(instantsOf(summer, 'Europe/Berlin').toMs).toISOString()).toBe('2026-09-20T21:59:59.999Z')
  })
})
