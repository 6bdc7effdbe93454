/**
 * The SLA document of an account: which promises are made to whom, and in whose hours. Documents are versioned, never
 * changed once stored, and activated by a pointer. `shared/policies` reads and checks them; this is their meaning.
 */
import type { CalendarDocument } from './calendar.ts'
import type { Condition } from './condition.ts'
import type { RungAction } from './escalation-policy.ts'
import type { Priority } from './observation.ts'

export const CLOCK_NAMES = ['first_response', 'next_response', 'resolution'] as const
export type ClockName = (typeof CLOCK_NAMES)[number]

/** Chatwoot's `medium`, and no priority at all, are `normal`. */
export const SLA_PRIORITIES = ['urgent', 'high', 'normal', 'low'] as const
export type SlaPriority = (typeof SLA_PRIORITIES)[number]

/** A pending conversation is its bot's; a snoozed one sleeps; in an open one the customer may owe the next word. */
export const PAUSE_REASONS = ['pending', 'snoozed', 'waiting_on_customer'] as const
export type PauseReason = (typeof PAUSE_REASONS)[number]

/** Seconds of the calendar's open time per priority; null promises nothing. */
export type Target = { readonly calendar: string } & { readonly [P in SlaPriority]: number | null }

export type SlaPolicy = {
  readonly id: string
  readonly name: string
  /** Empty: holds for every conversation. */
  readonly when: Condition
  /** A clock without a target does not run. */
  readonly targets: { readonly [C in ClockName]?: Target }
  readonly pauseWhile: readonly PauseReason[]
  /** Whole percents of the target at which a warning is given, rising, 1 to 99. */
  readonly warnAtPercent: readonly number[]
  /** From this share of the target on a conversation counts as at risk, 1 to 99. */
  readonly atRiskPercent: number
  /** What a breach does at once, besides the escalation rules that listen for it. */
  readonly onBreach: readonly RungAction[]
}

export type SlaDocument = {
  readonly kind: 'sla'
  readonly description?: string
  /** Of the texts that operators write, for promises: `en`, `en-GB`, `de` ... */
  readonly locale: string
  /** Where people work, for promises such as "by 5 pm": a calendar of this document. */
  readonly homeCalendar: string
  readonly calendars: { readonly [name: string]: CalendarDocument }
  /** The first whose condition holds counts. */
  readonly policies: readonly SlaPolicy[]
  /** How long an approval may wait. */
  readonly approvals: { readonly calendar: string; readonly targetSeconds: number }
  /** Share of clocks that should end in time, whole percents. */
  readonly complianceTargetPercent: number
}

/** An active document with its place in history. Version 0 is the one shipped with this release. */
export type Activated<Document> = {
  readonly version: number
  /** Epoch milliseconds; 0 for the shipped one. */
  readonly activatedAtMs: number
  readonly document: Document
}

export const slaPriority = (priority: Priority | null): SlaPriority =>
  priority === null || priority === 'medium' ? 'normal' : priority
