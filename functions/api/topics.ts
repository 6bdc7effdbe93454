/** What customers came with, and where far more came than usual: beside what happened before, which need not be why. */

import { localHour } from '#domain/analytics/local-hour'
import type { DaySpan } from '#domain/analytics/rollup'
import { BASELINE_WEEKS } from '#domain/analytics/spikes'
import { daysNeeded, happeningsNeeded, type TopicsCounted, topicReport } from '#domain/analytics/topic-report'
import { homeZone } from '#domain/home-zone'
import { dateOf, dayOf } from '#domain/local-date'
import { refused } from '#runtime/http'
import type { Answer } from '#runtime/http-answer'
import type { AnalyticsDeps } from './analytics.ts'
import { MOST_TOPIC_DAYS, type TopicsQuery } from './analytics-inputs.ts'
import type { HappeningDeps } from './happenings.ts'

export type TopicDeps = Pick<AnalyticsDeps, 'activeSla' | 'insights' | 'now'> &
  Pick<HappeningDeps, 'whatHappened'> & {
    readonly topicHours: (account: string, span: DaySpan) => Promise<TopicsCounted>
  }

const USUAL_DAYS = 7
const TOO_MANY_DAYS = refused(
  400,
  'bad_parameter',
  `The parameter "from" must not lie ${MOST_TOPIC_DAYS} days or more before "to".`,
)

/** GET /v1/analytics/topics. */
export async function readTopics(account: string, query: TopicsQuery, deps: TopicDeps): Promise<Answer> {
  const nowMs = deps.now()
  const timeZone = homeZone((await deps.activeSla(account)).document)
  const span = spanIn(query, localHour(nowMs, timeZone).day)
  if (span === null) return TOO_MANY_DAYS
  const asked = { ...span, timeZone, nowMs }
  const [counted, happenings, standing] = await Promise.all([
    deps.topicHours(account, daysNeeded(span)),
    deps.whatHappened(account, happeningsNeeded(asked)),
    deps.insights.standing(account),
  ])
  const { week, volume, topics } = topicReport(counted, asked, happenings)
  return {
    kind: 'json',
    body: {
      ...{ account, timeZone, ...span, ...standing },
      reason: standing.asOfMs === null ? 'never_counted' : topics.length === 0 ? 'no_data' : null,
      countedByHourSince: counted.sinceDay,
      baselineWeeks: BASELINE_WEEKS,
      week,
      volume,
      items: topics,
    },
    fresh: { servedAtMs: nowMs },
  }
}

function spanIn({ from, to }: TopicsQuery, today: number): DaySpan | null {
  const last = to === undefined ? Math.max(today, from === undefined ? today : dayOf(from)) : dayOf(to)
  const first = from === undefined ? last - USUAL_DAYS + 1 : dayOf(from)
  return last - first >= MOST_TOPIC_DAYS ? null : { fromDay: dateOf(first), toDay: dateOf(last) }
}
