/** Escalations, promises, and whom pages go to. */
import type { HttpRoute } from '#runtime/http'
import { inAccount, type RouteDeps } from './account-route.ts'
import { conversationIdIn } from './conversation-id.ts'
import { commandEscalation, dismissPromise, type EscalationCommandDeps } from './escalation-commands.ts'
import {
  type EscalationsQuery,
  escalationsQuery,
  type FeedbackBody,
  feedbackBody,
  type PromiseBody,
  promiseBody,
} from './escalation-inputs.ts'
import { type OnCallDeps, readOnCall } from './on-call.ts'
import { type AccountQuery, accountQuery } from './queries.ts'
import { type EscalationReadDeps, giveFeedback, readEscalations } from './read-escalations.ts'
import { NO_SUCH_CONVERSATION } from './refusals.ts'

export type EscalationRouteDeps = EscalationCommandDeps & EscalationReadDeps & OnCallDeps

export const escalationRoutes = (deps: RouteDeps & EscalationRouteDeps): readonly HttpRoute[] => [
  inAccount<EscalationsQuery>(deps, {
    path: '/v1/escalations',
    query: escalationsQuery,
    answer: ({ account, query }) => readEscalations(account, query, deps),
  }),
  inAccount<AccountQuery>(deps, {
    ...commanded('/v1/escalations/{id}/acknowledge'),
    answer: (asked) => commandEscalation('acknowledge', asked, deps),
  }),
  inAccount<AccountQuery>(deps, {
    ...commanded('/v1/escalations/{id}/resolve'),
    answer: (asked) => commandEscalation('resolve', asked, deps),
  }),
  inAccount<AccountQuery, FeedbackBody>(deps, {
    ...commanded('/v1/escalations/{id}/feedback'),
    body: feedbackBody,
    answer: (asked) => giveFeedback(asked, deps),
  }),
  inAccount<AccountQuery, PromiseBody>(deps, {
    ...commanded('/v1/conversations/{id}/promise'),
    body: promiseBody,
    answer: async (asked) => {
      const conversationId = conversationIdIn(asked.path)
      return conversationId === null ? NO_SUCH_CONVERSATION : dismissPromise(conversationId, asked, deps)
    },
  }),
  inAccount<AccountQuery>(deps, {
    path: '/v1/oncall',
    query: accountQuery,
    answer: ({ account }) => readOnCall(account, deps),
  }),
]

const commanded = (path: string) => ({ method: 'POST', path, least: 'operator', query: accountQuery }) as const
