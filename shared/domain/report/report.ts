/**
 * The weekly support health report, as data: every number with the question it answers and a digest of what it was made of,
 * so that whoever doubts one can have it worked out again (verify-report.ts). Pages are rendered from this alone.
 */
import type { AnalyticsStanding } from '#domain/analytics/figure'
import type { DaySpan } from '#domain/analytics/rollup'

export const SECTIONS = [
  'volume',
  'promises',
  'escalations',
  'customers',
  'quality',
  'approvals',
  'knowledge',
  'intake',
  'on_call',
] as const
export type SectionName = (typeof SECTIONS)[number]

/** `days`: whole days. `count`: of what the label names. Others as in analytics/figure.ts. */
export type ReportUnit = 'count' | 'ms' | 'ratio' | 'rating' | 'instant'

/** Where a number comes from and how to ask for it again. */
export type Provenance = {
  /** `analytics sla_net by account`, `breaches turn=queue`: what was asked of which record. */
  readonly query: string
  readonly window: DaySpan
  /** SHA-256 of the answer, as canonical text. */
  readonly inputHash: string
}

export type ReportFigure = Provenance & {
  /** Once in a report: `sla_net`, `breaches_by_queue`. */
  readonly id: string
  readonly section: SectionName
  readonly label: string
  readonly unit: ReportUnit
  /** Null: no data, with the reason. */
  readonly value: number | null
  readonly n: number
  /** The same of the week before; null where there is none. */
  readonly before: number | null
  readonly reason: string | null
}

export type ReportSeries = Provenance & {
  readonly id: string
  readonly section: SectionName
  readonly label: string
  readonly unit: ReportUnit
  readonly points: readonly { readonly day: string; readonly value: number | null }[]
}

/** What somebody is to do about something, and by which number it will be told whether it helped. */
export type ReportAction = {
  readonly id: string
  readonly what: string
  /** Why: the number that asks for it. */
  readonly because: string
  readonly owner: 'support lead' | 'knowledge owner' | 'on-call engineer' | 'platform engineer'
  readonly dueDay: string
  readonly figureId: string
  readonly wanted: 'more' | 'less'
  /** What the number was when it was proposed. */
  readonly from: number | null
}
export type ActionEffect = ReportAction & {
  readonly now: number | null
  /** By the number alone: other things happen in a week too. */
  readonly effect: 'better' | 'worse' | 'unchanged' | 'unknown'
}

export type Report = {
  readonly account: string
  /** ISO week of the days told of: `2026-W38`. */
  readonly week: string
  readonly days: DaySpan
  readonly timeZone: string
  readonly madeAtMs: number
  /** Of the rules by which it was made; another law makes other numbers. */
  readonly law: number
  readonly asOfMs: number | null
  readonly lagMs: number | null
  readonly completeness: number | null
  readonly figures: readonly ReportFigure[]
  readonly series: readonly ReportSeries[]
  readonly topics: readonly TopicRow[]
  /** SHA-256 of what the topics were made of: a conversation that moves to another topic changes no other number. */
  readonly topicsHash: string
  readonly causes: readonly { readonly of: 'dead_letters' | 'refused'; readonly reason: string; readonly n: number }[]
  /** In plain sentences: what the numbers cannot say. */
  readonly unknown: readonly string[]
  readonly effects: readonly ActionEffect[]
  readonly actions: readonly ReportAction[]
  /** What was so when the report was made, and cannot be read again later: it is verified with these. */
  readonly asRead: AsRead
}
export type AsRead = {
  readonly standing: AnalyticsStanding
  /** Null: pages are not looked at, or could not be. */
  readonly onCall: readonly { readonly target: string; readonly provenAtMs: number | null }[] | null
  /** Null: no articles are known. */
  readonly knowledge: { readonly openProposals: number; readonly themes: number; readonly flagged: number } | null
  /** What last week's report proposed. */
  readonly proposed: readonly ReportAction[]
}
export type TopicRow = {
  readonly topic: string
  readonly opened: number
  readonly openedBefore: number
  readonly firstResponseP50Ms: number | null
  /** While it was our turn, with an operator or nobody. */
  readonly heldMs: number
  readonly escalations: number
}

/** Reports lie under it in the bodies bucket: `reports/shop/2026-W38.html`. */
export const REPORT_PREFIX = 'reports/'

export const REPORT_LAW = 2
