/** What is counted of an account's webhooks on their way in, a day (UTC) at a time. */

/**
 * - `received`: webhooks that process was handed, whatever became of them.
 * - `unsigned`: those among them that were trusted by the path alone.
 * - `repeated`: those that told nothing that was not known: repeats, older news, and what a reading told first.
 * - `ignored`, `unknown`: events that tell nothing of a conversation; events that nobody knows.
 * - `deadLettered`: laid aside with a reason.
 * - `refused`: turned away at the door; not among `received`.
 * - `reconciled`: conversations of which Chatwoot, when asked, told something that no webhook had told.
 */
export const INTAKE_COUNTS = [
  'received',
  'unsigned',
  'repeated',
  'ignored',
  'unknown',
  'deadLettered',
  'refused',
  'reconciled',
] as const
export type IntakeCount = (typeof INTAKE_COUNTS)[number]
export type IntakeCounts = Readonly<Partial<Record<IntakeCount, number>>>

/** Counted by reason too; a reason is a word of ours, `bad_signature` for example. */
export const REASONED_COUNTS = ['deadLettered', 'refused'] as const
export type ReasonedCount = (typeof REASONED_COUNTS)[number]
export type ByReason = Readonly<Record<string, number>>
export type IntakeReasons = Readonly<Partial<Record<ReasonedCount, ByReason>>>

/**
 * - `delivery`: from Chatwoot's timestamp, which has whole seconds, until the webhook was taken.
 * - `applying`: from then until process was done with it.
 */
export const LAG_NAMES = ['delivery', 'applying'] as const
export type LagName = (typeof LAG_NAMES)[number]

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** Upper bounds of the buckets, the bound included. What took longer than the last counts there. */
export const LAG_BOUNDS_MS = [
  ...[50, 100, 200, 300, 500, 750],
  ...[1, 1.5, 2, 3, 5, 7.5, 10, 15, 20, 30, 45].map((seconds) => seconds * SECOND_MS),
  ...[1, 2, 3, 5, 10, 20, 30].map((minutes) => minutes * MINUTE_MS),
  ...[1, 3, 6, 12].map((hours) => hours * HOUR_MS),
  ...[1, 3, 7, 14, 30].map((days) => days * DAY_MS),
] as const

/** How many by the bound of their bucket: histograms are added up bound by bound, and lose nothing by it. */
export type LagHistogram = Readonly<Record<string, number>>
export type IntakeLags = Readonly<Partial<Record<LagName, LagHistogram>>>

/** Clocks differ: what seems to have come before it was sent took no time. */
export function lagBoundMs(lagMs: number): number {
  const last = LAG_BOUNDS_MS[LAG_BOUNDS_MS.length - 1] ?? 0
  return LAG_BOUNDS_MS.find((boundMs) => lagMs <= boundMs) ?? last
}

export const histogramOf = (lagsMs: readonly number[]): LagHistogram =>
  addCounts(...lagsMs.map((lagMs) => ({ [lagBoundMs(lagMs)]: 1 })))

/** The sum, name by name. */
export function addCounts(...counted: readonly Readonly<Record<string, number | undefined>>[]): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const one of counted)
    for (const [name, by] of Object.entries(one)) if (by !== undefined) sums[name] = (sums[name] ?? 0) + by
  return sums
}

export type LagPercentiles = {
  /** How many were timed. */
  readonly n: number
  /** "At most": the bound of the bucket in which it lies. Null without data. */
  readonly p50Ms: number | null
  readonly p95Ms: number | null
  readonly p99Ms: number | null
}

/** By nearest rank: the least bound within which `percent` of all are. Null without data. */
export function percentileMs(histogram: LagHistogram, percent: number): number | null {
  const buckets = Object.entries(histogram)
    .map(([boundMs, n]) => ({ boundMs: Number(boundMs), n }))
    .filter(({ n }) => n > 0)
    .toSorted((a, b) => a.boundMs - b.boundMs)
  const total = buckets.reduce((sum, { n }) => sum + n, 0)
  const rank = Math.max(1, Math.ceil((percent / 100) * total))
  let seen = 0
  for (const { boundMs, n } of buckets) {
    seen += n
    if (seen >= rank) return boundMs
  }
  return null
}

export const percentilesOf = (histogram: LagHistogram): LagPercentiles => ({
  n: Object.values(histogram).reduce((sum, n) => sum + n, 0),
  p50Ms: percentileMs(histogram, 50),
  p95Ms: percentileMs(histogram, 95),
  p99Ms: percentileMs(histogram, 99),
})

export const FINDING_KINDS = ['conversation', 'snapshot', 'message', 'csat', 'deleted'] as const
export type FindingKind = (typeof FINDING_KINDS)[number]

/** What a reading told of a conversation beyond everything that webhooks had told. */
export type Finding = {
  readonly conversationId: number
  /** When it was found. */
  readonly atMs: number
  /** When Chatwoot changed last what had not been told. */
  readonly updatedAtMs: number
  /** What had not been told. */
  readonly what: readonly FindingKind[]
  readonly correlationId: string
}

/** yyyy-mm-dd, UTC. */
export const intakeDay = (atMs: number): string => new Date(atMs).toISOString().slice(0, 10)

/** What is known of one day. */
export type IntakeDay = {
  readonly day: string
  readonly counts: Readonly<Record<IntakeCount, number>>
  readonly reasons: Readonly<Record<ReasonedCount, ByReason>>
  readonly lags: Readonly<Record<LagName, LagHistogram>>
  /** When the newest of its webhooks was taken; null without any. */
  readonly lastReceivedAtMs: number | null
  /** When one was refused last, roughly; null: none was. */
  readonly lastRefusedAtMs: number | null
}
