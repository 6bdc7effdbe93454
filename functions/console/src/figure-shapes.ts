/** What the API answers about figures, as far as the console reads it. Held against the API by tests/unit/api/shapes.test.ts. */
import type { AnalyticsStanding, Figure } from '#domain/analytics/figure'
import type { PointDisputeState } from '#domain/analytics/point-dispute'
import type { Trend } from '#domain/analytics/trend'
import type { Report, ReportFigure } from '#domain/report/report'
import type { Verdict } from '#domain/report/verify-report'

export type FigureStanding = AnalyticsStanding
export type Figures = Readonly<Partial<Record<string, Figure>>>

type Span = { readonly fromDay: string; readonly toDay: string; readonly timeZone: string }

export type AnalyticsAnswer = Span &
  FigureStanding & {
    readonly rows: readonly { readonly key: string; readonly channel: string | null; readonly figures: Figures }[]
    /** Only if asked for. */
    readonly days?: readonly { readonly day: string; readonly figures: Figures; readonly backlog?: number | null }[]
    readonly nextCursor: string | null
    readonly servedAtMs: number
  }

export type HeatMapAnswer = Span &
  FigureStanding & {
    readonly measure: string
    readonly reason: string | null
    readonly cells: readonly HeatCell[]
  }
export type HeatCell = {
  /** 0 is Sunday; Monday comes first. */
  readonly weekday: number
  readonly hour: number
  readonly count: number | null
  /** On how many such days. */
  readonly days: number
}

export type HeadFigure = Pick<ReportFigure, 'id' | 'label' | 'unit' | 'value' | 'reason' | 'before' | 'n'>
export type ListedReport = {
  readonly week: string
  readonly madeAtMs: number
  readonly sha256: string
  readonly heads: readonly HeadFigure[]
  readonly toldAtMs: number | null
}
export type ReportAnswer = { readonly account: string; readonly week: string; readonly report: Report }
export type ReportTextAnswer = { readonly week: string; readonly format: 'html' | 'md'; readonly text: string }
export type VerificationAnswer = {
  readonly week: string
  readonly verdict: Verdict
  readonly isAsWritten: boolean
  readonly numbers: number
  readonly differences: readonly { readonly id: string; readonly what: string }[]
  readonly asOfMs: number
}

export type Interval = { readonly low: number; readonly high: number }
/** How somebody does in one thing, beside peers with the same mix of topics. */
export type AspectStanding = {
  readonly aspect: string
  readonly unit: 'ms' | 'ratio' | 'rating'
  readonly better: 'more' | 'less'
  /** What it must be read with. */
  readonly beside: readonly string[]
  readonly n: number
  readonly value: number | null
  readonly compared: number
  readonly expected: number | null
  /** Times: own / peers'. Shares and scores: own - peers'. */
  readonly difference: number | null
  readonly interval: Interval | null
  readonly verdict: 'better' | 'worse' | 'alike' | 'too_few'
  readonly rank: number | null
}
export type BarStanding = {
  readonly aspect: string
  readonly bar: number
  readonly n: number
  readonly value: number | null
  readonly interval: Interval | null
  readonly standing: 'met' | 'missed' | 'unclear' | 'too_few'
}
export type OperatorStanding = {
  readonly operatorId: number
  readonly name: string | null
  readonly aspects: readonly AspectStanding[]
  readonly bars: readonly BarStanding[]
}
export type PerformanceAnswer = Span &
  FigureStanding & {
    /** How many were compared, also where fewer are told of. */
    readonly operators: number
    readonly items: readonly OperatorStanding[]
  }

export type Happening = {
  readonly id: string
  readonly kind: string
  readonly title: string
  readonly minutesBefore: number
  readonly isOngoing: boolean
}
export type SpikeTold = {
  readonly fromMs: number
  readonly toMs: number
  readonly isRunning: boolean
  readonly observed: number
  readonly expected: number
  readonly before: readonly Happening[]
}
export type TopicTold = {
  readonly topic: string
  readonly trend: Trend | null
  /** Null: too few weeks were counted before these days. */
  readonly spikes: readonly SpikeTold[] | null
}
export type TopicsAnswer = {
  /** The first day of which anything was counted, which may have begun in the middle of it; null: nothing was. */
  readonly countedByHourSince: string | null
  readonly volume: Omit<TopicTold, 'topic'>
  readonly items: readonly TopicTold[]
}

export type DriversAnswer = {
  readonly cost: { readonly currency: string } | null
  readonly items: readonly {
    readonly topic: string
    readonly workMinutes: number
    readonly shareOfHeld: number | null
    readonly costCents: number | null
  }[]
}

/** What was counted of an operator in one conversation. */
export type PointTold = {
  readonly measure: string
  readonly day: string
  readonly value: number
  readonly operatorId: number | null
  readonly disputable: boolean
}
export type PointsAnswer = {
  readonly conversationId: number
  readonly chatwootUrl: string | null
  readonly items: readonly PointTold[]
}
export type PointDisputeTold = {
  readonly id: string
  readonly conversationId: number
  readonly operatorId: number
  readonly measure: string
  readonly state: PointDisputeState
  readonly by: string
  readonly atMs: number
  readonly reason: string
  readonly resolved: { readonly by: string; readonly reason: string } | null
  readonly day: string
}
