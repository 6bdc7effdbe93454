import * as z from 'zod/mini'
import { ACCOUNT_SLUG } from '#domain/account'
import { STATUSES } from '#domain/observation'
import type { SweepAnswer } from '#domain/sweep/sweep-readings'
import { parsedJson } from '#runtime/json'

/** Has due sweeps begun: of all accounts, as every minute by the clock, or of one at once. */
export type AskMessage = {
  readonly kind: 'ask'
  readonly account?: string
  /** History back to this instant is wanted, epoch milliseconds. */
  readonly sinceMs?: number
}

const count = z.int().check(z.nonnegative())
const id = z.int().check(z.positive())
const account = z.string().check(z.regex(ACCOUNT_SLUG))
const stamps = { account, requestId: z.string(), readAtMs: id, correlationId: z.string() }

const message = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ask'), account: z.exactOptional(account), sinceMs: z.exactOptional(id) }),
  z.object({
    kind: z.literal('sweep_rows'),
    ...stamps,
    rows: z.array(
      z.object({
        conversationId: id,
        updatedAtUs: id,
        status: z.enum(STATUSES),
        lastActivityAtMs: count,
        lastMessageId: count,
        messagesChangedAtMs: count,
      }),
    ),
    part: id,
    parts: id,
    next: z.nullable(id),
    total: z.nullable(count),
    administrator: z.boolean(),
  }),
  z.object({
    kind: z.literal('sweep_conversations'),
    ...stamps,
    read: count,
    gone: z.array(id),
    left: z.array(
      z.object({
        conversationId: id,
        afterMessageId: count,
        newestToo: z.exactOptional(z.literal(true)),
        ratedAtMs: z.exactOptional(id),
      }),
    ),
  }),
  z.object({
    kind: z.literal('sweep_ratings'),
    ...stamps,
    ratings: z.array(z.object({ conversationId: id, messageId: id, rating: id, ratedAtMs: id })),
    next: z.nullable(id),
  }),
  z.object({
    kind: z.literal('sweep_failed'),
    ...stamps,
    code: z.string(),
    how: z.enum(['passing', 'denied', 'refused']),
  }),
])

/** The message in a body, or what is wrong with it: paths and rules, never what was given. */
export function openMessage(
  body: string,
): AskMessage | SweepAnswer | { readonly kind: 'malformed'; readonly problem: string } {
  const read = message.safeParse(parsedJson(body))
  if (read.success) return read.data
  const problem = read.error.issues.map(({ path, code }) => `${path.join('.') || 'message'}: ${code}`).join('; ')
  return { kind: 'malformed', problem }
}
