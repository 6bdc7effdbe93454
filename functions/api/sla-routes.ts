/** Clocks explained, figures, breaches and outages. */
import type { HttpRoute } from '#runtime/http'
import { inAccount, type RouteDeps } from './account-route.ts'
import { conversationIdIn } from './conversation-id.ts'
import { type ExplainDeps, explainSla } from './explain-sla.ts'
import { type OutageDeps, readOutages, recordOutage } from './outages.ts'
import { type AccountQuery, accountQuery } from './queries.ts'
import { NO_SUCH_CONVERSATION } from './refusals.ts'
import { excuseBreach, type FiguresDeps, readBreaches, readCompliance } from './sla-figures.ts'
import {
  type BreachesQuery,
  breachesQuery,
  type ComplianceQuery,
  complianceQuery,
  type ExcuseBody,
  type ExplainQuery,
  excuseBody,
  explainQuery,
  type OutageBody,
  type OutagesQuery,
  outageBody,
  outagesQuery,
} from './sla-inputs.ts'

export type SlaRouteDeps = ExplainDeps & FiguresDeps & OutageDeps

export const slaRoutes = (deps: RouteDeps & SlaRouteDeps): readonly HttpRoute[] => [
  inAccount<ExplainQuery>(deps, {
    path: '/v1/conversations/{id}/sla',
    query: explainQuery,
    answer: async ({ account, path, query }) => {
      const conversationId = conversationIdIn(path)
      return conversationId === null
        ? NO_SUCH_CONVERSATION
        : explainSla({ account, conversationId }, query.at ?? null, deps)
    },
  }),
  inAccount<ComplianceQuery>(deps, {
    path: '/v1/sla/compliance',
    query: complianceQuery,
    answer: ({ account, query }) => readCompliance(account, query, deps),
  }),
  inAccount<BreachesQuery>(deps, {
    path: '/v1/sla/breaches',
    query: breachesQuery,
    answer: ({ account, query }) => readBreaches(account, query, deps),
  }),
  inAccount<AccountQuery, ExcuseBody>(deps, {
    method: 'POST',
    path: '/v1/sla/breaches/{id}/excuse',
    least: 'lead',
    query: accountQuery,
    body: excuseBody,
    answer: (asked) => excuseBreach(asked, deps),
  }),
  inAccount<OutagesQuery>(deps, {
    path: '/v1/outages',
    query: outagesQuery,
    answer: ({ account, query }) => readOutages(account, query, deps),
  }),
  inAccount<AccountQuery, OutageBody>(deps, {
    method: 'POST',
    path: '/v1/outages',
    least: 'lead',
    query: accountQuery,
    body: outageBody,
    answer: (asked) => recordOutage(asked, deps),
  }),
]
