/** A week beside the one before: more, fewer, or no difference that could be told from chance. */
import { twoSidedZ } from './normal-quantile.ts'

export type Trend = {
  readonly week: number
  readonly weekBefore: number
  /** Week / week before, with 95 % of all trends told together; null: too few for a ratio. */
  readonly ratio: number | null
  readonly interval: { readonly low: number; readonly high: number } | null
  readonly verdict: 'more' | 'fewer' | 'alike' | 'too_few'
}

/** Of both weeks together. */
export const LEAST_OF_TREND = 20
const HALF = 0.5
const ERROR = 0.05

/** `dispersion`: variance of days beside their mean. `together`: how many trends are told at once (Šidák). */
export function trendOf(
  { week, weekBefore }: { readonly week: number; readonly weekBefore: number },
  { dispersion, together }: { readonly dispersion: number; readonly together: number },
): Trend {
  if (week + weekBefore < LEAST_OF_TREND) return { week, weekBefore, ratio: null, interval: null, verdict: 'too_few' }
  const [a, b] = [week + HALF, weekBefore + HALF]
  const each = 1 - (1 - ERROR) ** (1 / Math.max(1, together))
  const reach = twoSidedZ(each) * Math.sqrt(Math.max(1, dispersion) * (1 / a + 1 / b))
  const ln = Math.log(a / b)
  const [low, high] = [Math.exp(ln - reach), Math.exp(ln + reach)]
  const verdict = low > 1 ? 'more' : high < 1 ? 'fewer' : 'alike'
  return { week, weekBefore, ratio: rounded(a / b), interval: { low: rounded(low), high: rounded(high) }, verdict }
}

const rounded = (value: number): number => Math.round(value * 100) / 100
