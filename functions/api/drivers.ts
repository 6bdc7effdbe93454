/** What drives the work, by topic: minutes, escalations, and money where the routing document says what an hour costs. */
import { driversOf } from '#domain/analytics/drivers'
import type { Rollup } from '#domain/analytics/rollup'
import { homeZone } from '#domain/home-zone'
import type { RoutingDocument } from '#domain/routing/routing-policy'
import type { Activated } from '#domain/sla-policy'
import type { Answer } from '#runtime/http-answer'
import { eachLimited } from '#runtime/retry'
import { type AnalyticsDeps, daysOf, TOO_MANY } from './analytics.ts'
import type { DriversQuery } from './analytics-inputs.ts'

export type DriverDeps = AnalyticsDeps & {
  readonly activeRouting: (account: string) => Promise<Activated<RoutingDocument>>
}

const READS_AT_ONCE = 8
const KEYS_A_PAGE = 100

/** GET /v1/analytics/drivers. */
export async function readDrivers(account: string, query: DriversQuery, deps: DriverDeps): Promise<Answer> {
  const timeZone = homeZone((await deps.activeSla(account)).document)
  const span = daysOf(query, { timeZone, nowMs: deps.now() })
  if (span === null) return TOO_MANY
  const [names, standing, routing] = await Promise.all([
    topicsOf(account, deps),
    deps.insights.standing(account),
    deps.activeRouting(account),
  ])
  const topics: { topic: string; rollup: Rollup }[] = []
  await eachLimited(names, READS_AT_ONCE, async (topic) => {
    topics.push({ topic, rollup: await deps.insights.rollup({ account, dimension: 'topic', key: topic, ...span }) })
  })
  const cost = routing.document.cost ?? null
  const items = driversOf(topics, cost)
  return {
    kind: 'json',
    body: {
      ...{ account, timeZone, ...span, ...standing },
      reason: standing.asOfMs === null ? 'never_counted' : items.length === 0 ? 'no_data' : null,
      cost,
      routingVersion: routing.version,
      items,
    },
    fresh: { servedAtMs: deps.now() },
  }
}

async function topicsOf(account: string, { insights }: DriverDeps): Promise<string[]> {
  const names: string[] = []
  for (let cursor: string | null = null, isMore = true; isMore; ) {
    const page = await insights.keys(account, 'topic', { cursor, limit: KEYS_A_PAGE })
    if ('badCursor' in page) throw new Error('drivers.cursor: its own cursor was refused')
    names.push(...page.keys.map(({ key }) => key))
    cursor = page.nextCursor
    isMore = cursor !== null
  }
  return names
}
