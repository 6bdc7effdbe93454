import { describe, expect, it } from 'vitest'
import { localTime, spelled } from '#domain/local-time'

const at = (text: string): number => Date.parse(text)
const reader = (timeZone: string, now: string) => ({ timeZone, nowMs: at(now) })

describe('a local time', () => {
  it('names its zone', () => {
    expect(localTime(at('2026-09-14T12:32:59Z'), reader('Europe/Berlin', '2026-09-14T13:00:00Z'))).toBe(
      '14:32 (Europe/Berlin)',
    )
  })

  it('says the date where that is not today, by the days of the zone', () => {
    const zone = reader('Asia/Tokyo', '2026-09-14T15:30:00Z')
    expect(localTime(at('2026-09-14T15:00:00Z'), zone)).toBe('00:00 (Asia/Tokyo)')
    expect(localTime(at('2026-09-14T14:59:00Z'), zone)).toBe('14 Sep 23:59 (Asia/Tokyo)')
  })

  it('follows the clocks when they change', () => {
    const zone = reader('Europe/Berlin', '2026-10-25T12:00:00Z')
    expect(localTime(at('2026-10-25T00:30:00Z'), zone)).toBe('02:30 (Europe/Berlin)')
    expect(localTime(at('2026-10-25T01:30:00Z'), zone)).toBe('02:30 (Europe/Berlin)')
    expect(localTime(at('2026-10-25T12:00:00Z'), zone)).toBe('13:00 (Europe/Berlin)')
  })

  it('knows zones that are off by half hours, and UTC', () => {
    expect(localTime(at('2026-09-14T09:00:00Z'), reader('Asia/Kolkata', '2026-09-14T09:00:00Z'))).toBe(
      '14:30 (Asia/Kolkata)',
    )
    expect(localTime(at('2026-09-14T09:00:00Z'), reader('UTC', '2026-09-14T09:00:00Z'))).toBe('09:00 (UTC)')
  })
})

describe('a length of time', () => {
  it.each([
    [-5, '0 min'],
    [59_999, '0 min'],
    [30 * 60_000, '30 min'],
    [60 * 60_000, '1 h'],
    [125 * 60_000, '2 h 5 min'],
    [24 * 3_600_000, '1 d'],
    [(3 * 24 + 4) * 3_600_000 + 59 * 60_000, '3 d 4 h'],
  ])('of %i ms is %s', (ms, words) => {
    expect(spelled(ms)).toBe(words)
  })
})
