/**
 * What is counted. A count adds up. A duration keeps n, the sum, the moments of its logarithm and a sketch, so that
 * percentiles and intervals can be told of any set of buckets put together. A rating (1 to 5) and a share (0 to 1) keep n,
 * the sum and the sum of squares, in thousandths. All of it adds up, and can be taken away again, in whole numbers.
 */
export type MeasureKind = 'count' | 'duration' | 'rating' | 'share'

export const MEASURES = {
  /** Conversations first seen, on the day of their creation. */
  opened: 'count',
  /** Came to be resolved; a conversation that is resolved twice counts twice. Deletions are none. */
  resolved: 'count',
  /** Of those, by the day of the resolution: opened again within seven days. */
  reopened_7d: 'count',
  /** Opened again, whenever it had been resolved, on the day it happened. */
  reopened: 'count',
  /** Gone from Chatwoot, noticed on that day. */
  deleted: 'count',
  /** What the backlog follows from: everything that began to be open (opened, reopened), and ceased (resolved, deleted). */
  entered: 'count',
  left: 'count',
  /** Customers who began to wait. */
  waits: 'count',
  /** Public replies of people, bots' answers, and replies of people that only promised another. */
  replies: 'count',
  bot_replies: 'count',
  holding_replies: 'count',
  /** Assignments to an operator. */
  assigned: 'count',
  /** From the moment that a customer waits for people to the first reply of a person that is more than a promise. */
  first_response: 'duration',
  /** Every later wait that a person's reply ended. */
  next_response: 'duration',
  /** From the creation (or a reopening after seven days) to a resolution that held for seven days. */
  resolution: 'duration',
  /** How long a turn took, on the day it ended: of people with nobody assigned, of an operator, a bot, the customer. */
  held_queue: 'duration',
  held_operator: 'duration',
  held_bot: 'duration',
  held_customer: 'duration',
  /** What customers say, by the day of the answer; `csat_satisfied`: 4 or 5. */
  csat: 'rating',
  csat_satisfied: 'count',
  first_response_met: 'count',
  first_response_breached: 'count',
  first_response_excused: 'count',
  next_response_met: 'count',
  next_response_breached: 'count',
  next_response_excused: 'count',
  resolution_met: 'count',
  resolution_breached: 'count',
  resolution_excused: 'count',
  /** On the day they were raised; `right` and `wrong` by what people said of them since. */
  escalations: 'count',
  escalations_right: 'count',
  escalations_wrong: 'count',
  /** Conversations that were ever escalated, by the day of their creation, as `opened`. */
  escalated: 'count',
  /** Drafts that asked for a person's yes, on the day they came; what became of them, on the day of the decision. */
  approvals_opened: 'count',
  approvals_sent: 'count',
  approvals_rejected: 'count',
  /** Voided or expired: nobody decided. */
  approvals_lapsed: 'count',
  /** From the draft to the decision. */
  approval_latency: 'duration',
  /** Words changed of words written: 0 is "as proposed". */
  approval_edit: 'share',
  approval_tone: 'rating',
  approval_accuracy: 'rating',
  approval_policy: 'rating',
  /** Grades of resolved conversations that count (see grading), on the day of the resolution. */
  grade: 'rating',
  /** Points that were left out after a dispute of their operator, on their own day. */
  excluded: 'count',
} as const satisfies Record<string, MeasureKind>

export type Measure = keyof typeof MEASURES
export const MEASURE_NAMES = Object.keys(MEASURES) as Measure[]

type OfKind<Kind extends MeasureKind> = {
  [Name in Measure]: (typeof MEASURES)[Name] extends Kind ? Name : never
}[Measure]
export type DurationMeasure = OfKind<'duration'>
export type CountMeasure = OfKind<'count'>
/** Measures with a mean of their own. */
export type ScoreMeasure = OfKind<'rating' | 'share'>

export const isDuration = (name: Measure): name is DurationMeasure => MEASURES[name] === 'duration'
export const DURATION_NAMES = MEASURE_NAMES.filter(isDuration)

/** A resolution that is followed by a reopening within this time was none. */
export const REOPEN_WINDOW_MS = 7 * 86_400_000

/** Counted by the hour, of the whole account: what the heat map, the course of a day's backlog and the tile's last day are made of. */
export const HOURLY_MEASURES = [
  ...(['opened', 'waits', 'replies', 'resolved', 'entered', 'left'] as const),
  ...(['first_response_met', 'first_response_breached', 'first_response_excused'] as const),
  ...(['next_response_met', 'next_response_breached', 'next_response_excused'] as const),
  ...(['resolution_met', 'resolution_breached', 'resolution_excused'] as const),
] as const
export type HourlyMeasure = (typeof HOURLY_MEASURES)[number]
