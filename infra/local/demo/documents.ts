/**
 * The shop's own documents: as shipped, with an express promise whose clock can be watched, a ladder that climbs fast,
 * routing that assigns by skill, and more for reviewers to look at.
 */
import type { DraftsDocument } from '#domain/drafts-policy'
import type { EscalationDocument } from '#domain/escalation-policy'
import type { QualityDocument } from '#domain/quality/quality-policy'
import type { OperatorProfile, RoutingDocument } from '#domain/routing/routing-policy'
import type { SlaDocument, SlaPolicy } from '#domain/sla-policy'
import { DEFAULT_DRAFTS } from '#policies/default-drafts'
import { DEFAULT_ESCALATION } from '#policies/default-escalation'
import { DEFAULT_QUALITY } from '#policies/default-quality'
import { DEFAULT_ROUTING } from '#policies/default-routing'
import { DEFAULT_SLA } from '#policies/default-sla'
import type { Shop } from '../chatwoot/seed-shop.ts'

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

/** Canned responses and articles are offered; the shop has no model, and nobody answers alone. */
export const SHOP_DRAFTS: DraftsDocument = {
  ...DEFAULT_DRAFTS,
  description: 'Harbor Lane: drafts from canned responses and articles, for people to approve.',
  writers: ['canned', 'extract'],
  atLeastPercent: 50,
}

/** Few conversations, so that one in ten is drawn. */
export const SHOP_QUALITY: QualityDocument = {
  ...DEFAULT_QUALITY,
  description: 'Harbor Lane: one conversation in ten is drawn for a reviewer.',
  sample: { ...DEFAULT_QUALITY.sample, percent: 10 },
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

/** Of the shop's eight, in their order. */
const PROFILES: readonly OperatorProfile[] = [
  // leads: has half the room
  { skills: ['wholesale', 'sizing'], capacityPoints: 6 },
  { skills: ['sizing'] },
  { skills: ['sizing'] },
  { skills: ['sizing', 'billing'] },
  { skills: ['billing', 'wholesale'] },
  { skills: ['billing', 'shipping'] },
  { skills: ['shipping', 'wholesale'] },
  { skills: ['shipping'] },
]

/** Chatwoot's ids are those of the seeded shop. */
export const shopRouting = ({
  operators,
  teams,
  inboxes,
}: Pick<Shop, 'operators' | 'teams' | 'inboxes'>): RoutingDocument => ({
  ...DEFAULT_ROUTING,
  description:
    'Harbor Lane Outfitters: money to billing, parcels to shipping, everything else to whoever has least to do.',
  mode: 'assign',
  rules: [
    {
      id: 'wholesale',
      name: 'Clubs and resellers',
      when: { inboxes: [inboxes.wholesale.id] },
      to: { skills: ['wholesale'], labels: ['wholesale'] },
    },
    {
      id: 'money',
      name: 'Refunds and payments',
      when: { labelsAny: ['refund', 'payment'] },
      to: { teamId: teams.billing.id, skills: ['billing'] },
    },
    {
      id: 'parcels',
      name: 'Parcels, and what arrived broken',
      when: { labelsAny: ['delivery', 'damaged', 'return'] },
      to: { teamId: teams.shipping.id, skills: ['shipping'] },
    },
    { id: 'fit', name: 'Fit and size advice', when: { labelsAny: ['sizing'] }, to: { skills: ['sizing'] } },
  ],
  operators: Object.fromEntries(operators.map(({ id }, nth) => [String(id), PROFILES[nth] ?? {}])),
})
