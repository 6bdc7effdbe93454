/** What the quality document of an account says: the rubric, whom reviewers look at, and when a machine's grade counts. */

/** What both a machine and a reviewer grade, 1 (bad) to 5. */
export const DIMENSIONS = ['tone', 'accuracy', 'policy', 'process'] as const
export type Dimension = (typeof DIMENSIONS)[number]

/** Whether the conversation went the way it should; together they make the grade of `process`. */
export const CHECKS = ['greeting', 'needed_data', 'question_answered', 'promise_kept', 'closing'] as const
export type Check = (typeof CHECKS)[number]

/** What makes a conversation worth a reviewer's time more than another. */
export const RISKS = ['critical', 'low_score', 'unhappy', 'cannot_grade', 'unsure'] as const
export type Risk = (typeof RISKS)[number]

/** What reviewers grade besides the dimensions. */
export type Category = { readonly id: string; readonly title: string; readonly weight: number }
/** What makes the whole conversation worth nothing, whatever else was good. */
export type Critical = { readonly id: string; readonly title: string }

export type QualityDocument = {
  readonly kind: 'quality'
  readonly description?: string
  readonly weights: Readonly<Record<Dimension, number>>
  /** Those that are not listed are not checked. */
  readonly checks: readonly Check[]
  readonly categories: readonly Category[]
  readonly criticals: readonly Critical[]
  readonly sample: {
    /** Of all conversations that were graded, this share is drawn for a reviewer. */
    readonly percent: number
    /** One that is at risk is drawn so many times as likely; the greatest counts. */
    readonly times: Readonly<Partial<Record<Risk, number>>>
    /** Of those drawn, this share is given to two reviewers, who do not see each other's grades. */
    readonly twicePercent: number
  }
  readonly gate: {
    /** Agreement between machine and people below which the machine's grades do not count: weighted kappa, in percent. */
    readonly atLeastKappaPercent: number
    readonly atLeastReviews: number
    /** Looked at are reviews of so many weeks. */
    readonly weeks: number
  }
  /** An operator sees a grade of his so long before leads do. */
  readonly operatorFirstHours: number
  /** A grade may be disputed so long. */
  readonly disputeDays: number
}
