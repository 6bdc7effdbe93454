/** How many clocks ended in time. Pure. */
import { CLOCK_NAMES, type ClockName } from '#domain/sla-policy'

/** A share of what was counted on one day, yyyy-mm-dd (UTC): `first_response_met` and the like. */
export type DayTally = { readonly day: string } & {
  readonly [Name in `${ClockName}_${'met' | 'breached' | 'excused'}`]?: number
}

export type Figures = {
  readonly met: number
  readonly breached: number
  readonly excused: number
  /** met + breached. */
  readonly n: number
  /** met / n, 0 to 1, rounded down; null without data. */
  readonly raw: number | null
  /** met / (n - excused). */
  readonly net: number | null
}

export type ClockCompliance = {
  readonly clock: ClockName
  readonly total: Figures
  readonly days: readonly ({ readonly day: string } & Figures)[]
}

const DAY_MS = 86_400_000

/** The days up to today, oldest first. */
export const lastDays = (count: number, nowMs: number): readonly string[] =>
  Array.from({ length: count }, (_, nth) => new Date(nowMs - (count - 1 - nth) * DAY_MS).toISOString().slice(0, 10))

export function complianceOf(days: readonly string[], tallies: readonly DayTally[]): readonly ClockCompliance[] {
  return CLOCK_NAMES.map((clock) => {
    const figures = days.map((day) => ({
      day,
      ...figuresOf(
        clock,
        tallies.filter((tally) => tally.day === day),
      ),
    }))
    const sum = (name: 'met' | 'breached' | 'excused') => figures.reduce((total, one) => total + one[name], 0)
    return { clock, total: ratios(sum('met'), sum('breached'), sum('excused')), days: figures }
  })
}

function figuresOf(clock: ClockName, tallies: readonly DayTally[]): Figures {
  const sum = (name: 'met' | 'breached' | 'excused') =>
    tallies.reduce((total, tally) => total + (tally[`${clock}_${name}`] ?? 0), 0)
  // a breach that was withdrawn after it was excused is in neither figure any more
  const breached = Math.max(0, sum('breached'))
  return ratios(Math.max(0, sum('met')), breached, Math.min(breached, sum('excused')))
}

function ratios(met: number, breached: number, excused: number): Figures {
  const n = met + breached
  return { met, breached, excused, n, raw: share(met, n), net: share(met, n - excused) }
}

/** Rounded down to four digits, so that 1 means all of them. */
const share = (part: number, whole: number): number | null =>
  whole === 0 ? null : Math.floor((part * 10_000) / whole) / 10_000
