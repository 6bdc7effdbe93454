/** The public messages of one conversation, from the first, for whoever grades it. */
import * as z from 'zod/mini'
import { MOST_THREAD_MESSAGES, THREAD_TEXT_CHARACTERS, type ThreadMessage } from '#domain/quality/thread-reading'
import type { ChatwootAccess } from './access.ts'
import type { Called } from './called.ts'
import { type ChatwootClientDeps, chatwootCalls } from './calls.ts'
import { listedMessagePayload } from './payloads.ts'
import { readListedMessage } from './read-message.ts'

export type ThreadListed =
  | { readonly kind: 'gone' }
  | { readonly kind: 'read'; readonly messages: readonly ThreadMessage[]; readonly complete: boolean }
export type ThreadClient = { thread(conversationId: number, untilMs: number): Promise<Called<ThreadListed>> }

/** `after` lists so many, oldest first (CONTRACT (c)). */
const PAGE = 100
const answer = z.looseObject({ payload: z.array(z.looseObject({ id: z.int().check(z.positive()) })) })
type Page = { readonly lastId: number; readonly listed: number; readonly messages: readonly ThreadMessage[] }

function readPage(body: unknown): Page | undefined {
  const parsed = answer.safeParse(body)
  if (!parsed.success) return undefined
  const { payload } = parsed.data
  return {
    lastId: payload.at(-1)?.id ?? 0,
    listed: payload.length,
    messages: payload.flatMap((raw) => messageIn(raw) ?? []),
  }
}

/** Notes are colleagues', and activity nobody's. An ill-formed one is left out: the others are worth reading. */
function messageIn(raw: unknown): ThreadMessage | null {
  const read = listedMessagePayload.safeParse(raw)
  if (!read.success) return null
  const fact = readListedMessage(read.data, { isAutomatic: false }, null)
  if (fact === null || fact.kind === 'note') return null
  const text = (read.data.content ?? '').slice(0, THREAD_TEXT_CHARACTERS)
  return { id: fact.id, role: fact.kind, senderId: fact.senderId, atMs: fact.atMs, text }
}

export function threadClient(
  access: ChatwootAccess,
  deps: ChatwootClientDeps & { readonly now: () => number },
): ThreadClient {
  const { get } = chatwootCalls(access, deps)
  return {
    async thread(conversationId, untilMs) {
      const messages: ThreadMessage[] = []
      let after = 0
      for (;;) {
        const called: Called<Page> = await get(`conversations/${conversationId}/messages?after=${after}`, readPage)
        if (called.kind === 'refused' && called.code === 'conversation_gone')
          return { kind: 'ok', value: { kind: 'gone' } }
        if (called.kind !== 'ok') return called
        const { lastId, listed, messages: page } = called.value
        messages.push(...page)
        const isAll = listed < PAGE || lastId <= after
        after = Math.max(after, lastId)
        if (isAll) return { kind: 'ok', value: { kind: 'read', messages, complete: true } }
        if (messages.length >= MOST_THREAD_MESSAGES || deps.now() >= untilMs)
          return { kind: 'ok', value: { kind: 'read', messages, complete: false } }
      }
    },
  }
}
