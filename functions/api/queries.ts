/** The query parameters of each route. Unknown parameters are refused: a typo must not widen an answer silently. */
import { z } from 'zod'
import { STATUSES } from '#domain/observation'

const SORTS = ['waiting', 'deadline'] as const

const account = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'must be an account slug: lower-case letters, digits and dashes')
  .optional()
const id = z
  .string()
  .regex(/^[1-9]\d{0,9}$/, 'must be a positive whole number')
  .transform(Number)
  .optional()
const flag = z
  .enum(['true', 'false'], 'must be true or false')
  .transform((given) => given === 'true')
  .optional()
const cursor = z
  .string()
  .regex(/^[\w-]{1,512}$/, 'must be the nextCursor or olderCursor of an earlier answer')
  .optional()
const limit = z
  .string()
  .regex(/^([1-9]\d?|100)$/, 'must be a whole number from 1 to 100')
  .transform(Number)

export const queueQuery = z
  .strictObject({
    account,
    status: z.enum(STATUSES, `must be one of ${STATUSES.join(', ')}`).default('open'),
    sort: z.enum(SORTS, `must be one of ${SORTS.join(', ')}`).default('waiting'),
    team: id,
    inbox: id,
    operator: id,
    unassigned: flag,
    atRisk: flag,
    cursor,
    limit: limit.default(25),
  })
  .refine((query) => !(query.unassigned === true && query.operator !== undefined), {
    path: ['unassigned'],
    message: 'and "operator" exclude each other',
  })
export type QueueQuery = z.output<typeof queueQuery>

export const accountQuery = z.strictObject({ account })
export type AccountQuery = z.output<typeof accountQuery>

export const conversationQuery = z.strictObject({ account, cursor, limit: limit.default(50) })
export type ConversationQuery = z.output<typeof conversationQuery>
