/** The escalation document of an account: what calls for more people, and who is asked in which order. */
import type { Condition } from './condition.ts'
import type { Priority } from './observation.ts'
import type { ClockName } from './sla-policy.ts'

/** What a rung of the ladder does. `target` names an entry of the targets secret; `on-call` always exists. */
export type RungAction =
  /** Private note in Chatwoot that mentions the assignee, or the team when nobody is assigned. */
  | { readonly do: 'note_assignee' }
  | { readonly do: 'assign_team'; readonly teamId: number }
  | { readonly do: 'set_priority'; readonly priority: Priority }
  /** A message to a channel of people who work on it anyway. */
  | { readonly do: 'notify'; readonly target: string }
  /** Wakes somebody. Pages of one cause are grouped. */
  | { readonly do: 'page'; readonly target: string }
  /** For those who want to know, not to act. */
  | { readonly do: 'mail'; readonly target: string }

export type Rung = {
  readonly name: string
  readonly actions: readonly RungAction[]
  /** Without an acknowledgement for so long the next rung is climbed; null: this is the last one, or waits for good. */
  readonly acknowledgeWithinSeconds: number | null
}

export type Trigger =
  /** `percent` or more of the target is gone. */
  | { readonly on: 'warned'; readonly percent: number; readonly clocks?: readonly ClockName[] }
  | { readonly on: 'breached'; readonly clocks?: readonly ClockName[] }
  /** A breach is this near, and (`unassignedOnly`) nobody has the conversation. */
  | {
      readonly on: 'breach_forecast'
      readonly withinSeconds: number
      readonly unassignedOnly: boolean
      readonly clocks?: readonly ClockName[]
    }
  /** The customer's message has a word of these lists. */
  | { readonly on: 'words'; readonly categories: readonly string[] }
  /** The customer's message is as negative as this or more: -100 to 0. */
  | { readonly on: 'negative_tone'; readonly atMost: number }
  | { readonly on: 'reopened'; readonly times: number }
  /** The customer's rating is this or less. */
  | { readonly on: 'csat'; readonly atMost: number }
  /** A customer begins to wait; with a condition on the contact this is the rule for VIPs. */
  | { readonly on: 'waiting' }
  | { readonly on: 'label'; readonly label: string }
  /** Nobody has decided on a draft of a reply within the time that the SLA document gives drafts (`approvals`). */
  | { readonly on: 'draft_overdue' }
  | QueueForecast

/**
 * So many conversations of a team are predicted to breach within this time (breach-forecast.ts). It is about the queue, and
 * raises no escalation of a conversation: the targets of the rung that the rule starts at are told of the team, as long as
 * it is so.
 */
export type QueueForecast = {
  readonly on: 'queue_forecast'
  readonly breaches: number
  readonly withinSeconds: number
  /** Absent: every team, and conversations without one. */
  readonly teams?: readonly number[]
}

export type EscalationRule = {
  readonly id: string
  readonly name: string
  readonly on: Trigger
  readonly when: Condition
  /** Rules of one cause share one escalation of a conversation: the first raises it, the others join. */
  readonly cause: string
  readonly ladder: string
  /** Rung that this rule begins at, or lifts a running escalation to; 0 is the first. */
  readonly startAtRung: number
}

export type EscalationDocument = {
  readonly kind: 'escalation'
  readonly description?: string
  readonly rules: readonly EscalationRule[]
  readonly ladders: { readonly [name: string]: { readonly rungs: readonly Rung[] } }
  /** Word lists by category, for the trigger `words`: see shared/text/read-signals.ts. */
  readonly words: { readonly [category: string]: readonly string[] }
  /** What happened longer ago than this when we learn of it is recorded, but calls nobody. */
  readonly staleAfterSeconds: number
}
