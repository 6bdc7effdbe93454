/** Parameters and bodies of the routes about policies. A document is judged by `checkPolicy`, not here. */
import * as z from 'zod/mini'
import { reason, version } from './bodies.ts'
import { account, cursor } from './queries.ts'

export const policyQuery = z.strictObject({ account, cursor })
export type PolicyQuery = z.output<typeof policyQuery>

const isGiven = z.unknown().check(z.refine((given) => given !== undefined, 'is missing'))
export const checkBody = z.strictObject({ document: isGiven })
export type CheckBody = z.output<typeof checkBody>

const DESCRIPTION = 'must be a text of at most 500 characters'
export const storeBody = z.strictObject({
  document: isGiven,
  description: z.optional(z.string(DESCRIPTION).check(z.maxLength(500, DESCRIPTION))),
})
export type StoreBody = z.output<typeof storeBody>

export const previewBody = z.strictObject({ document: z.optional(z.unknown()), version: z.optional(version) }).check(
  z.refine((body) => (body.document === undefined) !== (body.version === undefined), {
    path: ['document'],
    error: 'or "version" must be given, one of both',
  }),
)
export type PreviewBody = z.output<typeof previewBody>

export const activateBody = z.strictObject({ version, reason, expectedActive: version })
export type ActivateBody = z.output<typeof activateBody>

export const rollbackBody = z.strictObject({ reason })
export type RollbackBody = z.output<typeof rollbackBody>
