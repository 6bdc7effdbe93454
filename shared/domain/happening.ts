/** What happened to the product or to Backdesk, and when: told beside what customers asked, as a candidate and never as the cause. */

/** What others may tell of. */
export const TOLD_KINDS = ['deploy', 'incident', 'campaign', 'other'] as const
export type ToldKind = (typeof TOLD_KINDS)[number]
/** Backdesk's own. */
export const OWN_KINDS = ['switch_off', 'switch_on', 'outage', 'document'] as const
export type HappeningKind = ToldKind | (typeof OWN_KINDS)[number]

export type ToldHappening = {
  readonly account: string
  /** Given by whoever tells, or derived from what is told. */
  readonly id: string
  readonly kind: ToldKind
  /** No customer text. */
  readonly title: string
  readonly atMs: number
  /** Null: an instant, or not over yet. */
  readonly untilMs: number | null
  readonly url: string | null
  readonly by: string
  readonly toldAtMs: number
}

export type Happening = {
  readonly kind: HappeningKind
  readonly id: string
  readonly title: string
  readonly atMs: number
  readonly untilMs: number | null
  readonly url: string | null
}

export const TITLE_CHARACTERS = 200
export const HAPPENING_URL = /^https:\/\/\S{1,492}$/
/** Clocks of pipelines may go ahead of ours. */
const CLOCKS_APART_MS = 5 * 60_000
export const isTooEarly = (atMs: number, nowMs: number): boolean => atMs > nowMs + CLOCKS_APART_MS

export const HAPPENING_ID = /^[\w.:/@#+-]{1,100}$/

/** Who told it is for the record, and not for everybody who looks at a spike. */
export const withoutTeller = ({ id, kind, title, atMs, untilMs, url }: ToldHappening): Happening => ({
  ...{ id, kind, title, atMs, untilMs, url },
})

/** So far back is looked for what came before. */
export const HOURS_BEFORE = 6
const HOUR_MS = 3_600_000

export type Before = Happening & {
  /** From its beginning to that of the spike, rounded down. */
  readonly minutesBefore: number
  /** It had begun and was not over. */
  readonly isOngoing: boolean
}

/** What began in the hours before, in the first hour itself, or was not over: the nearest first. */
export function happenedBefore(all: readonly Happening[], spikeFromMs: number): readonly Before[] {
  const from = spikeFromMs - HOURS_BEFORE * HOUR_MS
  const until = spikeFromMs + HOUR_MS
  return all
    .filter(({ atMs, untilMs }) => atMs < until && (atMs >= from || (untilMs !== null && untilMs > spikeFromMs)))
    .map((one) => ({
      ...one,
      minutesBefore: Math.floor((spikeFromMs - one.atMs) / 60_000),
      isOngoing: one.atMs <= spikeFromMs && one.untilMs !== null && one.untilMs > spikeFromMs,
    }))
    .toSorted((a, b) => b.atMs - a.atMs || (a.id < b.id ? -1 : 1))
}
