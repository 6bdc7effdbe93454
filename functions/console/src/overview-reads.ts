/** What the overview reads of the API: the days that were chosen, and as many before them. Knows no DOM. */
import { dateOf, dayOf } from '#domain/local-date'
import { zoneOf } from './account-zone.ts'
import type { Api, ApiResult } from './api-client.ts'
import type { AnalyticsAnswer, FigureStanding, Figures, TopicsAnswer } from './figure-shapes.ts'
import { queryOf } from './read-pages.ts'

/** How many days, today among them. */
export const PERIODS = [
  { days: 1, words: 'Today' },
  { days: 7, words: '7 days' },
  { days: 30, words: '30 days' },
] as const
export type Period = (typeof PERIODS)[number]['days']

export type DaySpan = { readonly fromDay: string; readonly toDay: string }

/** Up to today by the clocks of the zone. */
export function spanOf(days: number, timeZone: string, nowMs: number): DaySpan {
  const today = dayOf(new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(nowMs))
  return { fromDay: dateOf(today - days + 1), toDay: dateOf(today) }
}
/** As many days before it. */
export function spanBefore({ fromDay, toDay }: DaySpan): DaySpan {
  const [from, to] = [dayOf(fromDay), dayOf(toDay)]
  return { fromDay: dateOf(from - (to - from + 1)), toDay: dateOf(from - 1) }
}

export type Row = { readonly key: string; readonly now: Figures; readonly before: Figures | null }
export type Overview = FigureStanding & {
  readonly span: DaySpan
  readonly timeZone: string
  readonly now: Figures
  /** Of as many days before; null where not all of them were counted, since that would make a change of nothing. */
  readonly before: Figures | null
  readonly told: TopicsAnswer
  readonly days: NonNullable<AnalyticsAnswer['days']>
  readonly topics: readonly Row[]
  /** There are more topics than were read. */
  readonly hasMoreTopics: boolean
}

const DAILY = ['opened', 'resolved', 'first_response_p50', 'first_response_p90', 'sla_net'] as const
const BY_TOPIC = ['opened', 'first_response_p50', 'sla_net', 'reopened_7d', 'csat'] as const
/** Rows that the API gives at once. */
const MOST_TOPICS = 100

export type OverviewAsked = { readonly account: string | null; readonly days: Period; readonly nowMs: number }

/** The account's days are told by its own clocks, which are asked for first. */
export async function readOverview(api: Pick<Api, 'get'>, asked: OverviewAsked): Promise<ApiResult<Overview>> {
  const { account, days, nowMs } = asked
  const zone = await zoneOf(api, account)
  if (!zone.ok) return zone
  const { timeZone } = zone.body
  const span = spanOf(days, timeZone, nowMs)
  const before = spanBefore(span)
  const read = ({ fromDay, toDay }: DaySpan, parts: Readonly<Record<string, string | number | null>> = {}) =>
    api.get<AnalyticsAnswer>(`/v1/analytics${queryOf({ account, from: fromDay, to: toDay, ...parts })}`)
  const byTopic = { dimension: 'topic', figures: BY_TOPIC.join(','), limit: MOST_TOPICS }
  const named = queryOf({ account, from: span.fromDay, to: span.toDay })
  const told = await api.get<TopicsAnswer>(`/v1/analytics/topics${named}`)
  if (!told.ok) return told
  const isWhole = isCounted(before, told.body)
  const answers = await Promise.all([
    read(span),
    read(before),
    read(days === 1 ? spanOf(7, timeZone, nowMs) : span, { daily: 'true', figures: DAILY.join(',') }),
    read(span, byTopic),
    read(before, byTopic),
  ])
  const failed = answers.find((answer) => !answer.ok)
  if (failed !== undefined && !failed.ok) return failed
  const [now, then, daily, topics, topicsThen] = answers.map((answer) => (answer.ok ? answer.body : null))
  if (now == null) return { ok: false, failure: { kind: 'unreachable', code: 'network', detail: 'No answer.' } }
  return {
    ok: true,
    body: {
      ...{ span, timeZone, asOfMs: now.asOfMs, lagMs: now.lagMs, completeness: now.completeness },
      now: now.rows[0]?.figures ?? {},
      before: isWhole ? (then?.rows[0]?.figures ?? {}) : null,
      told: told.body,
      days: daily?.days ?? [],
      topics: rowsOf(topics?.rows ?? [], isWhole ? (topicsThen?.rows ?? []) : null),
      hasMoreTopics: topics?.nextCursor != null,
    },
  }
}

/** Counting may have begun in the middle of its first day. */
export const isCounted = (
  { fromDay }: Pick<DaySpan, 'fromDay'>,
  { countedByHourSince }: Pick<TopicsAnswer, 'countedByHourSince'>,
): boolean => countedByHourSince !== null && countedByHourSince < fromDay

/** Those with most work first; what had none in either is left out. */
export function rowsOf(now: AnalyticsAnswer['rows'], before: AnalyticsAnswer['rows'] | null): readonly Row[] {
  const then = new Map((before ?? []).map(({ key, figures }) => [key, figures]))
  return now
    .map(({ key, figures }) => ({ key, now: figures, before: before === null ? null : (then.get(key) ?? {}) }))
    .filter((row) => openedOf(row.now) + openedOf(row.before) > 0)
    .toSorted((a, b) => openedOf(b.now) - openedOf(a.now) || openedOf(b.before) - openedOf(a.before))
}
const openedOf = (figures: Figures | null): number => figures?.opened?.value ?? 0
