/** GET /v1/conversations/{id}/receipts: why it went to whom, and why to nobody. */
import * as z from 'zod/mini'
import type { Conversation } from '#domain/conversation'
import type { StoredReceipt } from '#domain/routing/stored-receipt'
import type { HttpRoute } from '#runtime/http'
import type { Answer } from '#runtime/http-answer'
import { inAccount, type RouteDeps } from './account-route.ts'
import { conversationIdIn } from './conversation-id.ts'
import { accountQuery, limit } from './queries.ts'
import { NO_SUCH_CONVERSATION } from './refusals.ts'

export type ReceiptDeps = {
  readonly reads: { conversation(account: string, conversationId: number): Promise<Conversation | null> }
  /** Newest first. */
  readonly receipts: (account: string, conversationId: number, most: number) => Promise<readonly StoredReceipt[]>
  readonly now: () => number
}

const receiptsQuery = z.extend(accountQuery, { limit: limit(20) })
type ReceiptsQuery = z.output<typeof receiptsQuery>

export const receiptRoutes = (deps: RouteDeps & ReceiptDeps): readonly HttpRoute[] => [
  inAccount<ReceiptsQuery>(deps, {
    path: '/v1/conversations/{id}/receipts',
    query: receiptsQuery,
    answer: async ({ account, path, query }) => {
      const conversationId = conversationIdIn(path)
      if (conversationId === null) return NO_SUCH_CONVERSATION
      return readReceipts({ account, conversationId }, query.limit, deps)
    },
  }),
]

async function readReceipts(
  { account, conversationId }: { readonly account: string; readonly conversationId: number },
  most: number,
  deps: ReceiptDeps,
): Promise<Answer> {
  const [conversation, receipts] = await Promise.all([
    deps.reads.conversation(account, conversationId),
    deps.receipts(account, conversationId, most),
  ])
  if (conversation === null) return NO_SUCH_CONVERSATION
  const routing = conversation.routing ?? null
  return { kind: 'json', body: { account, conversationId, routing, receipts, asOfMs: deps.now() } }
}
