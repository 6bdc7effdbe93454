import * as z from 'zod/mini'
import { ACCOUNT_SLUG } from '#domain/account'
import type { ArticlesAnswer } from '#domain/knowledge-sync'
import type { Question } from '#domain/question'
import { parseEvent } from '#events/catalogue'
import type { ConversationEvent } from '#events/conversation-events'
import { questionRead } from '#events/question-read'
import { parsedJson } from '#runtime/json'

/** Has what is due begun: of all accounts, as by the clock, or of one at once. */
export type AskMessage = { readonly kind: 'ask'; readonly account?: string }

/** Somebody waits for an answer, or a conversation is over. */
export type SuggestEvent = Extract<
  ConversationEvent,
  { readonly type: 'conversation.customer_waiting.v1' | 'conversation.resolved.v1' }
>
export type Message = AskMessage | ArticlesAnswer | Question | { readonly kind: 'event'; readonly event: SuggestEvent }
export type Malformed = { readonly kind: 'malformed'; readonly problem: string }

const count = z.int().check(z.nonnegative())
const id = z.int().check(z.positive())
const account = z.string().check(z.regex(ACCOUNT_SLUG))
const stamps = { account, requestId: z.string(), readAtMs: id, correlationId: z.string() }

const message = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ask'), account: z.exactOptional(account) }),
  z.object({
    kind: z.literal('articles_read'),
    ...stamps,
    articles: z.array(
      z.object({
        id,
        version: count,
        title: z.string(),
        summary: z.string(),
        content: z.string(),
        url: z.string(),
        language: z.string(),
      }),
    ),
    next: z.nullable(z.object({ portal: z.nullable(z.string()), page: id, skip: count })),
  }),
  z.object({
    kind: z.literal('articles_failed'),
    ...stamps,
    code: z.string(),
    how: z.enum(['passing', 'denied', 'refused']),
  }),
  questionRead,
])
const onBus = z.looseObject({ source: z.string(), 'detail-type': z.string(), detail: z.unknown() })

/** The message in a body, or what is wrong with it: paths and rules, never what was given. */
export function openMessage(body: string): Message | Malformed {
  const json = parsedJson(body)
  const envelope = onBus.safeParse(json)
  if (envelope.success) return openEvent(envelope.data.detail)
  const read = message.safeParse(json)
  return read.success ? read.data : malformed(read.error, 'message')
}

function openEvent(detail: unknown): Message | Malformed {
  try {
    const event = parseEvent(detail)
    if (event.type === 'conversation.customer_waiting.v1' || event.type === 'conversation.resolved.v1')
      return { kind: 'event', event }
    return { kind: 'malformed', problem: `nobody here listens for ${event.type}` }
  } catch (error) {
    if (!(error instanceof z.core.$ZodError)) throw error
    return malformed(error, 'detail')
  }
}

const malformed = ({ issues }: z.core.$ZodError, whole: string): Malformed => ({
  kind: 'malformed',
  problem: issues.map(({ path, code }) => `${path.join('.') || whole}: ${code}`).join('; '),
})
