/** The numbers of a report. Those of analytics are worked out by the functions that the tile and the API use. */
import { adherenceOf, countOf, FIGURES, type FigureName, figureOf, sumsOf } from '#domain/analytics/figures'
import { type DaySpan, mergeRollups, type Rollup } from '#domain/analytics/rollup'
import { canonicalText } from '#domain/canonical'
import { addCounts, INTAKE_COUNTS, percentilesOf } from '#domain/intake'
import type { Provenance, ReportFigure, ReportSeries, ReportUnit, SectionName } from './report.ts'
import type { ReportBreach, ReportInputs } from './report-inputs.ts'

/** SHA-256 in hexadecimal digits. */
export type Hash = (text: string) => string
type Made = Pick<ReportFigure, 'value' | 'n' | 'before' | 'reason'>

const OF_ANALYTICS = {
  volume: {
    opened: 'Conversations opened',
    resolved: 'Resolved',
    reopened: 'Opened again',
    reopened_7d: 'Resolutions that did not hold for seven days',
    waits: 'Times that a customer began to wait',
    replies: 'Replies of people',
  },
  promises: {
    sla_raw: 'Promises kept, all',
    sla_net: 'Promises kept, without what was excused',
    sla_first_response_net: 'First responses in time',
    sla_next_response_net: 'Further responses in time',
    sla_resolution_net: 'Resolutions in time',
    first_response_p50: 'First response, half of them within',
    first_response_p90: 'First response, nine of ten within',
    resolution_p50: 'Resolution, half of them within',
    held_queue_total: 'Time that conversations lay with nobody',
    held_operator_total: 'Time that conversations lay with operators',
  },
  escalations: {
    escalations: 'Escalations',
    escalation_rate: 'Conversations that were escalated',
    escalation_precision: 'Escalations that people called right',
  },
  customers: { csat: 'Rating by customers', csat_satisfied: 'Ratings of 4 and 5' },
  quality: { grade: 'Grade of resolved conversations' },
  approvals: {
    approvals_opened: 'Drafts that came in',
    approvals_sent: 'Sent after a yes',
    approvals_rejected: 'Rejected',
    approvals_lapsed: 'Lapsed without a decision',
    drafted: 'Replies that began as a draft',
    approval_latency_p50: 'Draft to decision, half of them within',
    approval_latency_p95: 'Draft to decision, 19 of 20 within',
    approval_edit: 'Words changed before sending',
    approval_tone: 'Grade for tone',
    approval_accuracy: 'Grade for accuracy',
    approval_policy: 'Grade for policy',
  },
} as const satisfies Partial<Record<SectionName, Partial<Record<FigureName, string>>>>

export function makeFigures(inputs: ReportInputs, hash: Hash): readonly ReportFigure[] {
  return [
    ...ofAnalytics(inputs, hash),
    ...ofBacklog(inputs, hash),
    ...ofBreaches(inputs, hash),
    ...ofKnowledge(inputs, hash),
    ...ofIntake(inputs, hash),
    ...ofOnCall(inputs, hash),
  ]
}

function ofAnalytics(inputs: ReportInputs, hash: Hash): ReportFigure[] {
  const { week, before, fromOf } = weeksOf(inputs, hash)
  return Object.entries(OF_ANALYTICS).flatMap(([section, labels]) =>
    Object.entries(labels).map(([id, label]) => {
      const name = id as FigureName
      const now = figureOf(name, week, inputs.standing)
      return {
        id,
        section: section as SectionName,
        label,
        unit: unitOf(name),
        ...fromOf(`analytics ${name} by account`),
        ...{ value: now.value, n: now.n, reason: now.reason },
        before: figureOf(name, before, inputs.standing).value,
      }
    }),
  )
}

function weeksOf({ byDay, days, before }: ReportInputs, hash: Hash) {
  const week = mergeRollups(within(byDay, days))
  const last = mergeRollups(within(byDay, before))
  const inputHash = hash(canonicalText([plain(week), plain(last)]))
  return { week, before: last, fromOf: (query: string): Provenance => ({ query, window: days, inputHash }) }
}

const within = (byDay: ReadonlyMap<string, Rollup>, { fromDay, toDay }: DaySpan): Rollup[] =>
  [...byDay].filter(([day]) => day >= fromDay && day <= toDay).map(([, rollup]) => rollup)

/** Sorted, since maps keep the order in which they were filled. */
const plain = ({ sums, bins }: Rollup): unknown => ({
  sums: Object.fromEntries(sums),
  bins: Object.fromEntries([...bins].map(([measure, counts]) => [measure, Object.fromEntries(counts)])),
})

function unitOf(name: FigureName): ReportUnit {
  const { unit } = FIGURES[name]
  return unit === 'ms' || unit === 'ratio' || unit === 'rating' ? unit : 'count'
}

function ofBacklog({ backlog, days, before }: ReportInputs, hash: Hash): ReportFigure[] {
  const now = backlog.get(days.toDay)
  const query = 'analytics backlog at the end of the last day'
  const inputHash = hash(canonicalText([now, backlog.get(before.toDay)]))
  const made: Made = {
    value: now ?? null,
    n: now ?? 0,
    before: backlog.get(before.toDay) ?? null,
    reason: now === undefined ? 'no_data' : null,
  }
  return [
    {
      id: 'backlog',
      section: 'volume',
      label: 'Open at the end',
      unit: 'count',
      query,
      window: days,
      inputHash,
      ...made,
    },
  ]
}

/** Whose turn it was when a promise was broken; one breach has one cause, the first that fits. */
export const BREACH_CAUSES = ['outage', 'approval', 'unassigned', 'operator', 'bot', 'other'] as const
export type BreachCause = (typeof BREACH_CAUSES)[number]
const CAUSE_LABELS: Readonly<Record<BreachCause, string>> = {
  outage: 'Broken while we were out or late',
  approval: 'Broken while a draft waited for a yes',
  unassigned: 'Broken with nobody assigned',
  operator: 'Broken while it was an operator’s turn',
  bot: 'Broken while a bot had it',
  other: 'Broken otherwise',
}

export function breachCause({ turn, isExcused, lateBy, awaitedApproval }: ReportBreach): BreachCause {
  if (isExcused || lateBy === 'backdesk') return 'outage'
  if (awaitedApproval === true) return 'approval'
  if (turn === 'queue') return 'unassigned'
  return turn === 'operator' || turn === 'bot' ? turn : 'other'
}

function ofBreaches({ breaches, days }: ReportInputs, hash: Hash): ReportFigure[] {
  const inputHash = hash(canonicalText(breaches))
  return BREACH_CAUSES.map((cause) => {
    const n = breaches.filter((breach) => breachCause(breach) === cause).length
    return {
      ...{ id: `breaches_${cause}`, section: 'promises', label: CAUSE_LABELS[cause], unit: 'count' },
      ...{ query: `breaches cause=${cause}`, window: days, inputHash },
      ...{ value: n, n: breaches.length, before: null, reason: null },
    }
  })
}

function ofKnowledge({ knowledge, days }: ReportInputs, hash: Hash): ReportFigure[] {
  const labels = {
    openProposals: 'Changes of articles proposed',
    themes: 'Themes without an article',
    flagged: 'Articles flagged',
  }
  const inputHash = hash(canonicalText(knowledge))
  return (Object.keys(labels) as (keyof typeof labels)[]).map((name) => ({
    ...{ id: `knowledge_${name}`, section: 'knowledge', label: labels[name], unit: 'count' },
    ...{ query: `articles ${name} now`, window: days, inputHash, before: null },
    ...made(knowledge?.[name] ?? null, knowledge === null ? 'not_known' : null),
  }))
}

const INTAKE_LABELS: Readonly<Record<(typeof INTAKE_COUNTS)[number], string>> = {
  received: 'Webhooks received',
  reconciled: 'Found only by asking Chatwoot',
  deadLettered: 'Laid aside with a reason',
  refused: 'Turned away at the door',
  repeated: 'Told nothing new: repeats, older news, retries',
  unsigned: 'Unsigned',
  ignored: 'Of no interest',
  unknown: 'Of no known kind',
}

function ofIntake({ intake, days }: ReportInputs, hash: Hash): ReportFigure[] {
  const counts = addCounts(...intake.map((day) => day.counts))
  const delivery = percentilesOf(addCounts(...intake.map(({ lags }) => lags.delivery)))
  const inputHash = hash(canonicalText(intake))
  const reason = intake.length === 0 ? 'no_data' : null
  const from = { section: 'intake', window: days, inputHash, before: null } as const
  return [
    ...INTAKE_COUNTS.map((name) => ({
      ...{ id: `intake_${name}`, label: INTAKE_LABELS[name], unit: 'count' as const, ...from },
      ...{ query: `intake ${name}, days in UTC`, ...made(reason === null ? (counts[name] ?? 0) : null, reason) },
    })),
    {
      ...{ id: 'intake_delivery_p95', label: 'Chatwoot to us, 19 of 20 within', unit: 'ms', ...from },
      ...{ query: 'intake delivery p95, days in UTC', value: delivery.p95Ms, n: delivery.n },
      reason: delivery.p95Ms === null ? 'no_data' : null,
    },
  ]
}

function ofOnCall({ onCall, days }: ReportInputs, hash: Hash): ReportFigure[] {
  const proven = (onCall ?? []).flatMap(({ provenAtMs }) => (provenAtMs === null ? [] : [provenAtMs]))
  const value = proven.length === 0 ? null : Math.max(...proven)
  return [
    {
      ...{ id: 'last_proven_page', section: 'on_call', label: 'A page last arrived, as proven', unit: 'instant' },
      ...{ query: 'on-call targets', window: days, inputHash: hash(canonicalText(onCall)), before: null },
      ...made(value, value === null ? 'never_proven' : null),
    },
  ]
}

const made = (value: number | null, reason: string | null) => ({ value, n: value ?? 0, reason })

/** What the charts are drawn from. */
export function makeSeries(inputs: ReportInputs, hash: Hash): readonly ReportSeries[] {
  const { byDay, backlog, before, days } = inputs
  const window = { fromDay: before.fromDay, toDay: days.toDay }
  const inputHash = hash(canonicalText([...byDay].map(([day, rollup]) => [day, plain(rollup)])))
  const series = (name: FigureName, section: SectionName, label: string): ReportSeries => ({
    ...{ id: `${name}_daily`, section, label, unit: unitOf(name) },
    ...{ query: `analytics ${name} by account, daily`, window, inputHash },
    points: [...byDay].map(([day, rollup]) => ({ day, value: figureOf(name, rollup, inputs.standing).value })),
  })
  return [
    series('opened', 'volume', 'Opened'),
    series('resolved', 'volume', 'Resolved'),
    {
      ...{ id: 'backlog_daily', section: 'volume', label: 'Open at the end of the day', unit: 'count' },
      ...{ query: 'analytics backlog, daily', window, inputHash: hash(canonicalText([...backlog])) },
      points: [...byDay.keys()].map((day) => ({ day, value: backlog.get(day) ?? null })),
    },
    series('sla_net', 'promises', 'Promises kept'),
    series('first_response_p50', 'promises', 'First response, half'),
    series('first_response_p90', 'promises', 'First response, nine of ten'),
  ]
}

/** Whether all that is told of the week's promises fits together: breaches one by one, and breaches as counted. */
export function countedBreaches({ byDay, days }: ReportInputs): number {
  return adherenceOf(mergeRollups(within(byDay, days))).breached
}

const HELD_BY_US = ['held_queue', 'held_operator'] as const

export const hashTopics = ({ topics }: ReportInputs, hash: Hash): string =>
  hash(canonicalText(topics.map(({ topic, week, before }) => [topic, plain(week), plain(before)])))

/** Topics by how much more there was of them than the week before, most first. */
export function makeTopics({ topics, standing }: ReportInputs) {
  return topics
    .map(({ topic, week, before }) => ({
      topic,
      opened: countOf(week, 'opened'),
      openedBefore: countOf(before, 'opened'),
      firstResponseP50Ms: figureOf('first_response_p50', week, standing).value,
      heldMs: HELD_BY_US.reduce((sum, measure) => sum + Math.max(0, sumsOf(week, measure).sum), 0),
      escalations: countOf(week, 'escalations'),
    }))
    .filter(({ opened, openedBefore }) => opened + openedBefore > 0)
    .toSorted((a, b) => b.opened - b.openedBefore - (a.opened - a.openedBefore) || b.opened - a.opened)
    .slice(0, 12)
}
