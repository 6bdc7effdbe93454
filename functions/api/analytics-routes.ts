/** Figures, and when work comes in. */
import type { HttpRoute } from '#runtime/http'
import { inAccount, type RouteDeps } from './account-route.ts'
import { type AnalyticsDeps, readAnalytics, readHeatMap } from './analytics.ts'
import {
  type AnalyticsQuery,
  analyticsQuery,
  type DriversQuery,
  driversQuery,
  type HeatMapQuery,
  heatMapQuery,
  type PerformanceQuery,
  performanceQuery,
  type RowsQuery,
  rowsQuery,
  type TopicsQuery,
  topicsQuery,
} from './analytics-inputs.ts'
import { type RowDeps, readRows } from './conversation-rows.ts'
import { type DriverDeps, readDrivers } from './drivers.ts'
import { type PerformanceDeps, readPerformance } from './performance.ts'
import { disputePoint, type PointDeps, readDisputes, readPoints, resolvePointDispute } from './point-disputes.ts'
import {
  type DisputePointBody,
  type DisputesQuery,
  disputePointBody,
  disputesQuery,
  type ResolvePointBody,
  resolvePointBody,
} from './point-inputs.ts'
import { type AccountQuery, accountQuery } from './queries.ts'
import { readTopics, type TopicDeps } from './topics.ts'

export type AnalyticsRouteDeps = AnalyticsDeps & DriverDeps & PerformanceDeps & RowDeps & PointDeps & TopicDeps

export const analyticsRoutes = (deps: RouteDeps & AnalyticsRouteDeps): readonly HttpRoute[] => [
  inAccount<AnalyticsQuery>(deps, {
    path: '/v1/analytics',
    query: analyticsQuery,
    answer: ({ account, query }) => readAnalytics(account, query, deps),
  }),
  inAccount<HeatMapQuery>(deps, {
    path: '/v1/analytics/heat-map',
    query: heatMapQuery,
    answer: ({ account, query }) => readHeatMap(account, query, deps),
  }),
  inAccount<PerformanceQuery>(deps, {
    path: '/v1/operators/performance',
    least: 'operator',
    query: performanceQuery,
    answer: (asked) => readPerformance(asked, deps),
  }),
  inAccount<TopicsQuery>(deps, {
    path: '/v1/analytics/topics',
    query: topicsQuery,
    answer: ({ account, query }) => readTopics(account, query, deps),
  }),
  inAccount<DriversQuery>(deps, {
    path: '/v1/analytics/drivers',
    query: driversQuery,
    answer: ({ account, query }) => readDrivers(account, query, deps),
  }),
  inAccount<RowsQuery>(deps, {
    path: '/v1/analytics/conversations',
    least: 'lead',
    query: rowsQuery,
    answer: ({ account, query }) => readRows(account, query, deps),
  }),
  inAccount<AccountQuery>(deps, {
    path: '/v1/operators/performance/points/{id}',
    least: 'operator',
    query: accountQuery,
    answer: (asked) => readPoints(asked, deps),
  }),
  inAccount<DisputesQuery>(deps, {
    path: '/v1/operators/performance/disputes',
    least: 'operator',
    query: disputesQuery,
    answer: (asked) => readDisputes(asked, deps),
  }),
  inAccount<AccountQuery, DisputePointBody>(deps, {
    method: 'POST',
    path: '/v1/operators/performance/disputes',
    least: 'operator',
    query: accountQuery,
    body: disputePointBody,
    answer: (asked) => disputePoint(asked, deps),
  }),
  inAccount<AccountQuery, ResolvePointBody>(deps, {
    method: 'POST',
    path: '/v1/operators/performance/disputes/{id}/resolve',
    least: 'lead',
    query: accountQuery,
    body: resolvePointBody,
    answer: (asked) => resolvePointDispute(asked, deps),
  }),
]
