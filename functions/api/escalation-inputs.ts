/** Parameters and bodies of the routes about escalations and promises. */
import * as z from 'zod/mini'
import { note } from './bodies.ts'
import { account, cursor, limit } from './queries.ts'

const STATES = ['active', 'ended', 'all'] as const
export type EscalationState = (typeof STATES)[number]

export const escalationsQuery = z.strictObject({
  account,
  state: z._default(z.enum(STATES, `must be one of ${STATES.join(', ')}`), 'active'),
  cursor,
  limit: limit(25),
})
export type EscalationsQuery = z.output<typeof escalationsQuery>

export const feedbackBody = z.strictObject({ right: z.boolean('must be true or false'), note })
export type FeedbackBody = z.output<typeof feedbackBody>

const MESSAGE = "must be Chatwoot's id of a message, a positive whole number"
export const promiseBody = z.strictObject({
  action: z.enum(['dismiss'], 'must be "dismiss"'),
  messageId: z.int(MESSAGE).check(z.gte(1, MESSAGE)),
})
export type PromiseBody = z.output<typeof promiseBody>
