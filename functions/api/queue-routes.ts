/** The queue, the tile, the forecast, and one conversation with its ledger. */
import type { HttpRoute } from '#runtime/http'
import { inAccount, type RouteDeps } from './account-route.ts'
import { conversationIdIn } from './conversation-id.ts'
import { type ForecastDeps, readForecast } from './forecast.ts'
import {
  type AccountQuery,
  accountQuery,
  type ConversationQuery,
  conversationQuery,
  type ForecastQuery,
  forecastQuery,
  type QueueQuery,
  queueQuery,
} from './queries.ts'
import { type ReadDeps, readConversation, readQueue, readTile } from './read-queue.ts'
import { NO_SUCH_CONVERSATION } from './refusals.ts'

export const queueRoutes = (deps: RouteDeps & ReadDeps & ForecastDeps): readonly HttpRoute[] => [
  inAccount<QueueQuery>(deps, {
    path: '/v1/queue',
    query: queueQuery,
    answer: ({ account, query }) => readQueue(account, query, deps),
  }),
  inAccount<AccountQuery>(deps, {
    path: '/v1/tile',
    query: accountQuery,
    answer: ({ account }) => readTile(account, deps),
  }),
  inAccount<ForecastQuery>(deps, {
    path: '/v1/forecast',
    query: forecastQuery,
    answer: ({ account, query }) => readForecast(account, query, deps),
  }),
  inAccount<ConversationQuery>(deps, {
    path: '/v1/conversations/{id}',
    query: conversationQuery,
    answer: async ({ account, path, query }) => {
      const conversationId = conversationIdIn(path)
      return conversationId === null ? NO_SUCH_CONVERSATION : readConversation({ account, conversationId }, query, deps)
    },
  }),
]
