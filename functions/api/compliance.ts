/** How many clocks ended in time. Pure. */
import { CLOCK_NAMES, type ClockName } from '#domain/sla-policy'
import { type SlaRatios, slaRatios } from '#domain/sla-ratios'

/** A share of what was counted on one day, yyyy-mm-dd (UTC): `first_response_met` and the like. */
export type DayTally = { readonly day: string } & {
  readonly [Name in `${ClockName}_${'met' | 'breached' | 'excused'}`]?: number
}

export type ClockCompliance = {
  readonly clock: ClockName
  readonly total: SlaRatios
  readonly days: readonly ({ readonly day: string } & SlaRatios)[]
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
    return {
      clock,
      total: slaRatios({ met: sum('met'), breached: sum('breached'), excused: sum('excused') }),
      days: figures,
    }
  })
}

function figuresOf(clock: ClockName, tallies: readonly DayTally[]): SlaRatios {
  const sum = (name: 'met' | 'breached' | 'excused') =>
    tallies.reduce((total, tally) => total + (tally[`${clock}_${name}`] ?? 0), 0)
  return slaRatios({ met: sum('met'), breached: sum('breached'), excused: sum('excused') })
}
