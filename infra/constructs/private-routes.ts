/**
 * The routes behind the JWT authorizer: those of `functions/api/routes.ts` and `functions/redrive/letter-routes.ts` that
 * ask for a sign-in, and no others, which tests/infra/api-routes.test.ts checks. A method or a path that is not here is answered 404 by API Gateway itself.
 */

/** A parameter of a path has the name that the function gives it. */
export type PrivateRoute = { readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'; readonly path: string }

const get = (path: string): PrivateRoute => ({ method: 'GET', path })
const post = (path: string): PrivateRoute => ({ method: 'POST', path })
const put = (path: string): PrivateRoute => ({ method: 'PUT', path })
const remove = (path: string): PrivateRoute => ({ method: 'DELETE', path })

export const PRIVATE_ROUTES: readonly PrivateRoute[] = [
  get('/v1/queue'),
  get('/v1/tile'),
  post('/v1/tile/embed-tokens'),
  remove('/v1/tile/embed-tokens'),
  get('/v1/forecast'),
  get('/v1/conversations/{id}'),
  get('/v1/conversations/{id}/sla'),
  get('/v1/conversations/{id}/receipts'),
  post('/v1/conversations/{id}/promise'),
  get('/v1/escalations'),
  post('/v1/escalations/{id}/acknowledge'),
  post('/v1/escalations/{id}/resolve'),
  post('/v1/escalations/{id}/feedback'),
  get('/v1/approvals'),
  get('/v1/approvals/{id}'),
  post('/v1/approvals/{id}/edit'),
  post('/v1/approvals/{id}/approve'),
  post('/v1/approvals/{id}/reject'),
  post('/v1/approvals/{id}/request-changes'),
  post('/v1/approvals/{id}/second-look'),
  get('/v1/reviewers'),
  get('/v1/operators'),
  post('/v1/operators/refresh'),
  get('/v1/policies/{kind}'),
  post('/v1/policies/{kind}'),
  post('/v1/policies/{kind}/check'),
  post('/v1/policies/{kind}/preview'),
  post('/v1/policies/{kind}/activate'),
  post('/v1/policies/{kind}/rollback'),
  get('/v1/policies/{kind}/versions/{version}'),
  get('/v1/sla/compliance'),
  get('/v1/sla/breaches'),
  post('/v1/sla/breaches/{id}/excuse'),
  get('/v1/analytics'),
  get('/v1/analytics/heat-map'),
  get('/v1/operators/performance'),
  get('/v1/analytics/topics'),
  get('/v1/analytics/drivers'),
  get('/v1/analytics/conversations'),
  get('/v1/happenings'),
  post('/v1/happenings'),
  get('/v1/operators/performance/points/{id}'),
  get('/v1/operators/performance/disputes'),
  post('/v1/operators/performance/disputes'),
  post('/v1/operators/performance/disputes/{id}/resolve'),
  get('/v1/outages'),
  post('/v1/outages'),
  get('/v1/signals'),
  get('/v1/autonomy'),
  get('/v1/grades'),
  get('/v1/grades/{id}'),
  post('/v1/grades/{id}/dispute'),
  post('/v1/grades/{id}/resolve-dispute'),
  get('/v1/reviews'),
  post('/v1/reviews/{id}'),
  get('/v1/quality'),
  get('/v1/reports'),
  get('/v1/reports/{week}'),
  get('/v1/reports/{week}/verification'),
  get('/v1/health/intake'),
  get('/v1/oncall'),
  get('/v1/switches'),
  put('/v1/switches/{name}'),
  remove('/v1/switches/{name}'),
  get('/v1/switch-turns'),
  post('/v1/drafts'),
  get('/v1/articles'),
  post('/v1/suggestions'),
  get('/v1/article-proposals'),
  get('/v1/article-proposals/{id}'),
  post('/v1/article-proposals/{id}/approve'),
  post('/v1/article-proposals/{id}/reject'),
  post('/v1/article-proposals/{id}/rollback'),
  get('/v1/conversations/{id}/suggestions'),
  post('/v1/conversations/{id}/suggestions/{articleId}/feedback'),
  get('/v1/me'),
]

/** Those that `redrive` answers: they take rights on queues, which `api` shall not have. */
export const LETTER_ROUTES: readonly PrivateRoute[] = [
  get('/v1/dead-letters'),
  get('/v1/dead-letters/{queue}'),
  post('/v1/dead-letters/{queue}/redrive'),
  post('/v1/dead-letters/{queue}/drop'),
  get('/v1/dead-letter-runs'),
]

/** Whoever answers. */
export const ROUTES_BEHIND_SIGN_IN: readonly PrivateRoute[] = [...PRIVATE_ROUTES, ...LETTER_ROUTES]

/** As API Gateway names a route: `POST /v1/outages`. */
export const routeKeyOf = ({ method, path }: PrivateRoute): string => `${method} ${path}`
