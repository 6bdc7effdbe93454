import { describe, expect, it } from 'vitest'
import { nextRun } from '#infra/local/engines/events/schedule'

const at = (iso: string): number => Date.parse(iso)
const next = (expression: string, after: string): string | undefined => {
  const ms = nextRun(expression, at(after))
  return ms === undefined ? undefined : new Date(ms).toISOString().slice(0, 16)
}

describe('a rate', () => {
  it.each([
    ['rate(1 minute)', 60_000],
    ['rate(5 minutes)', 300_000],
    ['rate(1 hour)', 3_600_000],
    ['rate(2 days)', 172_800_000],
  ])('%s runs that much later', (expression, ms) => {
    expect(nextRun(expression, 1_000_123)).toBe(1_000_123 + ms)
  })

  it.each(['rate(0 minutes)', 'rate(1 minutes)', 'rate(2 minute)', 'rate(1 week)', 'every minute'])(
    '%s is refused',
    (e) => {
      expect(() => nextRun(e, 0)).toThrow('schedule')
    },
  )
})

describe('a cron expression', () => {
  it.each([
    ['cron(* * * * ? *)', '2026-01-05T00:00:30Z', '2026-01-05T00:01'],
    ['cron(0 8 * * ? *)', '2026-01-05T08:00:00Z', '2026-01-06T08:00'],
    ['cron(0 8 * * ? *)', '2026-01-05T07:59:59Z', '2026-01-05T08:00'],
    ['cron(0/15 * * * ? *)', '2026-01-05T10:31:00Z', '2026-01-05T10:45'],
    ['cron(5,50 9-17 ? * MON-FRI *)', '2026-01-09T17:50:00Z', '2026-01-12T09:05'],
    ['cron(0 6 ? * MON *)', '2026-01-05T06:00:00Z', '2026-01-12T06:00'],
    ['cron(0 6 ? * 2 *)', '2026-01-05T06:00:00Z', '2026-01-12T06:00'],
    ['cron(0 0 1 JAN ? *)', '2026-01-05T00:00:00Z', '2027-01-01T00:00'],
    ['cron(0 0 31 * ? *)', '2026-01-31T00:00:00Z', '2026-03-31T00:00'],
    ['cron(0 0 L * ? *)', '2026-02-01T00:00:00Z', '2026-02-28T00:00'],
    ['cron(0 0 L 2 ? *)', '2027-03-01T00:00:00Z', '2028-02-29T00:00'],
    ['cron(0 0 29 2 ? *)', '2026-01-01T00:00:00Z', '2028-02-29T00:00'],
    ['cron(0 9 15W * ? *)', '2026-02-01T00:00:00Z', '2026-02-16T09:00'],
    ['cron(0 9 1W * ? *)', '2026-08-01T00:00:00Z', '2026-08-03T09:00'],
    ['cron(0 9 ? * 6L *)', '2026-01-05T00:00:00Z', '2026-01-30T09:00'],
    ['cron(0 9 ? * 3#2 *)', '2026-01-05T00:00:00Z', '2026-01-13T09:00'],
    ['cron(0 9 ? * MON 2028)', '2026-01-05T00:00:00Z', '2028-01-03T09:00'],
  ])('%s after %s runs at %s', (expression, after, expected) => {
    expect(next(expression, after)).toBe(expected)
  })

  it('in the past never runs', () => {
    expect(next('cron(0 9 * * ? 2020)', '2026-01-05T00:00:00Z')).toBeUndefined()
  })

  it.each([
    'cron(0 9 * * *)',
    'cron(0 9 * * * *)',
    'cron(0 9 ? * ? *)',
    'cron(60 9 * * ? *)',
    'cron(0 9 * FOO ? *)',
    'cron(0/0 9 * * ? *)',
    'cron(a 9 * * ? *)',
  ])('%s is refused', (expression) => {
    expect(() => nextRun(expression, 0)).toThrow('schedule')
  })
})
