/** Parameters and bodies of the routes about quality. */
import * as z from 'zod/mini'
import { WEEK } from '#domain/iso-week'
import { note, reason } from './bodies.ts'
import { account, cursor, limit, number, text } from './queries.ts'
import { inOrder, isInOrder, spanMs } from './sla-inputs.ts'

export const gradesQuery = z
  .strictObject({
    account,
    operator: z.optional(number(/^[1-9]\d{0,9}$/, 'must be a positive whole number')),
    fromMs: spanMs,
    toMs: spanMs,
    cursor,
    limit: limit(25),
  })
  .check(z.refine(isInOrder, inOrder))
export type GradesQuery = z.output<typeof gradesQuery>

export const qualityQuery = z.strictObject({
  account,
  week: z.optional(text(WEEK, 'must be a week such as 2026-W48')),
  weeks: z.prefault(number(/^([1-9]|1\d|2[0-6])$/, 'must be a whole number from 1 to 26'), '1'),
})
export type QualityQuery = z.output<typeof qualityQuery>

const GRADE = 'must be 1, 2, 3, 4, 5, or null where it does not apply'
const ID = /^[a-z][a-z0-9_]{0,39}$/
const categories = z.record(
  z.string().check(z.regex(ID, 'must be the id of a category')),
  z.nullable(z.literal([1, 2, 3, 4, 5], GRADE)),
  'must be an object of grades by category',
)
const CRITICALS = 'must be a list of ids of critical fails'
const criticals = z._default(
  z.array(z.string(CRITICALS).check(z.regex(ID, CRITICALS)), CRITICALS).check(z.maxLength(20)),
  [],
)

export const reviewBody = z.strictObject({ categories, criticals, coaching: note })
export type ReviewBody = z.output<typeof reviewBody>

export const disputeBody = z.strictObject({ reason })
export type DisputeBody = z.output<typeof disputeBody>

/** With a scorecard the grade is set right; without one it stands. */
export const resolveBody = z.strictObject({
  reason,
  correction: z.optional(z.strictObject({ categories, criticals }, 'must have "categories"')),
})
export type ResolveBody = z.output<typeof resolveBody>
