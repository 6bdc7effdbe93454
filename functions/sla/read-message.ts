import * as z from 'zod/mini'
import { ACCOUNT_SLUG } from '#domain/account'
import type { DeadlineMessage, RefreshMessage } from '#domain/deadline-message'
import { parsedJson } from '#runtime/json'

const account = z.string().check(z.regex(ACCOUNT_SLUG))
const schema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('deadline'),
    account,
    conversationId: z.int().check(z.positive()),
    atMs: z.int().check(z.nonnegative()),
  }),
  z.strictObject({
    kind: z.literal('refresh'),
    account,
    status: z.enum(['open', 'pending', 'snoozed']),
    cursor: z.nullable(z.string()),
  }),
])

/** `detail` is the path of what is wrong. */
export function readMessage(
  body: string,
): DeadlineMessage | RefreshMessage | { readonly kind: 'unreadable'; readonly detail: string } {
  const read = schema.safeParse(parsedJson(body))
  return read.success ? read.data : { kind: 'unreadable', detail: read.error.issues[0]?.path.join('.') || 'body' }
}
