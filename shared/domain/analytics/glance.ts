/** An account's figures at a glance: today so far, and the last day by the hour. What the tile shows, and what its alarm goes by. */
import { dateOf } from '#domain/local-date'
import { termsOf } from './aspects.ts'
import type { AnalyticsStanding, Figure } from './figure.ts'
import { type FigureName, figureOf } from './figures.ts'
import { localHour } from './local-hour.ts'
import type { HourlyMeasure } from './measures.ts'
import { type Rollup, rollupOf } from './rollup.ts'

/** None of them a percentile: sketches grow with the desk, and a glance shall cost the same for any. */
export const GLANCE_FIGURES = [
  ...(['opened', 'resolved', 'replies', 'first_response_mean'] as const),
  ...(['sla_raw', 'sla_net', 'escalations', 'csat'] as const),
] as const satisfies readonly FigureName[]
/** Made of what hours keep. */
export const HOUR_FIGURES = ['opened', 'replies', 'sla_net'] as const satisfies readonly FigureName[]

type Named<Name extends string> = Readonly<Record<Name, Figure>>
export type GlanceHour = {
  /** By the clocks of the account's home zone. */
  readonly day: string
  readonly hour: number
  readonly figures: Named<(typeof HOUR_FIGURES)[number]>
}
export type Glance = {
  readonly day: string
  readonly timeZone: string
  readonly standing: AnalyticsStanding
  /** Of the day so far. */
  readonly today: Named<(typeof GLANCE_FIGURES)[number]>
  /** The last 24, oldest first; the last one still runs. */
  readonly hours: readonly GlanceHour[]
}

export type HourCounts = Readonly<Record<HourlyMeasure, number>> & { readonly day: string; readonly hour: number }
export type GlanceFacts = {
  readonly today: Rollup
  /** Hours of today and of the day before in which anything happened. */
  readonly hours: readonly HourCounts[]
  readonly standing: AnalyticsStanding
  readonly timeZone: string
  readonly nowMs: number
}

const HOUR_MS = 3_600_000
const HOURS = 24

export function glanceOf({ today, hours, standing, timeZone, nowMs }: GlanceFacts): Glance {
  const counted = new Map(hours.map(({ day, hour, ...counts }) => [`${day} ${hour}`, counts]))
  const shown = new Map<string, GlanceHour>()
  for (let nth = HOURS - 1; nth >= 0; nth--) {
    const at = localHour(nowMs - nth * HOUR_MS, timeZone)
    const [day, hour] = [dateOf(at.day), at.hour]
    const rollup = rollupOf(counted.get(`${day} ${hour}`) ?? {})
    // an hour that clocks go through twice is one hour in the sums
    shown.set(`${day} ${hour}`, { day, hour, figures: named(HOUR_FIGURES, rollup, standing) })
  }
  return {
    day: dateOf(localHour(nowMs, timeZone).day),
    timeZone,
    standing,
    today: named(GLANCE_FIGURES, today, standing),
    hours: [...shown.values()],
  }
}

const named = <Name extends FigureName>(
  names: readonly Name[],
  rollup: Rollup,
  standing: AnalyticsStanding,
): Named<Name> => Object.fromEntries(names.map((name) => [name, figureOf(name, rollup, standing)])) as Named<Name>

/** Fewer promises than this say nothing of a day. */
const FEWEST = 20
/** What an account should keep of its promises, as operators and reports are held to. */
export const SLA_BAR = termsOf('sla').bar ?? 1

/** Of a hundred promises of today that fell due, so many were broken; null: too few to say. */
export function missedPercent({ today: { sla_net: net } }: Pick<Glance, 'today'>): number | null {
  return net.value === null || net.n < FEWEST ? null : Math.round((1 - net.value) * 10_000) / 100
}
