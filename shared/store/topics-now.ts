import { localHour } from '#domain/analytics/local-hour'
import type { DaySpan } from '#domain/analytics/rollup'
import { daysNeeded, happeningsNeeded, type TopicReport, topicReport } from '#domain/analytics/topic-report'
import { dateOf } from '#domain/local-date'
import type { TopicHours } from './topic-hours.ts'
import type { WhatHappened } from './what-happened.ts'

export type TopicsNowDeps = {
  readonly topicHours: (account: string, span: DaySpan) => Promise<TopicHours>
  readonly whatHappened: WhatHappened
  readonly now: () => number
}

/** Topics of today and yesterday, as GET /v1/analytics/topics tells them. @throws the SDK's errors. */
export function topicsNow({ topicHours, whatHappened, now }: TopicsNowDeps) {
  return async (account: string, timeZone: string): Promise<TopicReport> => {
    const nowMs = now()
    const { day } = localHour(nowMs, timeZone)
    const span = { fromDay: dateOf(day - 1), toDay: dateOf(day) }
    const asked = { ...span, timeZone, nowMs }
    const [counted, happenings] = await Promise.all([
      topicHours(account, daysNeeded(span)),
      whatHappened(account, happeningsNeeded(asked)),
    ])
    return topicReport(counted, asked, happenings)
  }
}
