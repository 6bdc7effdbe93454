/** Figures, and when work comes in. */
import type { HttpRoute } from '#runtime/http'
import { inAccount, type RouteDeps } from './account-route.ts'
import { type AnalyticsDeps, readAnalytics, readHeatMap } from './analytics.ts'
import {
  type AnalyticsQuery,
  analyticsQuery,
  type HeatMapQuery,
  heatMapQuery,
  type PerformanceQuery,
  performanceQuery,
} from './analytics-inputs.ts'
import { type PerformanceDeps, readPerformance } from './performance.ts'

export const analyticsRoutes = (deps: RouteDeps & AnalyticsDeps & PerformanceDeps): readonly HttpRoute[] => [
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
]
