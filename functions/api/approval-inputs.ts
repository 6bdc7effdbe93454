/** Parameters and bodies of the routes about approvals. */
import * as z from 'zod/mini'
import { REPLY_LENGTH } from '#domain/action'
import { APPROVAL_STATES } from '#domain/approval'
import { note, reason } from './bodies.ts'
import { account, cursor, limit, number } from './queries.ts'

export const approvalsQuery = z.strictObject({
  account,
  state: z._default(z.enum(APPROVAL_STATES, `must be one of ${APPROVAL_STATES.join(', ')}`), 'pending_review'),
  cursor,
  limit: limit(25),
})
export type ApprovalsQuery = z.output<typeof approvalsQuery>

const DAYS = 'must be a whole number from 1 to 90'
export const reviewersQuery = z.strictObject({
  account,
  days: z.prefault(number(/^([1-9]|[1-8]\d|90)$/, DAYS), '30'),
})
export type ReviewersQuery = z.output<typeof reviewersQuery>

const VERSION = 'must be the version of the approval that you have before you, a whole number from 1'
/** Whoever decides says which text he has seen: another one was put there meanwhile. */
const version = z.int(VERSION).check(z.gte(1, VERSION))

const TEXT = `must be a text of 1 to ${REPLY_LENGTH} characters`
const text = z.string(TEXT).check(z.refine((given) => given.trim().length > 0 && given.length <= REPLY_LENGTH, TEXT))

export const editBody = z.strictObject({ version, text })
export type EditBody = z.output<typeof editBody>

const GRADE = 'must be 1, 2, 3, 4 or 5'
const grade = z.literal([1, 2, 3, 4, 5], GRADE)
const GRADES = 'must have "tone", "accuracy" and "policy", each from 1 to 5'
const grades = z.strictObject({ tone: grade, accuracy: grade, policy: grade, note }, GRADES)

export const approveBody = z.strictObject({ version, grades })
export type ApproveBody = z.output<typeof approveBody>

export const reasonBody = z.strictObject({ version, reason })
export type ReasonBody = z.output<typeof reasonBody>

/** The version does not matter: nobody changes what has been decided. */
export const secondLookBody = z.strictObject({ grades })
export type SecondLookBody = z.output<typeof secondLookBody>
