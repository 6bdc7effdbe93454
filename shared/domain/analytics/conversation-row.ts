/**
 * One conversation as one row of numbers: its fact, for whoever works on in a spreadsheet or a warehouse. Every column has
 * one type and one unit for good; no column has a word of anybody, or a name. Columns are only ever added, at the end.
 */
import { pointsOf } from './buckets.ts'
import type { Fact, Point } from './fact.ts'
import type { DurationMeasure, Measure } from './measures.ts'

export type ColumnType = 'string' | 'integer' | 'number' | 'boolean'
export type Cell = string | number | boolean | null
export type Column = {
  readonly type: ColumnType
  /** Of a number: `ms`, `epoch ms`, `1 to 5`, what is counted; null: an id, or text. */
  readonly unit: string | null
  readonly says: string
  readonly of: (fact: Fact, points: readonly Point[]) => Cell
}

const id = (says: string, of: (fact: Fact) => number | null): Column => ({ type: 'integer', unit: null, says, of })
const text = (says: string, of: (fact: Fact) => string | null): Column => ({ type: 'string', unit: null, says, of })
const instant = (says: string, of: (fact: Fact) => number | null): Column => ({
  type: 'integer',
  unit: 'epoch ms',
  says,
  of,
})

const allOf = (points: readonly Point[], measure: Measure): readonly Point[] =>
  points.filter((point) => point.measure === measure)
const sumOf = (points: readonly Point[]): number => points.reduce((sum, { value }) => sum + value, 0)

const count = (measure: Measure, unit: string, says: string): Column => ({
  type: 'integer',
  unit,
  says,
  of: (_fact, points) => allOf(points, measure).length,
})
/** Null where nothing of the kind happened: no time is not 0 ms. */
const total = (measure: DurationMeasure, says: string): Column => ({
  type: 'integer',
  unit: 'ms',
  says,
  of: (_fact, points) => {
    const found = allOf(points, measure)
    return found.length === 0 ? null : sumOf(found)
  },
})
const last = (measure: DurationMeasure, says: string): Column => ({
  type: 'integer',
  unit: 'ms',
  says,
  of: (_fact, points) => allOf(points, measure).at(-1)?.value ?? null,
})
/** Scores are kept in thousandths. */
const mean = (measure: Measure, says: string): Column => ({
  type: 'number',
  unit: '1 to 5',
  says,
  of: (_fact, points) => {
    const found = allOf(points, measure)
    return found.length === 0 ? null : Math.round(sumOf(found) / found.length) / 1000
  },
})

const clock = (name: string, measure: 'first_response' | 'next_response' | 'resolution') => ({
  [`${name}Met`]: count(`${measure}_met`, 'clocks', 'clocks of this kind that ended in time'),
  [`${name}Breached`]: count(`${measure}_breached`, 'clocks', 'clocks that did not'),
  [`${name}Excused`]: count(`${measure}_excused`, 'clocks', 'of those, excused'),
})

const COLUMNS_BY_NAME: Readonly<Record<string, Column>> = {
  account: text('slug of the account', ({ account }) => account),
  conversationId: id("Chatwoot's number of it, within the account", ({ conversationId }) => conversationId),
  openedAtMs: instant('when it was created', ({ progress }) => progress.openedAtMs),
  resolvedAtMs: instant('its newest resolution, if nothing came after it', ({ progress }) => progress.resolvedAtMs),
  status: text('`open`, `pending`, `snoozed`, `resolved`', ({ progress }) => progress.situation.status),
  inboxId: id('inbox', ({ progress }) => progress.situation.inboxId),
  channel: text(
    'kind of inbox, without the prefix: `Email`, `WebWidget`',
    ({ progress }) => progress.situation.channel,
  ),
  teamId: id('team that has it, or had it last', ({ progress }) => progress.situation.teamId),
  operatorId: id('operator who has it, or had it last', ({ progress }) => progress.situation.operatorId),
  topic: text('what it was read to be about; null: nothing that is known', ({ progress }) => progress.topic),
  waits: count('waits', 'times', 'times that the customer began to wait'),
  replies: count('replies', 'messages', 'public replies of people'),
  botReplies: count('bot_replies', 'messages', 'answers of bots'),
  holdingReplies: count('holding_replies', 'messages', 'replies that only promised another'),
  assigned: count('assigned', 'times', 'assignments to an operator'),
  firstResponseMs: {
    ...last('first_response', 'from when people owed it to a reply that was more than a promise'),
    of: (_fact, points) => allOf(points, 'first_response')[0]?.value ?? null,
  },
  nextResponses: count('next_response', 'times', 'later waits that a reply ended'),
  nextResponseTotalMs: total('next_response', 'all of those together'),
  resolutionMs: last('resolution', 'from creation to the newest resolution that holds'),
  resolved: count('resolved', 'times', 'resolutions'),
  reopened: count('reopened', 'times', 'openings after a resolution'),
  reopenedWithin7Days: count('reopened_7d', 'times', 'of those, within seven days'),
  isDeleted: {
    type: 'boolean',
    unit: null,
    says: 'gone from Chatwoot',
    of: (_fact, points) => allOf(points, 'deleted').length > 0,
  },
  heldQueueMs: total('held_queue', 'while it was our turn and nobody was assigned'),
  heldOperatorMs: total('held_operator', "while it was an operator's turn"),
  heldBotMs: total('held_bot', "while it was a bot's turn"),
  heldCustomerMs: total('held_customer', "while it was the customer's turn"),
  csat: mean('csat', 'rating by the customer'),
  ...clock('firstResponse', 'first_response'),
  ...clock('nextResponse', 'next_response'),
  ...clock('resolution', 'resolution'),
  escalations: count('escalations', 'times', 'escalations'),
  escalationsRight: count('escalations_right', 'times', 'of those, called right by a person'),
  escalationsWrong: count('escalations_wrong', 'times', 'of those, called wrong by a person'),
  draftsOpened: count('approvals_opened', 'drafts', 'drafts that asked for approval'),
  draftsSent: count('approvals_sent', 'drafts', 'of those, sent'),
  draftsRejected: count('approvals_rejected', 'drafts', 'of those, rejected'),
  draftsLapsed: count('approvals_lapsed', 'drafts', 'of those, voided or expired'),
  draftDecisionTotalMs: total('approval_latency', 'from draft to decision, all together'),
  grade: mean('grade', 'mean of the grades that count'),
  pointsExcluded: count('excluded', 'points', 'what was left out of this row after a dispute'),
  pointsLeftOut: {
    type: 'integer',
    unit: 'points',
    says: 'beyond the 500 of a conversation',
    of: (fact) => fact.leftOut,
  },
  timeZone: text('zone by which its days are told', ({ timeZone }) => timeZone),
  countingRules: id('by which rules it was counted', ({ rules }) => rules),
  asOfMs: instant('when its newest event was heard of', ({ asOfMs }) => asOfMs),
}

export const COLUMNS: readonly (Column & { readonly name: string })[] = Object.entries(COLUMNS_BY_NAME).map(
  ([name, column]) => ({ name, ...column }),
)

export type ConversationRow = Readonly<Record<string, Cell>>

/** In the order of the columns. */
export function conversationRow(fact: Fact): ConversationRow {
  const points = pointsOf(fact)
  return Object.fromEntries(COLUMNS.map(({ name, of }) => [name, of(fact, points)]))
}
