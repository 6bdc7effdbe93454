/** Bars that everybody should reach, and whether somebody surely does. */
import { type AspectName, termsOf } from './aspects.ts'
import { momentsOf } from './moments.ts'
import { twoSidedZ } from './normal-quantile.ts'
import type { Rollup } from './rollup.ts'

/** `met`, `missed`: surely. `unclear`: the interval has the bar in it. `too_few`: nobody can say. */
export type Standing = 'met' | 'missed' | 'unclear' | 'too_few'
export type AgainstBar = {
  readonly aspect: AspectName
  readonly bar: number
  readonly n: number
  readonly value: number | null
  /** 95 %; of shares by Wilson. */
  readonly interval: { readonly low: number; readonly high: number } | null
  readonly standing: Standing
}

const FEWEST = 20
const Z = twoSidedZ(0.05)

/** Null for aspects without a bar. */
export function againstBar(rollup: Rollup, aspect: AspectName): AgainstBar | null {
  const { yardstick, bar, better } = termsOf(aspect)
  if (bar === undefined) return null
  const { n, mean, squares } = momentsOf(rollup, yardstick)
  if (n < FEWEST) return { aspect, bar, n, value: n === 0 ? null : mean, interval: null, standing: 'too_few' }
  const interval = yardstick.kind === 'ratio' ? wilson(mean, n) : around(mean, Math.sqrt(squares / (n - 1) / n))
  const standing = interval.low >= bar ? 'above' : interval.high < bar ? 'below' : 'unclear'
  return {
    ...{ aspect, bar, n, value: mean, interval },
    standing: standing === 'unclear' ? standing : (standing === 'above') === (better === 'more') ? 'met' : 'missed',
  }
}

const around = (mean: number, error: number): { low: number; high: number } => ({
  low: mean - Z * error,
  high: mean + Z * error,
})

/** Wilson's interval of a share: right for small numbers, and never beyond 0 and 1. */
export function wilson(share: number, n: number): { readonly low: number; readonly high: number } {
  const squared = (Z * Z) / n
  const middle = (share + squared / 2) / (1 + squared)
  const reach = (Z / (1 + squared)) * Math.sqrt((share * (1 - share)) / n + squared / (4 * n))
  return { low: Math.max(0, middle - reach), high: Math.min(1, middle + reach) }
}
