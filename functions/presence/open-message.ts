import * as z from 'zod/mini'
import { ACCOUNT_SLUG } from '#domain/account'
import type { AskMessage } from '#domain/ask-readings'
import type { Reading } from '#domain/chatwoot-reading'
import { AVAILABILITIES } from '#domain/operator'
import { parsedJson } from '#runtime/json'

const id = z.int().check(z.positive())
const ids = z.array(id)
const named = { id, name: z.string() }
const account = z.string().check(z.regex(ACCOUNT_SLUG))

const message = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ask'), account: z.exactOptional(account) }),
  z.object({
    kind: z.literal('operators_read'),
    account,
    requestId: z.string(),
    readAtMs: id,
    correlationId: z.string(),
    operators: z.array(
      z.object({
        operatorId: id,
        name: z.string(),
        role: z.enum(['agent', 'administrator']),
        availability: z.enum(AVAILABILITIES),
        teams: z.exactOptional(ids),
        inboxes: z.exactOptional(ids),
      }),
    ),
    directory: z.exactOptional(
      z.object({
        serverVersion: z.nullable(z.string()),
        teams: z.array(z.object(named)),
        inboxes: z.array(z.object({ ...named, channel: z.string(), autoAssigns: z.boolean() })),
      }),
    ),
    split: z.exactOptional(z.object({ part: id, parts: id, operatorIds: ids })),
  }),
])

/** The message in a body, or what is wrong with it: paths and rules, never what was given. */
export function openMessage(
  body: string,
): AskMessage | Reading | { readonly kind: 'malformed'; readonly problem: string } {
  const read = message.safeParse(parsedJson(body))
  if (read.success) return read.data
  const problem = read.error.issues.map(({ path, code }) => `${path.join('.') || 'message'}: ${code}`).join('; ')
  return { kind: 'malformed', problem }
}
