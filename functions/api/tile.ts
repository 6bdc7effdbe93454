/** The tile: how the queue stands, what today has brought, and how far both can be trusted. Pure. */
import type { Figure } from '#domain/analytics/figure'
import type { Glance, GlanceHour } from '#domain/analytics/glance'
import type { IntakeReason, IntakeState } from '#domain/intake-health'
import type { Depth, Tallies } from './reads.ts'

/** Nothing received for this long: the figures may be old, and a quiet night cannot be told from a broken webhook. */
export const STALE_AFTER_MS = 15 * 60_000
/** Receipt to publication slower than this is worth a look. */
export const LAG_ATTENTION_MS = 60_000
/** Batches are published side by side: the newest note may be of one that began this long before another ended. */
const SIDE_BY_SIDE_MS = 2_000

export type TileState = 'ok' | 'attention' | 'stale' | 'no_data'
/** Why the state is not `ok`, or why completeness has no ratio. */
export type TileReason = 'nothing_received' | 'stale' | 'queue_unreadable' | 'dead_letters' | 'behind'

export type Completeness = {
  /** Applied of all we hold, 0 to 1, rounded down; null when it cannot be said. 1 only if nothing is missing. */
  readonly ratio: number | null
  /** Changes recorded on the newest two days with any. */
  readonly applied: number | null
  readonly inQueue: number | null
  readonly deadLettered: number | null
  readonly reason: TileReason | null
}

export type Tile = {
  readonly open: number | null
  readonly pending: number | null
  readonly snoozed: number | null
  readonly unassigned: number | null
  readonly waiting: number | null
  /** A running clock has given a warning, and none is past its target. */
  readonly warned: number | null
  /** A running clock is past its target. */
  readonly breached: number | null
  /** An escalation has not ended. */
  readonly escalated: number | null
  readonly oldestWaitingSinceMs: number | null
  readonly lastReceivedAtMs: number | null
  readonly completeness: Completeness
  readonly state: TileState
  readonly reason: TileReason | null
  /** How webhooks come in; null when that cannot be said just now. */
  readonly intake: TileIntake | null
}

/** `polling`: what Chatwoot does not tell is asked for, and comes a few minutes later. */
export type TileIntake = {
  readonly state: IntakeState
  readonly reason: IntakeReason | null
  readonly polling: boolean
}

export type TileFacts = {
  readonly tallies: Tallies
  readonly oldestWaitingSinceMs: number | null
  /** When the newest conversation was written that the queue shows. */
  readonly newestWriteAtMs: number | null
  readonly depth: Depth | null
  readonly nowMs: number
}

export function tileOf(facts: TileFacts, told: TileIntake | null = null): Tile {
  const { counts, intake } = facts.tallies
  const { state, reason } = standing(facts)
  return {
    open: counts?.open ?? null,
    pending: counts?.pending ?? null,
    snoozed: counts?.snoozed ?? null,
    unassigned: counts?.unassigned ?? null,
    waiting: counts?.waiting ?? null,
    warned: counts?.warned ?? null,
    breached: counts?.breached ?? null,
    escalated: counts?.escalated ?? null,
    oldestWaitingSinceMs: facts.oldestWaitingSinceMs,
    lastReceivedAtMs: intake?.lastReceivedAtMs ?? null,
    completeness: completenessOf(facts, { state, reason }),
    state,
    reason,
    intake: told,
  }
}

export type TileFigure = Pick<Figure, 'value' | 'n' | 'reason'>
type Told<Figures> = { readonly [Name in keyof Figures]: TileFigure }
export type TileGlance = {
  /** The account's day so far. */
  readonly today: {
    readonly day: string
    readonly timeZone: string
    readonly completeness: number | null
    /** What they are made of is older than a quarter of an hour, or nothing was ever counted. */
    readonly stale: boolean
    readonly figures: Told<Glance['today']>
  }
  /** The last 24 hours, oldest first; the last one still runs. */
  readonly lastDay: readonly {
    readonly day: string
    readonly hour: number
    readonly figures: Told<GlanceHour['figures']>
  }[]
}

/** Grey, whatever the figures say. */
export const isStale = ({ state }: Pick<Tile, 'state'>): boolean => state === 'stale' || state === 'no_data'

/** As-of and lag are the same for all of them, and move with every reading: they are told once, beside. */
export function glanceTold({ day, timeZone, standing, today, hours }: Glance, nowMs: number): TileGlance {
  const { asOfMs, completeness } = standing
  return {
    today: {
      ...{ day, timeZone, completeness },
      stale: asOfMs === null || nowMs - asOfMs > STALE_AFTER_MS,
      figures: told(today),
    },
    lastDay: hours.map((one) => ({ day: one.day, hour: one.hour, figures: told(one.figures) })),
  }
}

const told = <Figures extends Readonly<Record<string, Figure>>>(figures: Figures): Told<Figures> =>
  Object.fromEntries(
    Object.entries(figures).map(([name, { value, n, reason }]) => [name, { value, n, reason }]),
  ) as Told<Figures>

type Standing = { readonly state: TileState; readonly reason: TileReason | null }

/** The worst that is known comes first. */
function standing(facts: TileFacts): Standing {
  const { tallies, depth, nowMs } = facts
  const { counts, intake } = tallies
  if (isUnpublished(facts)) return { state: 'attention', reason: 'behind' }
  const lastReceivedAtMs = intake?.lastReceivedAtMs ?? null
  if (counts === null || intake === null || intake.applied === 0 || lastReceivedAtMs === null)
    return { state: 'no_data', reason: 'nothing_received' }
  const silentMs = nowMs - lastReceivedAtMs
  if (silentMs > STALE_AFTER_MS) return { state: 'stale', reason: 'stale' }
  if (depth === null) return { state: 'attention', reason: 'queue_unreadable' }
  if (depth.deadLettered > 0) return { state: 'attention', reason: 'dead_letters' }
  // messages wait although nothing has been applied for a while: the way is blocked, whatever the last lag was
  const stuck = depth.inQueue > 0 && silentMs > LAG_ATTENTION_MS
  // the lag of a batch long ago is history
  const slow = (intake.lagMs ?? 0) > LAG_ATTENTION_MS && nowMs - (intake.lastPublishedAtMs ?? nowMs) <= LAG_ATTENTION_MS
  if (stuck || slow) return { state: 'attention', reason: 'behind' }
  return { state: 'ok', reason: null }
}

/** The conversations have moved on and the figures have not: what the counters say is old, however green it would look. */
function isUnpublished({ tallies, newestWriteAtMs, nowMs }: TileFacts): boolean {
  if (newestWriteAtMs === null || nowMs - newestWriteAtMs <= LAG_ATTENTION_MS) return false
  const publishedAtMs = tallies.intake?.lastPublishedAtMs ?? null
  // without a note of intake: never published, or so long ago that the notes have expired, which the counters do not
  return publishedAtMs === null ? tallies.counts === null : newestWriteAtMs > publishedAtMs + SIDE_BY_SIDE_MS
}

function completenessOf(facts: TileFacts, { state, reason }: Standing): Completeness {
  const { tallies, depth } = facts
  const applied = tallies.intake?.applied ?? null
  const held = { applied, inQueue: depth?.inQueue ?? null, deadLettered: depth?.deadLettered ?? null }
  if (state === 'no_data' || state === 'stale' || isUnpublished(facts)) return { ratio: null, ...held, reason }
  if (depth === null || applied === null) return { ratio: null, ...held, reason: 'queue_unreadable' }
  const known = applied + depth.inQueue + depth.deadLettered
  return { ratio: Math.floor((applied / known) * 10_000) / 10_000, ...held, reason }
}
