/** Small documents by which the watch story is told: gold customers get an answer within half an hour. */
import type { Law } from '#domain/advance-watch'
import type { EscalationDocument } from '#domain/escalation-policy'
import type { SlaDocument, Target } from '#domain/sla-policy'
import { START_MS } from './builders.ts'

const MINUTE_S = 60
const HOUR_MS = 3_600_000
const halfAnHour: Target = {
  calendar: 'always',
  urgent: 15 * MINUTE_S,
  high: 30 * MINUTE_S,
  normal: 30 * MINUTE_S,
  low: 30 * MINUTE_S,
}

const SLA: SlaDocument = {
  kind: 'sla',
  locale: 'en',
  homeCalendar: 'always',
  calendars: { always: { timeZone: 'UTC', alwaysOpen: true } },
  policies: [
    {
      id: 'gold',
      name: 'Gold customers',
      when: { contact: { tier: ['gold'] } },
      targets: { first_response: halfAnHour, next_response: halfAnHour },
      pauseWhile: ['pending', 'snoozed'],
      warnAtPercent: [75],
      atRiskPercent: 75,
      onBreach: [],
    },
  ],
  approvals: { calendar: 'always', targetSeconds: 15 * MINUTE_S },
  complianceTargetPercent: 90,
}

const ESCALATION: EscalationDocument = {
  kind: 'escalation',
  rules: [
    {
      id: 'answer-nearly-late',
      name: 'An answer is nearly late',
      on: { on: 'warned', percent: 75 },
      when: {},
      cause: 'response',
      ladder: 'standard',
      startAtRung: 0,
    },
    {
      id: 'answer-late',
      name: 'An answer is late',
      on: { on: 'breached' },
      when: {},
      cause: 'response',
      ladder: 'standard',
      startAtRung: 1,
    },
    {
      id: 'grave-words',
      name: 'The customer writes of lawyers',
      on: { on: 'words', categories: ['legal'] },
      when: {},
      cause: 'words',
      ladder: 'standard',
      startAtRung: 1,
    },
  ],
  ladders: {
    standard: {
      rungs: [
        { name: 'assignee', actions: [{ do: 'note_assignee' }], acknowledgeWithinSeconds: 10 * MINUTE_S },
        { name: 'leads', actions: [{ do: 'notify', target: 'leads' }], acknowledgeWithinSeconds: 10 * MINUTE_S },
        { name: 'on-call', actions: [{ do: 'page', target: 'on-call' }], acknowledgeWithinSeconds: null },
      ],
    },
  },
  words: { legal: ['lawyer'] },
  staleAfterSeconds: 3600,
}

/** Both were activated an hour before the stories begin. */
export const STORY_LAW: Law = {
  sla: { version: 3, activatedAtMs: START_MS - HOUR_MS, document: SLA },
  escalation: { version: 2, activatedAtMs: START_MS - HOUR_MS, document: ESCALATION },
}
