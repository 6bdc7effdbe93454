import type { Conversation } from '#domain/conversation'
import type { RefreshMessage } from '#domain/deadline-message'
import { eachLimited } from '#runtime/retry'
import type { Outcome } from '#runtime/sqs-batch'
import { type Held, moveOn, type ReevaluateDeps } from './reevaluate.ts'

type Page =
  | { readonly items: readonly Conversation[]; readonly nextCursor: string | null }
  | { readonly badCursor: true }

export type RefreshDeps = ReevaluateDeps & {
  readonly readMany: (
    keys: readonly { readonly account: string; readonly conversationId: number }[],
  ) => Promise<ReadonlyMap<string, Held>>
  readonly conversationsOf: (
    list: { readonly account: string; readonly status: RefreshMessage['status'] },
    page: { readonly cursor: string | null; readonly limit: number },
  ) => Promise<Page>
  readonly refresh: (message: RefreshMessage) => Promise<void>
}

const PAGE = 50
const AT_ONCE = 8
const NEXT_STATUS = { open: 'pending', pending: 'snoozed', snoozed: null } as const

/**
 * Brings a page of an account's conversations under the active documents, then asks for the next page. A page that fails
 * is done again: what is done already is then left alone.
 */
export async function refreshPage(message: RefreshMessage, deps: RefreshDeps): Promise<Outcome | undefined> {
  const { account, status, cursor } = message
  const page = await deps.conversationsOf({ account, status }, { cursor, limit: PAGE })
  if ('badCursor' in page) return { kind: 'dead', reason: 'unreadable', detail: 'cursor' }
  const held = page.items.length === 0 ? new Map<string, Held>() : await deps.readMany(page.items)
  await eachLimited([...held.values()], AT_ONCE, async (one) => {
    const failed = await moveOn(one, deps, { correlationId: `refresh-${account}-${one.conversation.conversationId}` })
    // One that the table refuses stays as it is, and the rest goes on; its own deadline tells of it.
    if (failed?.kind === 'retry') throw new Error('a conversation could not be refreshed')
  })
  deps.count('WatchesRefreshed', held.size)
  const next = NEXT_STATUS[status]
  if (page.nextCursor !== null) await deps.refresh({ ...message, cursor: page.nextCursor })
  else if (next !== null) await deps.refresh({ ...message, status: next, cursor: null })
  return undefined
}
