import * as z from 'zod/mini'
import { ACCOUNT_SLUG } from '#domain/account'
import type { ArticlesAnswer } from '#domain/knowledge-sync'
import { parsedJson } from '#runtime/json'

/** Has what is due begun: of all accounts, as by the clock, or of one at once. */
export type AskMessage = { readonly kind: 'ask'; readonly account?: string }

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
])

/** The message in a body, or what is wrong with it: paths and rules, never what was given. */
export function openMessage(
  body: string,
): AskMessage | ArticlesAnswer | { readonly kind: 'malformed'; readonly problem: string } {
  const read = message.safeParse(parsedJson(body))
  if (read.success) return read.data
  const problem = read.error.issues.map(({ path, code }) => `${path.join('.') || 'message'}: ${code}`).join('; ')
  return { kind: 'malformed', problem }
}
