/** What customers came with: each topic's week beside the one before, its spikes, and what happened before those. */
import { type Before, type Happening, HOURS_BEFORE, happenedBefore } from '#domain/happening'
import { dateOf, dayOf } from '#domain/local-date'
import { hourNumber, hourStartMs, localHour } from './local-hour.ts'
import type { DaySpan } from './rollup.ts'
import { BASELINE_WEEKS, type HourSeries, hasBaseline, type SpikesAsked, spikesIn, swayOf } from './spikes.ts'
import { type Trend, trendOf } from './trend.ts'

export type TopicsCounted = {
  readonly sinceDay: string | null
  readonly topics: ReadonlyMap<string, HourSeries>
}
export type TopicsAsked = DaySpan & { readonly timeZone: string; readonly nowMs: number }

export type SpikeTold = {
  readonly fromMs: number
  /** The end of its last hour, or now. */
  readonly toMs: number
  readonly isRunning: boolean
  readonly observed: number
  readonly expected: number
  readonly mostByChance: number
  readonly before: readonly Before[]
}
export type SeriesTold = {
  /** Conversations opened in the span. */
  readonly opened: number
  /** Null: not all of both weeks was counted by the hour. */
  readonly trend: Trend | null
  /** Null: too few weeks before it to know what is usual. */
  readonly spikes: readonly SpikeTold[] | null
}
export type TopicTold = SeriesTold & { readonly topic: string }
export type TopicReport = {
  readonly week: DaySpan
  readonly volume: SeriesTold
  /** Most first. */
  readonly topics: readonly TopicTold[]
}

const WEEK_DAYS = 7
const DAY_HOURS = 24
const HOUR_MS = 3_600_000

/** The days whose counts are needed to tell of a span. */
export const daysNeeded = ({ fromDay, toDay }: DaySpan): DaySpan => ({
  fromDay: dateOf(dayOf(fromDay) - BASELINE_WEEKS * WEEK_DAYS - 1),
  toDay,
})
/** The time of which happenings are needed. */
export const happeningsNeeded = ({ fromDay, timeZone, nowMs }: TopicsAsked) => ({
  fromMs: hourStartMs(dayOf(fromDay) * DAY_HOURS, timeZone) - (HOURS_BEFORE + 1) * HOUR_MS,
  toMs: nowMs,
})

export function topicReport(counted: TopicsCounted, asked: TopicsAsked, happenings: readonly Happening[]): TopicReport {
  const nowHour = hourNumber(localHour(asked.nowMs, asked.timeZone))
  const lastDay = Math.min(dayOf(asked.toDay), Math.floor(nowHour / DAY_HOURS) - 1)
  const week = { from: lastDay - WEEK_DAYS + 1, to: lastDay }
  // the first day that was counted may have begun before the counting did
  const sinceDay = counted.sinceDay === null ? Number.POSITIVE_INFINITY : dayOf(counted.sinceDay) + 1
  const hours: SpikesAsked = {
    fromHour: dayOf(asked.fromDay) * DAY_HOURS,
    toHour: Math.min(nowHour, dayOf(asked.toDay) * DAY_HOURS + DAY_HOURS - 1),
    sinceHour: sinceDay * DAY_HOURS,
    series: counted.topics.size + 1,
  }
  const about = { ...asked, hours, week, sinceDay, nowHour, happenings }
  const topics = [...counted.topics]
    .map(([topic, series]) => ({ topic, ...told(series, about) }))
    .filter(({ opened, trend }) => opened > 0 || (trend !== null && trend.week + trend.weekBefore > 0))
    .toSorted((a, b) => b.opened - a.opened || (a.topic < b.topic ? -1 : 1))
  const volume = told(together([...counted.topics.values()]), about)
  return { week: { fromDay: dateOf(week.from), toDay: dateOf(week.to) }, volume, topics }
}

type About = TopicsAsked & {
  readonly hours: SpikesAsked
  readonly week: { readonly from: number; readonly to: number }
  readonly sinceDay: number
  readonly nowHour: number
  readonly happenings: readonly Happening[]
}

function told(series: HourSeries, about: About): SeriesTold {
  const { hours, week, sinceDay, timeZone, nowHour, nowMs, happenings } = about
  const opened = between(series, hours.fromHour, hours.toHour)
  const isCovered = week.from - WEEK_DAYS >= sinceDay
  const weekIn = (from: number): number => between(series, from * DAY_HOURS, (from + WEEK_DAYS) * DAY_HOURS - 1)
  const weeks = { week: weekIn(week.from), weekBefore: weekIn(week.from - WEEK_DAYS) }
  const ofWeek = { ...hours, fromHour: week.from * DAY_HOURS, toHour: (week.to + 1) * DAY_HOURS - 1 }
  const dispersion = 1 + (swayOf(series, ofWeek, DAY_HOURS) * (weeks.week + weeks.weekBefore)) / (2 * WEEK_DAYS)
  const spikes = hasBaseline(hours) ? spikesIn(series, hours) : null
  return {
    opened,
    trend: isCovered ? trendOf(weeks, { dispersion, together: hours.series }) : null,
    spikes:
      spikes?.map(({ fromHour, toHour, ...spike }) => {
        const fromMs = hourStartMs(fromHour, timeZone)
        const isRunning = toHour >= nowHour
        const toMs = isRunning ? nowMs : hourStartMs(toHour + 1, timeZone)
        return { fromMs, toMs, isRunning, ...spike, before: happenedBefore(happenings, fromMs) }
      }) ?? null,
  }
}

function between(series: HourSeries, from: number, to: number): number {
  let sum = 0
  for (const [hour, count] of series) if (hour >= from && hour <= to) sum += count
  return sum
}

function together(all: readonly HourSeries[]): HourSeries {
  const sum = new Map<number, number>()
  for (const series of all) for (const [hour, count] of series) sum.set(hour, (sum.get(hour) ?? 0) + count)
  return sum
}
