import * as z from 'zod/mini'
import { ACCOUNT_SLUG } from '#domain/account'
import { SPEAKERS } from '#domain/question'

const id = z.int().check(z.positive())

const said = z.strictObject({
  id,
  from: z.enum(SPEAKERS),
  text: z.string(),
  isAutomatic: z.exactOptional(z.literal(true)),
})

/** What `act` read of a conversation, as it comes on the queues of those who asked: `Question` of the domain. */
export const questionRead = z.strictObject({
  kind: z.literal('question_read'),
  account: z.string().check(z.regex(ACCOUNT_SLUG)),
  conversationId: id,
  requestId: z.string(),
  readAtMs: id,
  correlationId: z.string(),
  purpose: z.exactOptional(z.literal('learn')),
  messages: z.array(said),
  contact: z.strictObject({ name: z.string(), email: z.nullable(z.string()), phone: z.nullable(z.string()) }),
  cannedResponses: z.array(z.strictObject({ id, shortCode: z.string(), content: z.string() })),
})
