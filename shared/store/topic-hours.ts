/** What was opened of each topic by day and hour. */
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import type { DaySpan } from '#domain/analytics/rollup'
import type { HourSeries } from '#domain/analytics/spikes'
import { dayOf } from '#domain/local-date'
import { isLive } from './expiry.ts'
import { topicHoursPk } from './insight-keys.ts'
import { queryItems } from './query-items.ts'
import { hourIn } from './rollup-item.ts'

export type TopicHours = {
  /** The first day of which anything was counted by the hour; null: nothing ever was. */
  readonly sinceDay: string | null
  readonly topics: ReadonlyMap<string, HourSeries>
}
export type TopicHoursDeps = {
  readonly client: DynamoDBDocumentClient
  /** Table `insights`. */
  readonly table: string
  readonly now: () => number
}

const DAY_LENGTH = '2026-09-14'.length

/** @throws the SDK's errors, and RangeError for what is no date. */
export function topicHoursReader(deps: TopicHoursDeps) {
  return async (account: string, { fromDay, toDay }: DaySpan): Promise<TopicHours> => {
    const pk = topicHoursPk(account)
    const of = { KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': pk } }
    const [first, items] = await Promise.all([
      queryItems(deps, of, 1),
      queryItems(deps, {
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
        ExpressionAttributeValues: { ':pk': pk, ':from': fromDay, ':to': `${toDay}~` },
      }),
    ])
    const topics = new Map<string, Map<number, number>>()
    for (const item of items.filter((one) => isLive(one, deps.now()))) {
      const topic = String(item.sk).slice(DAY_LENGTH + 1)
      const series = topics.get(topic) ?? new Map<number, number>()
      topics.set(topic, series)
      const midnight = dayOf(String(item.sk).slice(0, DAY_LENGTH)) * 24
      for (let hour = 0; hour < 24; hour++) {
        // corrections are seen as they come: never below nothing
        const count = Math.max(0, hourIn(item, hour).opened)
        if (count > 0) series.set(midnight + hour, count)
      }
    }
    return { sinceDay: first[0] === undefined ? null : String(first[0].sk).slice(0, DAY_LENGTH), topics }
  }
}
