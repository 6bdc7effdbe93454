import type { EscalationDocument } from '#domain/escalation-policy'
import type { ClockName } from '#domain/sla-policy'
import { DEFAULT_WORDS } from '#text/default-words'
import { DEFAULT_NEGATIVE_TONE } from '#text/tone'

const MINUTE_S = 60
const ANSWERS: readonly ClockName[] = ['first_response', 'next_response']

/** What holds for an account until it activates an escalation document of its own: version 0. */
export const DEFAULT_ESCALATION: EscalationDocument = {
  kind: 'escalation',
  description:
    'Shipped with Backdesk: late answers climb from the assignee to executives, what upsets goes to the leads, and so do drafts that nobody decides on.',
  rules: [
    {
      id: 'answer-nearly-late',
      name: 'An answer is nearly late',
      on: { on: 'warned', percent: 90, clocks: ANSWERS },
      when: {},
      cause: 'response',
      ladder: 'standard',
      startAtRung: 0,
    },
    {
      id: 'late-and-unassigned',
      name: 'An answer will be late, and nobody has the conversation',
      on: { on: 'breach_forecast', withinSeconds: 10 * MINUTE_S, unassignedOnly: true, clocks: ANSWERS },
      when: {},
      cause: 'response',
      ladder: 'standard',
      startAtRung: 0,
    },
    {
      id: 'answer-late',
      name: 'An answer is late',
      on: { on: 'breached', clocks: ANSWERS },
      when: {},
      cause: 'response',
      ladder: 'standard',
      // The warning has asked the assignee already.
      startAtRung: 1,
    },
    {
      id: 'grave-words',
      name: 'The customer writes of lawyers, insults or danger',
      on: { on: 'words', categories: ['legal', 'abuse', 'safety'] },
      when: {},
      cause: 'words',
      ladder: 'leads',
      startAtRung: 0,
    },
    {
      id: 'negative-tone',
      name: 'The customer is upset',
      on: { on: 'negative_tone', atMost: DEFAULT_NEGATIVE_TONE },
      when: {},
      cause: 'tone',
      ladder: 'leads',
      startAtRung: 0,
    },
    {
      id: 'reopened-again',
      name: 'Reopened for the third time',
      on: { on: 'reopened', times: 3 },
      when: {},
      cause: 'reopened',
      ladder: 'leads',
      startAtRung: 0,
    },
    {
      id: 'bad-rating',
      name: 'The customer gave one or two points',
      on: { on: 'csat', atMost: 2 },
      when: {},
      cause: 'rating',
      ladder: 'leads',
      startAtRung: 0,
    },
    {
      id: 'asked-for',
      name: 'Somebody set the label `escalate`',
      on: { on: 'label', label: 'escalate' },
      when: {},
      cause: 'label',
      ladder: 'standard',
      startAtRung: 0,
    },
    {
      id: 'draft-overdue',
      name: 'A draft of a reply has waited too long for a decision',
      on: { on: 'draft_overdue' },
      when: {},
      cause: 'draft',
      ladder: 'leads',
      startAtRung: 0,
    },
    {
      id: 'vip-waits',
      name: 'A VIP waits',
      on: { on: 'waiting' },
      when: { contact: { tier: ['vip', 'gold', 'platinum'] } },
      cause: 'vip',
      ladder: 'leads',
      startAtRung: 0,
    },
  ],
  ladders: {
    standard: {
      rungs: [
        { name: 'assignee', actions: [{ do: 'note_assignee' }], acknowledgeWithinSeconds: 10 * MINUTE_S },
        { name: 'leads', actions: [{ do: 'notify', target: 'leads' }], acknowledgeWithinSeconds: 10 * MINUTE_S },
        { name: 'on-call', actions: [{ do: 'page', target: 'on-call' }], acknowledgeWithinSeconds: 15 * MINUTE_S },
        { name: 'executives', actions: [{ do: 'mail', target: 'executives' }], acknowledgeWithinSeconds: null },
      ],
    },
    leads: {
      rungs: [
        {
          name: 'leads',
          actions: [{ do: 'note_assignee' }, { do: 'notify', target: 'leads' }],
          acknowledgeWithinSeconds: 30 * MINUTE_S,
        },
        { name: 'on-call', actions: [{ do: 'page', target: 'on-call' }], acknowledgeWithinSeconds: null },
      ],
    },
  },
  words: DEFAULT_WORDS,
  staleAfterSeconds: 3_600,
}
