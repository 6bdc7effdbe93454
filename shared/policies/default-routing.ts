import type { Effort, RoutingDocument } from '#domain/routing/routing-policy'

const CHAT: Effort = { points: 2, minutes: 8 }

/**
 * What holds for an account until it activates a routing document of its own: version 0. It suggests and assigns
 * nothing, so that a desk which upgrades finds its conversations where Chatwoot put them.
 */
export const DEFAULT_ROUTING: RoutingDocument = {
  kind: 'routing',
  description: 'Shipped with Backdesk: suggests the least loaded operator of the inbox, and assigns nobody.',
  mode: 'suggest',
  besideAutoAssignmentSeconds: 60,
  rules: [],
  topics: {},
  classifier: null,
  triage: {},
  substanceWaitSeconds: 60,
  calendars: {},
  operators: {},
  capacityPoints: 12,
  channels: {
    WebWidget: { points: 3, minutes: 8 },
    Api: CHAT,
    Whatsapp: CHAT,
    Telegram: CHAT,
    Sms: CHAT,
    FacebookPage: CHAT,
    Instagram: CHAT,
    Email: { points: 1, minutes: 12 },
  },
  otherChannels: { points: 2, minutes: 10 },
  choice: { stickyDays: 7, drainMinutes: 20, hardCaseMinutes: 5 },
  takeBack: { offlinePercent: 50, awayPercent: null, idlePercent: null, withoutDeadlineSeconds: 600, most: 2 },
  handOverMinutes: 30,
}
