import { createHash } from 'node:crypto'
import { clipped, fittingLines, headline, type Notice } from './notice.ts'

/**
 * PagerDuty's Events API v2: github.com/PagerDuty/api-schema, reference/events-v2/openapiv3.json. 202 says that the
 * event was taken; repeats of a `dedup_key` join the open incident.
 */
export const PAGERDUTY_URL = 'https://events.pagerduty.com/v2/enqueue'

type KnownIncident = {
  readonly routing_key: string
  readonly event_action: Notice['action']
  readonly dedup_key: string
}
export type PagerDutyEvent =
  | KnownIncident
  | (KnownIncident & {
      readonly client: string
      readonly payload: {
        readonly summary: string
        readonly source: string
        readonly severity: Notice['severity']
        /** ISO 8601. */
        readonly timestamp: string
        /** What the notice is about: the first part of its key. */
        readonly component: string
        /** Lets a rule at PagerDuty tell drills from the real thing. */
        readonly group: 'support' | 'drill'
        readonly custom_details: { readonly lines: readonly string[] }
      }
      readonly links: Notice['links']
    })

const SUMMARY_CHARACTERS = 1_024
const KEY_CHARACTERS = 255
/** The whole event may have 512 KB; nobody reads that much on a phone. */
const DETAILS = { count: 100, bytes: 32_000 }

export function pagerDutyEvent(routingKey: string, notice: Notice): PagerDutyEvent {
  const { key, action, severity, atMs, lines, links, drill = false } = notice
  const known = { routing_key: routingKey, event_action: action, dedup_key: dedupKey(key) }
  if (action !== 'trigger') return known
  return {
    ...known,
    client: 'Backdesk',
    payload: {
      summary: clipped(headline(notice), SUMMARY_CHARACTERS),
      source: 'backdesk',
      severity,
      timestamp: new Date(atMs).toISOString(),
      component: clipped(key.split(':')[0] ?? key, KEY_CHARACTERS),
      group: drill ? 'drill' : 'support',
      custom_details: { lines: fittingLines(lines, DETAILS) },
    },
    links,
  }
}

/** Cut keys could fall together; hashed ones do not. */
const dedupKey = (key: string): string =>
  key.length <= KEY_CHARACTERS ? key : `sha256:${createHash('sha256').update(key).digest('hex')}`
