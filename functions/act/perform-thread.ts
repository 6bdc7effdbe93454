import * as z from 'zod/mini'
import type { ChatwootAccess } from '#chatwoot/access'
import type { ThreadClient } from '#chatwoot/thread-client'
import { ACCOUNT_SLUG } from '#domain/account'
import type { ThreadRead } from '#domain/quality/thread-reading'
import { DONE, type Outcome } from '#runtime/sqs-batch'
import { openRequest, type ReadDeps } from './read-request.ts'

export type ThreadDeps = ReadDeps & {
  readonly threads: (access: ChatwootAccess) => ThreadClient
  /** Tells whoever asked. `undefined` in a deployment where nobody does. */
  readonly answer: ((read: ThreadRead) => Promise<void>) | undefined
}

const text = z.string().check(z.minLength(1), z.maxLength(200))
const id = z.int().check(z.positive())
const schema = z.object({
  kind: z.literal('thread'),
  account: z.string().check(z.regex(ACCOUNT_SLUG)),
  conversationId: id,
  resolvedAtMs: id,
  id: text,
  requestedAtMs: id,
  tries: z.int().check(z.nonnegative()),
  correlationId: text,
})

/** No further page is begun after this time. */
const BITE_MS = 20_000

/**
 * Reads a resolved conversation, and hands it to whoever grades it. Nothing of it is kept here. Like a reading it has no item:
 * one that cannot be made is answered so, and whoever asked may ask again later.
 * @throws when the answer cannot be sent.
 */
export async function performThread(message: unknown, deps: ThreadDeps): Promise<Outcome> {
  const opened = openRequest(schema, message, { reason: 'malformed_thread', name: 'thread' })
  if ('dead' in opened) return opened.dead
  if (deps.answer === undefined)
    return { kind: 'dead', reason: 'nobody_asks', detail: 'No queue is set up for answers to threads' }
  const body = await bodyOf(opened.request, deps)
  if (body === null) return DONE
  const { account, conversationId, resolvedAtMs, id: requestId, correlationId } = opened.request
  await deps.answer({ ...body, account, conversationId, resolvedAtMs, requestId, readAtMs: deps.now(), correlationId })
  if (body.kind === 'thread_failed') {
    deps.count('ReadingsFailed')
    const level = body.passing ? 'warn' : 'error'
    deps.log[level]('thread_not_read', { account, conversationId, requestId, correlationId, error: body.code })
  } else {
    deps.count('ReadingsAnswered')
  }
  return DONE
}

type Body<Read> = Read extends ThreadRead
  ? Omit<Read, 'account' | 'conversationId' | 'resolvedAtMs' | 'requestId' | 'readAtMs' | 'correlationId'>
  : never

/** Null: nobody wants it read, or nobody gave Backdesk a token. Both are choices. */
async function bodyOf(
  { account, conversationId, tries }: z.output<typeof schema>,
  deps: ThreadDeps,
): Promise<Body<ThreadRead> | null> {
  if ((await deps.isOff(account, 'act')) || (await deps.isOff(account, 'act.read'))) return null
  const access = await deps.book.find(account)
  const failed = (code: string, passing: boolean) => ({ kind: 'thread_failed', code, passing, tries }) as const
  if (access === 'unavailable') return failed('chatwoot_access_unavailable', true)
  if (access === undefined) return null
  const called = await deps.threads(access).thread(conversationId, deps.now() + BITE_MS)
  if (called.kind === 'denied') deps.book.doubt()
  if (called.kind !== 'ok') return failed(called.code, called.kind === 'passing')
  const { value } = called
  return value.kind === 'gone'
    ? { kind: 'thread_gone' }
    : { kind: 'thread_read', messages: value.messages, complete: value.complete }
}
