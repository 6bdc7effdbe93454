/**
 * What is told of a rollup. Tile, alarm metrics, the API and the weekly report all take their numbers from here, so that
 * one number is the same everywhere.
 */
import { shareOf } from '#domain/share'
import { CLOCK_NAMES } from '#domain/sla-policy'
import { type SlaRatios, slaRatios } from '#domain/sla-ratios'
import type { AnalyticsStanding, Figure, FigureReason, Unit } from './figure.ts'
import type { CountMeasure, DurationMeasure, Measure, ScoreMeasure } from './measures.ts'
import type { Rollup, Sums } from './rollup.ts'
import { quantileMs } from './sketch.ts'

type Made = { readonly value: number | null; readonly n: number }
type Recipe = {
  readonly unit: Unit
  readonly of: (rollup: Rollup) => Made
  /** Made of the bins of a sketch: whoever does not ask for it need not have them read. */
  readonly ofBins?: true
}

const NOTHING: Sums = { n: 0, sum: 0, sq: 0, ln: 0, ln2: 0 }
const SCORE_SCALE = 1000

/** n and sums of a measure; zeros where there are none. */
export const sumsOf = (rollup: Rollup, measure: Measure): Sums => rollup.sums.get(measure) ?? NOTHING
/** How often. Corrections are seen as they come: never below nothing. */
export const countOf = (rollup: Rollup, measure: Measure): number => Math.max(0, sumsOf(rollup, measure).n)

/** Adherence of all clocks together, or of one. */
export function adherenceOf(rollup: Rollup, clocks: readonly (typeof CLOCK_NAMES)[number][] = CLOCK_NAMES): SlaRatios {
  const sum = (how: 'met' | 'breached' | 'excused'): number =>
    clocks.reduce((total, clock) => total + sumsOf(rollup, `${clock}_${how}`).n, 0)
  return slaRatios({ met: sum('met'), breached: sum('breached'), excused: sum('excused') })
}

const count = (measure: CountMeasure, unit: Unit = 'conversations'): Recipe => ({
  unit,
  of: (rollup) => ({ value: countOf(rollup, measure), n: countOf(rollup, measure) }),
})
const ratio = (part: CountMeasure, whole: Measure): Recipe => ({
  unit: 'ratio',
  of: (rollup) => {
    const n = countOf(rollup, whole)
    return { value: shareOf(Math.min(n, countOf(rollup, part)), n), n }
  },
})
const quantile = (measure: DurationMeasure, q: number): Recipe => ({
  unit: 'ms',
  ofBins: true,
  of: (rollup) => ({ value: quantileMs(rollup.bins.get(measure) ?? new Map(), q), n: countOf(rollup, measure) }),
})
const meanMs = (measure: DurationMeasure): Recipe => ({
  unit: 'ms',
  of: (rollup) => {
    const { n, sum } = sumsOf(rollup, measure)
    return { value: n <= 0 ? null : Math.round(sum / n), n: Math.max(0, n) }
  },
})
const totalMs = (measure: DurationMeasure): Recipe => ({
  unit: 'ms',
  of: (rollup) => {
    const { n, sum } = sumsOf(rollup, measure)
    return { value: n <= 0 ? null : sum, n: Math.max(0, n) }
  },
})
const mean = (measure: ScoreMeasure, unit: Unit = 'rating'): Recipe => ({
  unit,
  of: (rollup) => {
    const { n, sum } = sumsOf(rollup, measure)
    return { value: n <= 0 ? null : Math.round((sum / n / SCORE_SCALE) * 10_000) / 10_000, n: Math.max(0, n) }
  },
})
const adherence = (how: 'raw' | 'net', clocks = CLOCK_NAMES as readonly (typeof CLOCK_NAMES)[number][]): Recipe => ({
  unit: 'ratio',
  of: (rollup) => {
    const ratios = adherenceOf(rollup, clocks)
    return { value: ratios[how], n: how === 'raw' ? ratios.n : ratios.n - ratios.excused }
  },
})

export const FIGURES = {
  opened: count('opened'),
  resolved: count('resolved'),
  reopened: count('reopened'),
  deleted: count('deleted'),
  waits: count('waits'),
  replies: count('replies', 'messages'),
  bot_replies: count('bot_replies', 'messages'),
  holding_replies: count('holding_replies', 'messages'),
  assigned: count('assigned'),
  reopened_7d: ratio('reopened_7d', 'resolved'),
  first_response_p50: quantile('first_response', 0.5),
  first_response_p90: quantile('first_response', 0.9),
  first_response_p95: quantile('first_response', 0.95),
  first_response_mean: meanMs('first_response'),
  next_response_p50: quantile('next_response', 0.5),
  next_response_p90: quantile('next_response', 0.9),
  next_response_mean: meanMs('next_response'),
  resolution_p50: quantile('resolution', 0.5),
  resolution_p90: quantile('resolution', 0.9),
  resolution_mean: meanMs('resolution'),
  held_queue_p50: quantile('held_queue', 0.5),
  held_queue_p90: quantile('held_queue', 0.9),
  held_queue_total: totalMs('held_queue'),
  held_operator_p50: quantile('held_operator', 0.5),
  held_operator_p90: quantile('held_operator', 0.9),
  held_operator_total: totalMs('held_operator'),
  held_bot_total: totalMs('held_bot'),
  held_customer_p50: quantile('held_customer', 0.5),
  held_customer_total: totalMs('held_customer'),
  csat: mean('csat'),
  csat_satisfied: ratio('csat_satisfied', 'csat'),
  sla_raw: adherence('raw'),
  sla_net: adherence('net'),
  sla_first_response_raw: adherence('raw', ['first_response']),
  sla_first_response_net: adherence('net', ['first_response']),
  sla_next_response_raw: adherence('raw', ['next_response']),
  sla_next_response_net: adherence('net', ['next_response']),
  sla_resolution_raw: adherence('raw', ['resolution']),
  sla_resolution_net: adherence('net', ['resolution']),
  escalations: count('escalations', 'escalations'),
  escalation_rate: ratio('escalated', 'opened'),
  escalation_precision: {
    unit: 'ratio',
    of: (rollup) => {
      const right = countOf(rollup, 'escalations_right')
      const n = right + countOf(rollup, 'escalations_wrong')
      return { value: shareOf(right, n), n }
    },
  },
  approvals_opened: count('approvals_opened', 'approvals'),
  approvals_sent: count('approvals_sent', 'approvals'),
  approvals_rejected: count('approvals_rejected', 'approvals'),
  approvals_lapsed: count('approvals_lapsed', 'approvals'),
  drafted: ratio('approvals_sent', 'replies'),
  approval_latency_p50: quantile('approval_latency', 0.5),
  approval_latency_p95: quantile('approval_latency', 0.95),
  approval_edit: mean('approval_edit', 'ratio'),
  approval_tone: mean('approval_tone'),
  approval_accuracy: mean('approval_accuracy'),
  approval_policy: mean('approval_policy'),
  grade: mean('grade'),
} as const satisfies Record<string, Recipe>

export type FigureName = keyof typeof FIGURES
export const FIGURE_NAMES = Object.keys(FIGURES) as FigureName[]
export type Figures = Readonly<Record<FigureName, Figure>>

/** Whether any of these is a percentile: most of what a rollup has is there for them. */
export const needSketches = (names: readonly FigureName[]): boolean =>
  names.some((name) => (FIGURES[name] as Recipe).ofBins === true)

/** Nothing was counted: then a count is unknown, and not zero. */
export const isEmpty = (rollup: Rollup): boolean => rollup.sums.size === 0

export function figureOf(name: FigureName, rollup: Rollup, standing: AnalyticsStanding): Figure {
  const made: Made = isEmpty(rollup) ? { value: null, n: 0 } : FIGURES[name].of(rollup)
  return { ...made, ...standing, reason: made.value === null ? reasonFor(standing) : null }
}

const reasonFor = ({ asOfMs }: AnalyticsStanding): FigureReason => (asOfMs === null ? 'never_counted' : 'no_data')

export const figuresOf = (rollup: Rollup, standing: AnalyticsStanding): Figures =>
  Object.fromEntries(FIGURE_NAMES.map((name) => [name, figureOf(name, rollup, standing)])) as Figures
