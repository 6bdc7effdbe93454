import * as z from 'zod/mini'
import type { ChatwootAccess } from '#chatwoot/access'
import type { Called } from '#chatwoot/called'
import { ACCOUNT_SLUG } from '#domain/account'
import type { Question } from '#domain/question'
import type { Outcome } from '#runtime/sqs-batch'
import { openRequest, type ReadDeps, readOnce } from './read-request.ts'

type Asked = Pick<Question, 'messages' | 'contact' | 'cannedResponses'>

export type QuestionDeps = ReadDeps & {
  readonly asker: (access: ChatwootAccess) => { question(conversationId: number): Promise<Called<Asked>> }
  /** Tells whoever may have asked. `undefined` in a deployment where nobody does. */
  readonly answer: ((question: Question) => Promise<void>) | undefined
}

const text = z.string().check(z.minLength(1), z.maxLength(200))
const schema = z.object({
  kind: z.literal('question'),
  account: z.string().check(z.regex(ACCOUNT_SLUG)),
  conversationId: z.int().check(z.positive()),
  id: text,
  requestedAtMs: z.int().check(z.positive()),
  correlationId: text,
  purpose: z.exactOptional(z.literal('learn')),
})

/** A draft that comes later than this helps nobody: whoever answers has begun to write. */
const WORTH_MS = 600_000

/**
 * Reads what a customer asks, and hands it to whoever writes drafts or suggests articles. Nothing of it is kept here. Like a reading it has no
 * item and is not repeated: a customer whose question could not be read is answered without a draft.
 * @throws when the answer cannot be sent.
 */
export async function performQuestion(message: unknown, deps: QuestionDeps): Promise<Outcome> {
  const opened = openRequest(schema, message, { reason: 'malformed_question', name: 'question' })
  if ('dead' in opened) return opened.dead
  const { answer } = deps
  if (answer === undefined)
    return { kind: 'dead', reason: 'nobody_asks', detail: 'No queue is set up for answers to questions' }
  const { account, conversationId, id: requestId, correlationId, purpose } = opened.request
  const stamps = { account, conversationId, requestId, correlationId, ...(purpose === undefined ? {} : { purpose }) }
  const once = {
    worthMs: WORTH_MS,
    failure: { code: 'question_not_read', fields: { conversationId } },
    read: (access: ChatwootAccess) => deps.asker(access).question(conversationId),
    answer: (asked: Asked, readAtMs: number) => answer({ kind: 'question_read', ...stamps, readAtMs, ...asked }),
  }
  return readOnce(opened.request, once, deps)
}
