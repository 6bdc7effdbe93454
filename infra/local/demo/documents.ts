/** The shop's own documents: as shipped, with an express promise whose clock can be watched, and a ladder that climbs fast. */
import type { EscalationDocument } from '#domain/escalation-policy'
import type { SlaDocument, SlaPolicy } from '#domain/sla-policy'
import { DEFAULT_ESCALATION } from '#policies/default-escalation'
import { DEFAULT_SLA } from '#policies/default-sla'

/** Label and priority of the scene's conversation (scene.ts). */
export const EXPRESS = { label: 'vip', priority: 'urgent' } as const

const MINUTE = { calendar: 'always', urgent: 60, high: 300, normal: 300, low: 300 }
const express: SlaPolicy = {
  id: 'express',
  name: 'Express for VIPs',
  when: { priorities: [EXPRESS.priority], labelsAny: [EXPRESS.label] },
  targets: { first_response: MINUTE, next_response: MINUTE },
  pauseWhile: ['pending', 'snoozed', 'waiting_on_customer'],
  warnAtPercent: [50, 75],
  atRiskPercent: 75,
  onBreach: [],
}

export const SHOP_SLA: SlaDocument = {
  ...DEFAULT_SLA,
  description: 'Harbor Lane Outfitters: VIPs with urgent questions are answered within a minute.',
  policies: [express, ...DEFAULT_SLA.policies],
}

const OTHER_PRIORITIES = ['high', 'medium', 'low', 'none'] as const

export const SHOP_ESCALATION: EscalationDocument = {
  ...DEFAULT_ESCALATION,
  description: 'Harbor Lane Outfitters: a late answer to a VIP reaches the assignee, and on-call 15 seconds later.',
  rules: [
    {
      id: 'express-late',
      name: 'A VIP with an urgent question was not answered within a minute',
      on: { on: 'breached', clocks: ['first_response', 'next_response'] },
      when: express.when,
      cause: 'express',
      ladder: 'express',
      startAtRung: 0,
    },
    // what is late for everybody else climbs at the usual pace
    ...DEFAULT_ESCALATION.rules.map((rule) =>
      rule.cause === 'response' ? { ...rule, when: { ...rule.when, priorities: OTHER_PRIORITIES } } : rule,
    ),
  ],
  ladders: {
    ...DEFAULT_ESCALATION.ladders,
    express: {
      rungs: [
        { name: 'assignee', actions: [{ do: 'note_assignee' }], acknowledgeWithinSeconds: 15 },
        { name: 'on-call', actions: [{ do: 'page', target: 'on-call' }], acknowledgeWithinSeconds: 120 },
        { name: 'leads', actions: [{ do: 'notify', target: 'leads' }], acknowledgeWithinSeconds: null },
      ],
    },
  },
}
