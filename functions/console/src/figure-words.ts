/** Figures in words. Pure. The numbers themselves read as in the weekly report: shared/domain/report/words.ts. */
import type { FigureName } from '#domain/analytics/figures'
import type { ReportUnit } from '#domain/report/report'
import { lengthInWords, valueInWords } from '#domain/report/words'
import type { FigureStanding } from './figure-shapes.ts'
import { ago } from './format.ts'

const DAY = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', timeZone: 'UTC' })
const LONG_DAY = new Intl.DateTimeFormat(undefined, {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
})
const END = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' })
const atNoon = (day: string): Date => new Date(`${day}T12:00:00Z`)
/** `14 Sep`. Days are those of the account, whatever the browser's zone. */
export const dayWords = (day: string): string => DAY.format(atNoon(day))
/** `14 Sep to 20 Sep 2026`; of one day, with its name. */
export const spanWords = (fromDay: string, toDay: string): string =>
  fromDay === toDay ? LONG_DAY.format(atNoon(fromDay)) : `${dayWords(fromDay)} to ${END.format(atNoon(toDay))}`

/** Nothing that is missing reads as all. */
export function completenessWords({ completeness }: Pick<FigureStanding, 'completeness'>): string {
  if (completeness === null) return 'how complete is not known'
  return completeness === 1 ? 'complete' : `${valueInWords(completeness, 'ratio')} complete`
}

/** `Counted up to 12 s ago, 1 s behind, complete.` */
export function standingWords({ asOfMs, lagMs, completeness }: FigureStanding, nowMs: number): string {
  if (asOfMs === null) return 'Nothing was ever counted for this account.'
  const parts = [
    `As of ${ago(asOfMs, nowMs)}`,
    ...(lagMs === null ? [] : [`counted ${lengthInWords(lagMs)} after it happened`]),
    completenessWords({ completeness }),
  ]
  return `${parts.join(', ')}.`
}

export type Change = { readonly words: string; readonly tone: 'better' | 'worse' | 'plain' }
export type Wanted = 'more' | 'less' | null

/** Beside the days before. Shares and scores by how far they moved, all else by what part of it. */
export function changeOf(
  { value, before, unit }: { value: number | null; before: number | null; unit: ReportUnit },
  wanted: Wanted,
): Change | null {
  if (value === null || before === null) return null
  const moved = value - before
  const tone = moved === 0 || wanted === null ? 'plain' : moved > 0 === (wanted === 'more') ? 'better' : 'worse'
  if (moved === 0) return { words: 'as before', tone }
  const sign = moved > 0 ? '+' : '−'
  const far = Math.abs(moved)
  if (unit === 'ratio') return { words: `${sign}${(far * 100).toFixed(1)} points`, tone }
  if (unit === 'rating') return { words: `${sign}${far.toFixed(2)}`, tone }
  if (before === 0) return { words: `${sign}${valueInWords(far, unit)}`, tone }
  return { words: `${sign}${Math.round((100 * far) / Math.abs(before))} %`, tone }
}

/** Where a figure and its bar stand on their scale, 0 to 100; null without a bar or without data. */
export function meterOf(
  value: number | null,
  terms: BarTerms | undefined,
): { readonly at: number; readonly bar: number; readonly isMet: boolean } | null {
  if (value === null || terms === undefined) return null
  const { bar, from, to, wanted } = terms
  const place = (one: number): number => Math.max(0, Math.min(100, ((one - from) / (to - from)) * 100))
  return { at: place(value), bar: place(bar), isMet: wanted === 'more' ? value >= bar : value < bar }
}
export type BarTerms = {
  readonly bar: number
  readonly from: number
  readonly to: number
  readonly wanted: 'more' | 'less'
}
/** The bars that everybody should reach: shared/domain/analytics/aspects.ts has them too. */
export const BARS: Readonly<Partial<Record<FigureName, BarTerms>>> = {
  sla_net: { bar: 0.9, from: 0.5, to: 1, wanted: 'more' },
  escalation_rate: { bar: 0.1, from: 0, to: 0.3, wanted: 'less' },
  grade: { bar: 4.5, from: 1, to: 5, wanted: 'more' },
}
