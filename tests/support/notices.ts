import type { Notice } from '#messaging/notice'

/** Monday, 5 January 2026, 09:15 UTC. */
export const NOTICED_AT_MS = Date.UTC(2026, 0, 5, 9, 15)

export const aNotice = (more: Partial<Notice> = {}): Notice => ({
  key: 'breach-forecast:shop:billing',
  action: 'trigger',
  severity: 'critical',
  title: '12 will breach in 15 min: nobody online in Billing',
  lines: ['#42 first response, 4 min left', '#43 first response, 9 min left'],
  links: [
    { text: 'Acknowledge', href: 'https://desk.example.com/ack/1?a=1&b=2' },
    { text: 'What to do', href: 'https://desk.example.com/runbook#billing' },
  ],
  atMs: NOTICED_AT_MS,
  ...more,
})
