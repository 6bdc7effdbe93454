/** Parameters and bodies of the routes about promises and outages. */
import * as z from 'zod/mini'
import { instant, reason } from './bodies.ts'
import { account, cursor, flag, limit, number, text } from './queries.ts'

const INSTANT = 'must be epoch milliseconds, or ISO 8601 with a zone such as 2026-09-14T10:30:00Z'
/** An unescaped `+` of a zone arrives as a blank. */
const AT = /^(\d{1,13}|\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[ +-]\d\d:\d\d))$/
const at = z.optional(
  z.pipe(
    text(AT, INSTANT).check(z.refine((given) => Number.isFinite(instantIn(given)), INSTANT)),
    z.transform(instantIn),
  ),
)

function instantIn(given: string): number {
  if (/^\d+$/.test(given)) return Number(given)
  return isDay(given.slice(0, 10)) ? Date.parse(given.replace(' ', '+')) : Number.NaN
}

/** `Date.parse` would take February 30 for March 2. */
function isDay(date: string): boolean {
  const startMs = Date.parse(date)
  return Number.isFinite(startMs) && new Date(startMs).toISOString().startsWith(date)
}

export const explainQuery = z.strictObject({ account, at })
export type ExplainQuery = z.output<typeof explainQuery>

export const complianceQuery = z.strictObject({
  account,
  days: z.prefault(number(/^([1-9]|[1-8]\d|9[0-2])$/, 'must be a whole number from 1 to 92'), '30'),
})
export type ComplianceQuery = z.output<typeof complianceQuery>

export const spanMs = z.optional(number(/^\d{1,13}$/, 'must be epoch milliseconds'))
export const inOrder = { path: ['toMs'], error: 'must not be before "fromMs"' }
export const isInOrder = ({ fromMs, toMs }: { fromMs?: number | undefined; toMs?: number | undefined }): boolean =>
  fromMs === undefined || toMs === undefined || fromMs <= toMs

export const breachesQuery = z
  .strictObject({ account, fromMs: spanMs, toMs: spanMs, candidates: flag, cursor, limit: limit(25) })
  .check(z.refine(isInOrder, inOrder))
export type BreachesQuery = z.output<typeof breachesQuery>

export const outagesQuery = z
  .strictObject({ account, fromMs: spanMs, toMs: spanMs })
  .check(z.refine(isInOrder, inOrder))
export type OutagesQuery = z.output<typeof outagesQuery>

export const excuseBody = z.strictObject({ reason })
export type ExcuseBody = z.output<typeof excuseBody>

export const outageBody = z.strictObject({ fromMs: instant, toMs: instant, reason })
export type OutageBody = z.output<typeof outageBody>
