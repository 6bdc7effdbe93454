/** Who is there, and having that read anew. */
import * as z from 'zod/mini'
import type { HttpRoute } from '#runtime/http'
import { inAccount, type RouteDeps } from './account-route.ts'
import { type AccountQuery, account, accountQuery, cursor, flag, limit } from './queries.ts'
import { askForReading, type OperatorDeps, readOperators } from './read-operators.ts'

const operatorsQuery = z.strictObject({ account, gone: flag, cursor, limit: limit(50) })
export type OperatorsQuery = z.output<typeof operatorsQuery>

export const operatorRoutes = (deps: RouteDeps & OperatorDeps): readonly HttpRoute[] => [
  inAccount<OperatorsQuery>(deps, {
    path: '/v1/operators',
    query: operatorsQuery,
    answer: ({ account: of, query }) => readOperators(of, query, deps),
  }),
  inAccount<AccountQuery>(deps, {
    method: 'POST',
    path: '/v1/operators/refresh',
    least: 'operator',
    query: accountQuery,
    answer: (asked) => askForReading(asked, deps),
  }),
]
