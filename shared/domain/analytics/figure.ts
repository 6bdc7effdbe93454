/** A number that can be trusted: with what it was made of, how recent it is, and how much may be missing. */

/** How far everything that is told can be trusted. */
export type AnalyticsStanding = {
  /** Everything that happened up to then has been counted, as far as anybody knows; null: nothing ever was. */
  readonly asOfMs: number | null
  /** How far the newest count was behind what it counted. */
  readonly lagMs: number | null
  /** Counted of all that is known to be there to count, 0 to 1, rounded down; null when it cannot be said. */
  readonly completeness: number | null
}

/**
 * Why a figure has no value. `no_data`: nothing of the kind happened. `never_counted`: nothing was ever counted for this
 * account. `too_few`: fewer than it takes to say anything. `left_out`: it is not told of this dimension.
 */
export type FigureReason = 'no_data' | 'never_counted' | 'too_few' | 'left_out'

export type Figure = AnalyticsStanding & {
  /** In the unit of its name; null: no data, never 0 or 100 %. */
  readonly value: number | null
  /** How many it is made of. */
  readonly n: number
  readonly reason: FigureReason | null
}

/** `_ms`: milliseconds. `ratio`: 0 to 1, rounded down to four digits, so that 1 means all. */
export type Unit =
  | 'conversations'
  | 'messages'
  | 'escalations'
  | 'approvals'
  | 'answers'
  | 'ms'
  | 'ratio'
  | 'rating'
  | 'index'

/** What one batch tells of an account. */
export type CountedTally = {
  readonly account: string
  /** Messages whose conversations have been counted. A batch that is delivered again counts again. */
  readonly counted: number
  /** When the newest event of them was heard of, and when it was counted. */
  readonly heardAtMs: number
  readonly countedAtMs: number
}
