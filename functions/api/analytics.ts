/** Figures of an account: sums of days, by whatever they are counted by, each with what it was made of and how recent it is. */
import { fairnessOf } from '#domain/analytics/fairness'
import type { AnalyticsStanding, Figure } from '#domain/analytics/figure'
import { countOf, FIGURE_NAMES, type FigureName, figureOf, needSketches } from '#domain/analytics/figures'
import { localHour } from '#domain/analytics/local-hour'
import type { HourlyMeasure } from '#domain/analytics/measures'
import { type DaySpan, type Dimension, mergeRollups, type Rollup, WHOLE_ACCOUNT } from '#domain/analytics/rollup'
import { homeZone } from '#domain/home-zone'
import { dateOf, dayOf, weekdayOf } from '#domain/local-date'
import type { Activated, SlaDocument } from '#domain/sla-policy'
import { refused } from '#runtime/http'
import type { Answer } from '#runtime/http-answer'
import { type AnalyticsQuery, type HeatMapQuery, MOST_DAYS } from './analytics-inputs.ts'
import type { BadCursor, PageAsked } from './reads.ts'
import { BAD_CURSOR } from './refusals.ts'

type Of = DaySpan & {
  readonly account: string
  readonly dimension: Dimension
  readonly key: string
  /** Percentiles are asked for. */
  readonly sketches?: boolean
}
type Key = { readonly key: string; readonly channel: string | null }
type HourCounts = Readonly<Record<HourlyMeasure, number>> & { readonly day: string; readonly hour: number }

export type AnalyticsDeps = {
  readonly insights: {
    days(asked: Of): Promise<ReadonlyMap<string, Rollup>>
    rollup(asked: Of): Promise<Rollup>
    hours(account: string, span: DaySpan): Promise<readonly HourCounts[]>
    backlog(account: string, span: DaySpan): Promise<ReadonlyMap<string, number>>
    keys(
      account: string,
      dimension: Dimension,
      page: PageAsked,
    ): Promise<{ readonly keys: readonly Key[]; readonly nextCursor: string | null } | BadCursor>
    standing(account: string): Promise<AnalyticsStanding>
  }
  readonly activeSla: (account: string) => Promise<Activated<SlaDocument>>
  readonly now: () => number
}

/** Days that are told of where nothing else is said. */
const USUAL_DAYS = 30
/** Series of many keys would be as long as all of them. */
const NO_SERIES = refused(400, 'bad_parameter', 'The parameter "daily" takes one key: name it with "key".')

/** GET /v1/analytics. One key as a whole and, if asked, by day; or a page of the keys of a dimension. */
export async function readAnalytics(account: string, query: AnalyticsQuery, deps: AnalyticsDeps): Promise<Answer> {
  const { dimension, figures = FIGURE_NAMES, daily = false } = query
  const timeZone = homeZone((await deps.activeSla(account)).document)
  const span = daysOf(query, { timeZone, nowMs: deps.now() })
  if (span === null) return TOO_MANY
  const about = { account, dimension, timeZone, ...span }
  const sketches = needSketches(figures)
  const key = dimension === 'account' ? WHOLE_ACCOUNT : query.key
  if (key !== undefined) {
    const row = await rowOf({ account, dimension, key, sketches, ...span }, { figures, daily }, deps)
    return answer({ ...about, ...row, nextCursor: null }, deps)
  }
  if (daily) return NO_SERIES
  const { cursor = null, limit } = query
  const [page, standing] = await Promise.all([
    deps.insights.keys(account, dimension, { cursor, limit }),
    deps.insights.standing(account),
  ])
  if ('badCursor' in page) return BAD_CURSOR
  const rows = await Promise.all(
    page.keys.map(async (one) => {
      const rollup = await deps.insights.rollup({ account, dimension, key: one.key, sketches, ...span })
      return { ...one, rollup }
    }),
  )
  const isAll = cursor === null && page.nextCursor === null
  const assigned = rows.map(({ rollup }) => countOf(rollup, 'assigned'))
  return answer(
    {
      ...about,
      ...standing,
      rows: rows.map(({ rollup, ...one }) => ({ ...one, figures: chosen(figures, rollup, standing) })),
      // of all operators together, or not at all
      ...(dimension === 'operator' && isAll ? { fairness: fairnessOf(assigned, standing) } : {}),
      nextCursor: page.nextCursor,
    },
    deps,
  )
}

type Shown = { readonly figures: readonly FigureName[]; readonly daily: boolean }

async function rowOf(of: Of, { figures, daily }: Shown, { insights }: AnalyticsDeps) {
  const { account, dimension, key } = of
  const [days, standing, backlog] = await Promise.all([
    insights.days(of),
    insights.standing(account),
    dimension === 'account' && daily ? insights.backlog(account, of) : null,
  ])
  const whole = mergeRollups(days.values())
  return {
    ...standing,
    rows: [{ key, channel: null, figures: chosen(figures, whole, standing) }],
    ...(daily
      ? {
          days: [...days].map(([day, rollup]) => ({
            day,
            figures: chosen(figures, rollup, standing),
            ...(backlog === null ? {} : { backlog: standing.asOfMs === null ? null : (backlog.get(day) ?? null) }),
          })),
        }
      : {}),
  }
}

const chosen = (
  names: readonly FigureName[],
  rollup: Rollup,
  standing: AnalyticsStanding,
): Readonly<Record<string, Figure>> => Object.fromEntries(names.map((name) => [name, figureOf(name, rollup, standing)]))

/** GET /v1/analytics/heat-map: by weekday and hour, how often, and on how many days of that weekday. */
export async function readHeatMap(account: string, query: HeatMapQuery, deps: AnalyticsDeps): Promise<Answer> {
  const { measure } = query
  const timeZone = homeZone((await deps.activeSla(account)).document)
  const span = daysOf(query, { timeZone, nowMs: deps.now() })
  if (span === null) return TOO_MANY
  const [hours, standing] = await Promise.all([deps.insights.hours(account, span), deps.insights.standing(account)])
  const counted = new Map<string, number>()
  for (const { day, hour, [measure]: count } of hours) {
    const name = `${weekdayOf(dayOf(day))} ${hour}`
    counted.set(name, (counted.get(name) ?? 0) + Math.max(0, count))
  }
  const isKnown = standing.asOfMs !== null
  const cells = WEEKDAYS.flatMap((weekday) => {
    const n = daysOn(weekday, span)
    return HOURS.map((hour) => ({
      weekday,
      hour,
      count: isKnown && n > 0 ? (counted.get(`${weekday} ${hour}`) ?? 0) : null,
      days: n,
    }))
  })
  const reason = isKnown ? (hours.length === 0 ? 'no_data' : null) : 'never_counted'
  return answer({ account, timeZone, measure, ...span, ...standing, reason, cells }, deps)
}

/** Monday first; 0 stands for Sunday, as in `Date`. */
const WEEKDAYS = [1, 2, 3, 4, 5, 6, 0] as const
const HOURS = Array.from({ length: 24 }, (_, hour) => hour)

const daysOn = (weekday: number, { fromDay, toDay }: DaySpan): number => {
  const from = dayOf(fromDay)
  return Array.from({ length: dayOf(toDay) - from + 1 }, (_, nth) => from + nth).filter(
    (day) => weekdayOf(day) === weekday,
  ).length
}

type Clock = { readonly timeZone: string; readonly nowMs: number }

/** Up to today by the account's clocks; 30 days where nothing else is said. Null: more than an answer takes. */
export function daysOf(
  { from, to }: { readonly from?: string | undefined; readonly to?: string | undefined },
  { timeZone, nowMs }: Clock,
): DaySpan | null {
  const last = to === undefined ? localHour(nowMs, timeZone).day : dayOf(to)
  const until = from === undefined ? last : Math.max(last, dayOf(from))
  const first = from === undefined ? until - USUAL_DAYS + 1 : dayOf(from)
  return until - first >= MOST_DAYS ? null : { fromDay: dateOf(first), toDay: dateOf(until) }
}

export const TOO_MANY = refused(
  400,
  'bad_parameter',
  `The parameter "from" must not lie ${MOST_DAYS} days or more before "to".`,
)

const answer = (body: Readonly<Record<string, unknown>>, { now }: AnalyticsDeps): Answer => ({
  kind: 'json',
  body,
  fresh: { servedAtMs: now() },
})
