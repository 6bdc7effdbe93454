import type { OpenHours } from '#domain/calendar'
import type { SlaDocument } from '#domain/sla-policy'

const MINUTE_S = 60
const HOUR_S = 3_600
const OFFICE_HOURS: readonly OpenHours[] = [['09:00', '17:00']]
const ANSWER_WITHIN = {
  calendar: 'always',
  urgent: 15 * MINUTE_S,
  high: 30 * MINUTE_S,
  normal: HOUR_S,
  low: 4 * HOUR_S,
}

/** What holds for an account until it activates an SLA document of its own: version 0. */
export const DEFAULT_SLA: SlaDocument = {
  kind: 'sla',
  description: 'Shipped with Backdesk: answers around the clock, resolutions in business hours (UTC).',
  locale: 'en',
  homeCalendar: 'business',
  calendars: {
    always: { timeZone: 'UTC', alwaysOpen: true },
    business: {
      timeZone: 'UTC',
      week: { mon: OFFICE_HOURS, tue: OFFICE_HOURS, wed: OFFICE_HOURS, thu: OFFICE_HOURS, fri: OFFICE_HOURS },
    },
  },
  policies: [
    {
      id: 'standard',
      name: 'Standard',
      when: {},
      targets: {
        first_response: ANSWER_WITHIN,
        next_response: ANSWER_WITHIN,
        resolution: {
          calendar: 'business',
          urgent: 2 * HOUR_S,
          high: 8 * HOUR_S,
          normal: 24 * HOUR_S,
          low: 72 * HOUR_S,
        },
      },
      pauseWhile: ['pending', 'snoozed', 'waiting_on_customer'],
      warnAtPercent: [50, 75, 90],
      atRiskPercent: 75,
      onBreach: [],
    },
  ],
  approvals: { calendar: 'business', targetSeconds: 15 * MINUTE_S },
  complianceTargetPercent: 90,
}
