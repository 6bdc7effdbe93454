import * as z from 'zod/mini'
import type { ChatwootAccess } from '#chatwoot/access'
import type { Called } from '#chatwoot/called'
import { ACCOUNT_SLUG } from '#domain/account'
import type { Question } from '#domain/question'
import { DONE, type Outcome } from '#runtime/sqs-batch'
import type { AccessBook } from './access-book.ts'

type Fields = Readonly<Record<string, string | number>>

export type QuestionDeps = {
  readonly now: () => number
  readonly book: Pick<AccessBook, 'find' | 'doubt'>
  readonly asker: (access: ChatwootAccess) => {
    question(conversationId: number): Promise<Called<Pick<Question, 'messages' | 'contact' | 'cannedResponses'>>>
  }
  /** Whether somebody has switched off `act`, or readings as `act.read`. */
  readonly isOff: (account: string, name: string) => Promise<boolean>
  /** Tells whoever asked. `undefined` in a deployment where nobody does. */
  readonly answer: ((question: Question) => Promise<void>) | undefined
  readonly count: (name: 'ReadingsAnswered' | 'ReadingsFailed') => void
  readonly log: { warn(code: string, fields: Fields): void; error(code: string, fields: Fields): void }
}

const text = z.string().check(z.minLength(1), z.maxLength(200))
const request = z.object({
  kind: z.literal('question'),
  account: z.string().check(z.regex(ACCOUNT_SLUG)),
  conversationId: z.int().check(z.positive()),
  id: text,
  requestedAtMs: z.int().check(z.positive()),
  correlationId: text,
})

/** A draft that comes later than this helps nobody: whoever answers has begun to write. */
const WORTH_MS = 600_000

/**
 * Reads what a customer asks, and hands it to whoever writes a draft. Nothing of it is kept here. Like a reading it has no
 * item and is not repeated: a customer whose question could not be read is answered without a draft.
 * @throws when the answer cannot be sent.
 */
export async function performQuestion(message: unknown, deps: QuestionDeps): Promise<Outcome> {
  const parsed = z.safeParse(request, message)
  if (!parsed.success) {
    const detail = parsed.error.issues.map(({ path, code }) => `${path.join('.') || 'question'}: ${code}`).join('; ')
    return { kind: 'dead', reason: 'malformed_question', detail }
  }
  if (deps.answer === undefined)
    return { kind: 'dead', reason: 'nobody_asks', detail: 'No queue is set up for answers to questions' }
  const { account, conversationId, id, correlationId, requestedAtMs } = parsed.data
  const failed = (error: string, level: 'warn' | 'error'): Outcome => {
    deps.count('ReadingsFailed')
    deps.log[level]('question_not_read', { account, conversationId, requestId: id, correlationId, error })
    return DONE
  }
  const readAtMs = deps.now()
  if (readAtMs - requestedAtMs > WORTH_MS) return failed('outdated', 'warn')
  if ((await deps.isOff(account, 'act')) || (await deps.isOff(account, 'act.read'))) return DONE
  const access = await deps.book.find(account)
  if (access === 'unavailable') return failed('chatwoot_access_unavailable', 'warn')
  if (access === undefined) return DONE
  const called = await deps.asker(access).question(conversationId)
  if (called.kind === 'denied') deps.book.doubt()
  if (called.kind !== 'ok') return failed(called.code, called.kind === 'passing' ? 'warn' : 'error')
  await deps.answer({
    kind: 'question_read',
    account,
    conversationId,
    requestId: id,
    readAtMs,
    correlationId,
    ...called.value,
  })
  deps.count('ReadingsAnswered')
  return DONE
}
