import * as z from 'zod/mini'
import { ACCOUNT_SLUG } from '#domain/account'
import { LIST_ORDERS, type SweepRequest } from '#domain/sweep/sweep-readings'

const text = z.string().check(z.minLength(1), z.maxLength(200))
const count = z.int().check(z.nonnegative())
const id = z.int().check(z.positive())
const stamps = {
  kind: z.literal('sweep'),
  account: z.string().check(z.regex(ACCOUNT_SLUG)),
  id: text,
  requestedAtMs: id,
  correlationId: text,
}

const request = z.discriminatedUnion('what', [
  z.object({ ...stamps, what: z.literal('changes'), sinceMs: count }),
  z.object({ ...stamps, what: z.literal('pages'), order: z.enum(LIST_ORDERS), page: id, sinceMs: count }),
  z.object({ ...stamps, what: z.literal('ratings'), sinceMs: count, page: id }),
  z.object({
    ...stamps,
    what: z.literal('conversations'),
    conversations: z
      .array(
        z.object({
          conversationId: id,
          afterMessageId: count,
          newestToo: z.exactOptional(z.literal(true)),
          ratedAtMs: z.exactOptional(id),
        }),
      )
      .check(z.minLength(1), z.maxLength(100)),
    lossesSinceMs: count,
  }),
])

/** The request, or what is wrong with it: paths and rules, never what was given. */
export function openSweep(message: unknown): SweepRequest | { readonly problem: string } {
  const parsed = z.safeParse(request, message)
  if (parsed.success) return parsed.data
  return { problem: parsed.error.issues.map(({ path, code }) => `${path.join('.') || 'sweep'}: ${code}`).join('; ') }
}
