import { describe, expect, it } from 'vitest'
import { type PagerDutyEvent, pagerDutyEvent } from '#messaging/target-pagerduty'
import { aNotice } from '#tests/support/notices'

const ROUTING_KEY = 'k'.repeat(32)

const payloadOf = (event: PagerDutyEvent) => ('payload' in event ? event.payload : undefined)

describe('an event for PagerDuty', () => {
  it('opens an incident with all that is known', () => {
    expect(pagerDutyEvent(ROUTING_KEY, aNotice())).toEqual({
      routing_key: ROUTING_KEY,
      event_action: 'trigger',
      dedup_key: 'breach-forecast:shop:billing',
      client: 'Backdesk',
      payload: {
        summary: '12 will breach in 15 min: nobody online in Billing',
        source: 'backdesk',
        severity: 'critical',
        timestamp: '2026-01-05T09:15:00.000Z',
        component: 'breach-forecast',
        group: 'support',
        custom_details: { lines: ['#42 first response, 4 min left', '#43 first response, 9 min left'] },
      },
      links: [
        { text: 'Acknowledge', href: 'https://desk.example.com/ack/1?a=1&b=2' },
        { text: 'What to do', href: 'https://desk.example.com/runbook#billing' },
      ],
    })
  })

  it.each(['acknowledge', 'resolve'] as const)('carries the key alone to %s', (action) => {
    expect(pagerDutyEvent(ROUTING_KEY, aNotice({ action }))).toEqual({
      routing_key: ROUTING_KEY,
      event_action: action,
      dedup_key: 'breach-forecast:shop:billing',
    })
  })

  it('is grouped as a drill when it is one', () => {
    expect(payloadOf(pagerDutyEvent(ROUTING_KEY, aNotice({ drill: true, title: 'Test' })))).toMatchObject({
      summary: '[Drill] Test',
      group: 'drill',
    })
  })

  it('has a summary of 1,024 characters at most', () => {
    expect(payloadOf(pagerDutyEvent(ROUTING_KEY, aNotice({ title: 'x'.repeat(2_000) })))?.summary).toHaveLength(1_024)
  })

  it('keeps a key of 255 characters and hashes a longer one, so that two never fall together', () => {
    const dedupKey = (key: string) => pagerDutyEvent(ROUTING_KEY, aNotice({ key })).dedup_key
    const long = 'x'.repeat(255)
    expect(dedupKey(long)).toBe(long)
    expect(dedupKey(`${long}a`)).toMatch(/^sha256:[0-9a-f]{64}$/)
    expect(dedupKey(`${long}a`)).not.toBe(dedupKey(`${long}b`))
  })

  it('is far smaller than the 512 KB PagerDuty takes, however much there is to say', () => {
    const lines = Array.from({ length: 5_000 }, (_, nth) => `#${nth} ${'ü'.repeat(400)}`)
    expect(Buffer.byteLength(JSON.stringify(pagerDutyEvent(ROUTING_KEY, aNotice({ lines }))))).toBeLessThan(64_000)
  })
})
