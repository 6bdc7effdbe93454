import * as z from 'zod/mini'
import { ACCOUNT_SLUG } from '#domain/account'
import type { ThreadRead, ThreadRequest } from '#domain/quality/thread-reading'
import { parseEvent } from '#events/catalogue'
import type { ConversationEvent } from '#events/conversation-events'
import { parsedJson } from '#runtime/json'

export type ResolvedEvent = Extract<ConversationEvent, { readonly type: 'conversation.resolved.v1' }>
export type Message = { readonly kind: 'resolved'; readonly event: ResolvedEvent } | ThreadRead | Again
/** To be asked for once more, now that some time has passed. */
export type Again = Omit<ThreadRequest, 'kind'> & { readonly kind: 'again' }
export type Malformed = { readonly kind: 'malformed'; readonly problem: string }

const id = z.int().check(z.positive())
const count = z.int().check(z.nonnegative())
const text = z.string().check(z.minLength(1), z.maxLength(200))
const about = {
  account: z.string().check(z.regex(ACCOUNT_SLUG)),
  conversationId: id,
  resolvedAtMs: id,
  correlationId: text,
}
const answer = { ...about, requestId: text, readAtMs: id }

const own = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('thread_read'),
    ...answer,
    complete: z.boolean(),
    messages: z.array(
      z.object({
        id,
        role: z.enum(['customer', 'operator', 'bot']),
        senderId: z.nullable(id),
        atMs: count,
        text: z.string(),
      }),
    ),
  }),
  z.object({ kind: z.literal('thread_gone'), ...answer }),
  z.object({ kind: z.literal('thread_failed'), ...answer, code: text, passing: z.boolean(), tries: count }),
  z.object({ kind: z.literal('again'), ...about, id: text, requestedAtMs: id, tries: count }),
])

/** The message in a body, or what is wrong with it: paths and rules, never what was given. */
export function openMessage(body: string): Message | Malformed {
  const json = parsedJson(body)
  if (typeof json === 'object' && json !== null && 'detail-type' in json)
    return openEvent('detail' in json ? json.detail : undefined)
  const read = own.safeParse(json)
  return read.success ? read.data : malformed(pathsOf(read.error, 'message'))
}

function openEvent(detail: unknown): Message | Malformed {
  let event: ConversationEvent
  try {
    event = parseEvent(detail)
  } catch (error) {
    if (!(error instanceof z.core.$ZodError)) throw error
    return malformed(pathsOf(error, 'detail'))
  }
  if (event.type === 'conversation.resolved.v1') return { kind: 'resolved', event }
  return malformed(`nobody here listens for ${event.type}`)
}

const malformed = (problem: string): Malformed => ({ kind: 'malformed', problem })
const pathsOf = ({ issues }: z.core.$ZodError, whole: string): string =>
  issues.map(({ path, code }) => `${path.join('.') || whole}: ${code}`).join('; ')
