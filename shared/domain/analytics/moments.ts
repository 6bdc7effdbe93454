/** Mean and spread of what is compared between operators, out of the sums of a rollup. */
import { sumsOf } from './figures.ts'
import type { CountMeasure, DurationMeasure, ScoreMeasure } from './measures.ts'
import type { Rollup } from './rollup.ts'

/**
 * `duration`: on the logarithm, since a wait of ten minutes instead of five weighs like one of two hours instead of one;
 * what comes out are ratios of typical times. `ratio`: parts of a whole. `score`: grades and ratings.
 */
export type Yardstick =
  | { readonly kind: 'duration'; readonly measure: DurationMeasure }
  | { readonly kind: 'ratio'; readonly part: readonly CountMeasure[]; readonly whole: readonly CountMeasure[] }
  | { readonly kind: 'score'; readonly measure: ScoreMeasure }

export type Moments = {
  readonly n: number
  readonly mean: number
  /** Sum of squared distances from the mean. */
  readonly squares: number
}

export const NO_MOMENTS: Moments = { n: 0, mean: 0, squares: 0 }
/** Logarithms are kept in ten-thousandths, scores in thousandths (rollup.ts, measures.ts). */
const LN_SCALE = 10_000
const SCORE_SCALE = 1000

export function momentsOf(rollup: Rollup, yardstick: Yardstick): Moments {
  switch (yardstick.kind) {
    case 'duration': {
      const { n, ln, ln2 } = sumsOf(rollup, yardstick.measure)
      return fromSums(n, ln / LN_SCALE, ln2 / LN_SCALE)
    }
    case 'score': {
      const { n, sum, sq } = sumsOf(rollup, yardstick.measure)
      return fromSums(n, sum / SCORE_SCALE, sq / SCORE_SCALE ** 2)
    }
    case 'ratio': {
      const whole = total(rollup, yardstick.whole)
      // a part may be seen before its whole, while days are read that are being written
      const part = Math.min(whole, total(rollup, yardstick.part))
      return fromSums(whole, part, part)
    }
  }
}

const total = (rollup: Rollup, measures: readonly CountMeasure[]): number =>
  measures.reduce((sum, measure) => sum + Math.max(0, sumsOf(rollup, measure).n), 0)

const fromSums = (n: number, sum: number, sumOfSquares: number): Moments =>
  n <= 0 ? NO_MOMENTS : { n, mean: sum / n, squares: Math.max(0, sumOfSquares - (sum * sum) / n) }

/** Of both together. */
export function together(a: Moments, b: Moments): Moments {
  const n = a.n + b.n
  if (n === 0) return NO_MOMENTS
  const apart = b.mean - a.mean
  return {
    n,
    mean: a.mean + (apart * b.n) / n,
    squares: a.squares + b.squares + (apart * apart * a.n * b.n) / n,
  }
}
