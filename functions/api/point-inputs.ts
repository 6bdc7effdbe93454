/** Parameters and bodies of the routes about points of an operator's figures. */
import * as z from 'zod/mini'
import { DISPUTABLE_MEASURES } from '#domain/analytics/exclusions'
import { POINT_DISPUTE_STATES } from '#domain/analytics/point-dispute'
import { reason } from './bodies.ts'
import { account, cursor, limit } from './queries.ts'

export const disputesQuery = z.strictObject({
  account,
  state: z.optional(z.enum(POINT_DISPUTE_STATES, `must be one of ${POINT_DISPUTE_STATES.join(', ')}`)),
  cursor,
  limit: limit(25),
})
export type DisputesQuery = z.output<typeof disputesQuery>

const ID = "must be Chatwoot's number of a conversation"
export const disputePointBody = z.strictObject({
  conversationId: z.int(ID).check(z.gte(1, ID), z.lte(9_999_999_999, ID)),
  measure: z.enum(DISPUTABLE_MEASURES, `must be one of ${DISPUTABLE_MEASURES.join(', ')}`),
  reason,
})
export type DisputePointBody = z.output<typeof disputePointBody>

export const resolvePointBody = z.strictObject({
  decision: z.enum(['exclude', 'uphold'], 'must be exclude or uphold'),
  reason,
})
export type ResolvePointBody = z.output<typeof resolvePointBody>
