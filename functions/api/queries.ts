/**
 * The query parameters of each route. Unknown parameters are refused: a typo must not widen an answer silently.
 * `zod/mini`, imported as a namespace, adds a tenth of what zod's method chains would to the bundle.
 */

import * as z from 'zod/mini'
import { ACCOUNT_SLUG } from '#domain/account'
import { STATUSES } from '#domain/observation'

const SORTS = ['waiting', 'deadline'] as const

/** Text of this pattern, or a refusal in these words, which follow the parameter's name. */
export const text = (pattern: RegExp, refusal: string) => z.string().check(z.regex(pattern, refusal))
export const number = (pattern: RegExp, refusal: string) => z.pipe(text(pattern, refusal), z.transform(Number))

export const account = z.optional(text(ACCOUNT_SLUG, 'must be an account slug: lower-case letters, digits and dashes'))
const id = z.optional(number(/^[1-9]\d{0,9}$/, 'must be a positive whole number'))
export const flag = z.optional(
  z.pipe(
    z.enum(['true', 'false'], 'must be true or false'),
    z.transform((given) => given === 'true'),
  ),
)
export const cursor = z.optional(text(/^[\w-]{1,512}$/, 'must be the cursor of an earlier answer'))
export const limit = (usual: number) =>
  z.prefault(number(/^([1-9]\d?|100)$/, 'must be a whole number from 1 to 100'), String(usual))

export const queueQuery = z
  .strictObject({
    account,
    status: z._default(z.enum(STATUSES, `must be one of ${STATUSES.join(', ')}`), 'open'),
    sort: z._default(z.enum(SORTS, `must be one of ${SORTS.join(', ')}`), 'waiting'),
    team: id,
    inbox: id,
    operator: id,
    unassigned: flag,
    atRisk: flag,
    cursor,
    limit: limit(25),
  })
  .check(
    z.refine((query) => !(query.unassigned === true && query.operator !== undefined), {
      path: ['unassigned'],
      error: 'and "operator" exclude each other',
    }),
  )
export type QueueQuery = z.output<typeof queueQuery>

export const accountQuery = z.strictObject({ account })
export type AccountQuery = z.output<typeof accountQuery>

export const conversationQuery = z.strictObject({ account, cursor, limit: limit(50) })
export type ConversationQuery = z.output<typeof conversationQuery>

export const receiptsQuery = z.strictObject({ account, cursor, limit: limit(20) })
export type ReceiptsQuery = z.output<typeof receiptsQuery>

export const forecastQuery = z.strictObject({
  account,
  horizonMinutes: z.prefault(
    number(/^([5-9]|[1-9]\d|[1-3]\d\d|4[0-7]\d|480)$/, 'must be a whole number from 5 to 480'),
    '90',
  ),
})
export type ForecastQuery = z.output<typeof forecastQuery>
