/** Points that an operator disputed, and a lead left out of the figures: they stay in the fact, and are counted as left out. */
import type { Point } from './fact.ts'
import { localHour } from './local-hour.ts'
import type { Measure } from './measures.ts'

/** What can be disputed, and what goes with it: an excuse has nothing to excuse any more, a rating is neither good nor bad. */
export const DISPUTABLE = {
  held_operator: [],
  first_response: [],
  next_response: [],
  resolution: [],
  first_response_breached: ['first_response_excused'],
  next_response_breached: ['next_response_excused'],
  resolution_breached: ['resolution_excused'],
  reopened_7d: [],
  escalations: ['escalations_right', 'escalations_wrong'],
  csat: ['csat_satisfied'],
} as const satisfies Partial<Record<Measure, readonly Measure[]>>

export type DisputableMeasure = keyof typeof DISPUTABLE
export const DISPUTABLE_MEASURES = Object.keys(DISPUTABLE) as DisputableMeasure[]
export const isDisputable = (measure: string): measure is DisputableMeasure => Object.hasOwn(DISPUTABLE, measure)

/** All points of a measure of an operator in one conversation, up to when they were disputed. */
export type Exclusion = {
  readonly measure: DisputableMeasure
  readonly operatorId: number
  readonly untilMs: number
}

type Of = { readonly timeZone: string; readonly excluded: readonly Exclusion[] }

/** What is counted of these points: those that are left out become a count of what was left out, at the same place. */
export function withoutExcluded(points: readonly Point[], { timeZone, excluded }: Of): readonly Point[] {
  if (excluded.length === 0) return points
  const until = excluded.map((one) => ({ ...one, place: hoursOf(localHour(one.untilMs, timeZone)) }))
  return points.flatMap((point) => {
    const by = until.find(
      ({ measure, operatorId, place }) =>
        point.operatorId === operatorId && hoursOf(point) <= place && reaches(measure, point.measure),
    )
    if (by === undefined) return [point]
    return by.measure === point.measure ? [{ ...point, measure: 'excluded' as const, value: 1 }] : []
  })
}

const hoursOf = ({ day, hour }: Pick<Point, 'day' | 'hour'>): number => day * 24 + hour
const reaches = (disputed: DisputableMeasure, measure: Measure): boolean =>
  disputed === measure || (DISPUTABLE[disputed] as readonly Measure[]).includes(measure)

/** What is left out stays so: a record that has expired since is no reason to count it again. */
export function withExclusions(known: readonly Exclusion[], found: readonly Exclusion[]): readonly Exclusion[] {
  const fresh = found.filter((one) => !known.some((other) => isSame(one, other)))
  if (fresh.length === 0) return known
  return [...known, ...fresh].sort(
    (a, b) =>
      a.operatorId - b.operatorId || DISPUTABLE_MEASURES.indexOf(a.measure) - DISPUTABLE_MEASURES.indexOf(b.measure),
  )
}

const isSame = (a: Exclusion, b: Exclusion): boolean => a.measure === b.measure && a.operatorId === b.operatorId
