import * as z from 'zod/mini'
import type { ChatwootAccess } from '#chatwoot/access'
import type { ArticleReader } from '#chatwoot/article-client'
import { ACCOUNT_SLUG } from '#domain/account'
import type { ArticlesAnswer, ArticlesRequest } from '#domain/knowledge-sync'
import { DONE, type Outcome } from '#runtime/sqs-batch'
import type { AccessBook } from './access-book.ts'
import { type Fields, openRequest } from './read-request.ts'

export type ArticleDeps = {
  readonly now: () => number
  readonly book: Pick<AccessBook, 'find' | 'doubt'>
  readonly reader: (access: ChatwootAccess) => ArticleReader
  /** Whether somebody has switched off `act`, readings as `act.read`, or `suggest`. */
  readonly isOff: (account: string, name: string) => Promise<boolean>
  /** Tells whoever asked. `undefined` in a deployment where nobody does. */
  readonly answer: ((answer: ArticlesAnswer) => Promise<void>) | undefined
  readonly count: (name: 'ArticlesRead' | 'ArticlesFailed', by?: number) => void
  readonly log: { warn(code: string, fields: Fields): void; error(code: string, fields: Fields): void }
}

/** Whoever asked has asked anew by then. */
const WORTH_MS = 1_800_000
/** What a message holds, without room for its frame. */
const MOST_BYTES = 240_000
const SWITCHES = ['act', 'act.read', 'suggest']

const text = z.string().check(z.minLength(1), z.maxLength(300))
const count = z.int().check(z.nonnegative())
const schema = z.object({
  kind: z.literal('articles'),
  account: z.string().check(z.regex(ACCOUNT_SLUG)),
  id: text,
  requestedAtMs: z.int().check(z.positive()),
  correlationId: text,
  from: z.object({ portal: z.nullable(text), page: z.int().check(z.positive()), skip: count }),
})

/** Reads one step of an account's articles, and answers whoever asked. @throws when the answer cannot be sent. */
export async function performArticles(message: unknown, deps: ArticleDeps): Promise<Outcome> {
  const opened = openRequest(schema, message, { reason: 'malformed_articles', name: 'articles' })
  if ('dead' in opened) return opened.dead
  if (deps.answer === undefined) {
    return { kind: 'dead', reason: 'nobody_asks', detail: 'No queue is set up for answers with articles' }
  }
  const readAtMs = deps.now()
  if (readAtMs - opened.request.requestedAtMs > WORTH_MS) return DONE
  const { account, id: requestId, correlationId } = opened.request
  await deps.answer({ ...(await answerTo(opened.request, deps)), account, requestId, readAtMs, correlationId })
  return DONE
}

type AnswerBody = ArticlesAnswer extends infer One
  ? One extends ArticlesAnswer
    ? Omit<One, 'account' | 'requestId' | 'readAtMs' | 'correlationId'>
    : never
  : never

async function answerTo({ account, id, correlationId, from }: ArticlesRequest, deps: ArticleDeps): Promise<AnswerBody> {
  const failed = (code: string, how: 'passing' | 'denied' | 'refused'): AnswerBody => {
    deps.count('ArticlesFailed')
    deps.log[how === 'passing' ? 'warn' : 'error']('articles_not_read', {
      account,
      requestId: id,
      correlationId,
      error: code,
    })
    return { kind: 'articles_failed', code, how }
  }
  for (const name of SWITCHES) if (await deps.isOff(account, name)) return failed('switched_off', 'passing')
  const access = await deps.book.find(account)
  if (access === 'unavailable') return failed('chatwoot_access_unavailable', 'passing')
  // Not giving Backdesk a token is a choice, and an error of nobody.
  if (access === undefined) return failed('no_chatwoot_access', 'passing')
  const called = await deps.reader(access).articles(from, MOST_BYTES)
  if (called.kind === 'denied') deps.book.doubt()
  if (called.kind !== 'ok') return failed(called.code, called.kind)
  deps.count('ArticlesRead', called.value.articles.length)
  return { kind: 'articles_read', ...called.value }
}
