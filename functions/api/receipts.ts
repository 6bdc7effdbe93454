/** GET /v1/conversations/{id}/receipts: why it went to whom, and why not to each of the others. */
import type { Conversation } from '#domain/conversation'
import type { KnownDirectory } from '#domain/presence'
import type { ChoiceReceipt, Considered } from '#domain/routing/choice-terms'
import type { StoredReceipt } from '#domain/routing/stored-receipt'
import { type Behind, behindOf } from '#domain/routing/why-behind'
import type { HttpRoute } from '#runtime/http'
import type { Answer } from '#runtime/http-answer'
import { inAccount, type RouteDeps } from './account-route.ts'
import { conversationIdIn } from './conversation-id.ts'
import { type ReceiptsQuery, receiptsQuery } from './queries.ts'
import type { BadCursor, PageAsked } from './reads.ts'
import { BAD_CURSOR, NO_SUCH_CONVERSATION } from './refusals.ts'

type Of = { readonly account: string; readonly conversationId: number }

export type ReceiptDeps = {
  readonly reads: { conversation(account: string, conversationId: number): Promise<Conversation | null> }
  /** Newest first. */
  readonly receiptPage: (
    of: Of,
    page: PageAsked,
  ) => Promise<{ readonly receipts: readonly StoredReceipt[]; readonly nextCursor: string | null } | BadCursor>
  readonly operators: { directory(account: string): Promise<KnownDirectory | undefined> }
  readonly now: () => number
}

export const receiptRoutes = (deps: RouteDeps & ReceiptDeps): readonly HttpRoute[] => [
  inAccount<ReceiptsQuery>(deps, {
    path: '/v1/conversations/{id}/receipts',
    query: receiptsQuery,
    answer: async ({ account, path, query }) => {
      const conversationId = conversationIdIn(path)
      if (conversationId === null) return NO_SUCH_CONVERSATION
      return readReceipts({ account, conversationId }, query, deps)
    },
  }),
]

async function readReceipts(of: Of, query: ReceiptsQuery, deps: ReceiptDeps): Promise<Answer> {
  const { cursor = null, limit } = query
  const [conversation, page] = await Promise.all([
    deps.reads.conversation(of.account, of.conversationId),
    deps.receiptPage(of, { cursor, limit }),
  ])
  if (conversation === null) return NO_SUCH_CONVERSATION
  if ('badCursor' in page) return BAD_CURSOR
  const ids = teamIdsIn(page.receipts)
  const directory = ids.length === 0 ? undefined : await deps.operators.directory(of.account)
  const body = {
    ...of,
    routing: conversation.routing ?? null,
    receipts: page.receipts.map(receiptView),
    nextCursor: page.nextCursor,
    teams: ids.map((id) => ({ id, name: directory?.teams.find((team) => team.id === id)?.name ?? null })),
  }
  return { kind: 'json', body, fresh: { asOfMs: deps.now() } }
}

type ConsideredView = Considered & { readonly behind: Behind | null }
export type ReceiptView = Omit<StoredReceipt, 'choice'> & {
  readonly choice: (Omit<ChoiceReceipt, 'considered'> & { readonly considered: readonly ConsideredView[] }) | null
}

export function receiptView({ choice, ...receipt }: StoredReceipt): ReceiptView {
  if (choice === null) return { ...receipt, choice }
  const considered = choice.considered.map((one) => ({ ...one, behind: behindOf(choice, one) }))
  return { ...receipt, choice: { ...choice, considered } }
}

/** Teams that these decisions were about, by id. */
const teamIdsIn = (receipts: readonly StoredReceipt[]): readonly number[] =>
  [...new Set(receipts.flatMap(({ choice }) => choice?.need.teamId ?? []))].sort((a, b) => a - b)
