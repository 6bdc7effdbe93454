/** Parameters of the routes about figures. */
import * as z from 'zod/mini'
import { FIGURE_NAMES, type FigureName } from '#domain/analytics/figures'
import { HOURLY_MEASURES } from '#domain/analytics/measures'
import { DIMENSIONS } from '#domain/analytics/rollup'
import { dayOf } from '#domain/local-date'
import { account, cursor, flag, limit, text } from './queries.ts'

/** Days of one answer: a year and a bit, so that a year can be told beside the one before. */
export const MOST_DAYS = 400

const DAY = 'must be a day such as 2026-09-14'
const day = z.optional(text(/^\d{4}-\d\d-\d\d$/, DAY).check(z.refine(isDay, DAY)))

function isDay(given: string): boolean {
  try {
    return dayOf(given) >= 0
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

type DaysGiven = { readonly from?: string | undefined; readonly to?: string | undefined }
const isInOrder = ({ from, to }: DaysGiven): boolean => from === undefined || to === undefined || from <= to
const inOrder = { path: ['to'], error: 'must not be before "from"' }

const KNOWN: ReadonlySet<string> = new Set(FIGURE_NAMES)
const names = (given: string): string[] => given.split(',')
const UNKNOWN = 'must be names of figures, separated by commas: see docs/api/analytics.md'
const figures = z.optional(
  z.pipe(
    text(/^[a-z0-9_,]{1,2000}$/, UNKNOWN).check(
      z.refine((given) => names(given).every((one) => KNOWN.has(one)), UNKNOWN),
    ),
    z.transform((given) => names(given) as FigureName[]),
  ),
)

export const analyticsQuery = z
  .strictObject({
    account,
    from: day,
    to: day,
    dimension: z._default(z.enum(DIMENSIONS, `must be one of ${DIMENSIONS.join(', ')}`), 'account'),
    key: z.optional(text(/^.{1,200}$/, 'must be a key of the dimension')),
    figures,
    daily: flag,
    cursor,
    limit: limit(25),
  })
  .check(z.refine(isInOrder, inOrder))
export type AnalyticsQuery = z.output<typeof analyticsQuery>

export const heatMapQuery = z
  .strictObject({
    account,
    from: day,
    to: day,
    measure: z._default(z.enum(HOURLY_MEASURES, `must be one of ${HOURLY_MEASURES.join(', ')}`), 'waits'),
  })
  .check(z.refine(isInOrder, inOrder))
export type HeatMapQuery = z.output<typeof heatMapQuery>

/** An hour is judged by eight weeks before it: of more days nobody would look at the spikes. */
export const MOST_TOPIC_DAYS = 31
export const topicsQuery = z.strictObject({ account, from: day, to: day }).check(z.refine(isInOrder, inOrder))
export type TopicsQuery = z.output<typeof topicsQuery>

export const driversQuery = z.strictObject({ account, from: day, to: day }).check(z.refine(isInOrder, inOrder))
export type DriversQuery = z.output<typeof driversQuery>

export const rowsQuery = z
  .strictObject({ account, from: day, to: day, cursor, limit: limit(25) })
  .check(z.refine(isInOrder, inOrder))
export type RowsQuery = z.output<typeof rowsQuery>

export const performanceQuery = z.strictObject({ account, from: day, to: day }).check(z.refine(isInOrder, inOrder))
export type PerformanceQuery = z.output<typeof performanceQuery>
