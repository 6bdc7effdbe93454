/** Sums of points, by account, inbox, team, operator, channel or topic, and by day. */
import type { DurationMeasure, Measure } from './measures.ts'

/**
 * What is counted by. `operator_topic` (key `7~refund`) is the mix of an operator's work, without sketches. Channels are
 * not stored: they are the sum of their inboxes.
 */
export const DIMENSIONS = ['account', 'inbox', 'team', 'operator', 'channel', 'topic', 'operator_topic'] as const
export type Dimension = (typeof DIMENSIONS)[number]

/** The one key of the dimension `account`, and the keys of what has none. */
export const WHOLE_ACCOUNT = 'all'
export const NO_KEY = 'none'

/** n and sums of one measure. `ln`, `ln2`: of the natural logarithm of milliseconds and its square, in ten-thousandths. */
export type Sums = {
  readonly n: number
  readonly sum: number
  /** Of squares; ratings and shares. */
  readonly sq: number
  readonly ln: number
  readonly ln2: number
}

/** Bins of a sketch by their key. */
export type Bins = ReadonlyMap<number, number>

/** Buckets put together: any days, shards and keys. */
export type Rollup = {
  readonly sums: ReadonlyMap<Measure, Sums>
  readonly bins: ReadonlyMap<DurationMeasure, Bins>
}

export const EMPTY_ROLLUP: Rollup = { sums: new Map(), bins: new Map() }

export function mergeRollups(rollups: Iterable<Rollup>): Rollup {
  const sums = new Map<Measure, Sums>()
  const bins = new Map<DurationMeasure, Map<number, number>>()
  for (const rollup of rollups) {
    for (const [measure, added] of rollup.sums) sums.set(measure, plus(sums.get(measure), added))
    for (const [measure, added] of rollup.bins) {
      const known = bins.get(measure) ?? new Map<number, number>()
      for (const [bin, count] of added) known.set(bin, (known.get(bin) ?? 0) + count)
      bins.set(measure, known)
    }
  }
  return { sums, bins }
}

/** Of counts alone, as hours keep them. What came to nothing is left out, as if it had never been. */
export const rollupOf = (counts: Readonly<Partial<Record<Measure, number>>>): Rollup => ({
  sums: new Map(
    Object.entries(counts)
      .filter(([, n]) => n !== 0)
      .map(([measure, n]) => [measure as Measure, { n, sum: 0, sq: 0, ln: 0, ln2: 0 }]),
  ),
  bins: new Map(),
})

const plus = (a: Sums | undefined, b: Sums): Sums =>
  a === undefined ? b : { n: a.n + b.n, sum: a.sum + b.sum, sq: a.sq + b.sq, ln: a.ln + b.ln, ln2: a.ln2 + b.ln2 }

/** Days as people write them, `2026-09-14`, by the clocks of the account's home zone; both included. */
export type DaySpan = { readonly fromDay: string; readonly toDay: string }
