/** What routes of switches take. */
import * as z from 'zod/mini'
import { REASON_CHARACTERS } from '#domain/switches'
import { account, limit } from './queries.ts'

const REASON = `must be a text of 1 to ${REASON_CHARACTERS} characters`

export const switchOffBody = z.strictObject({
  // said, so that a request sent to the wrong place stops nothing
  off: z.literal(true, 'must be true: to switch on again, send DELETE'),
  reason: z.string(REASON).check(
    z.trim(),
    z.refine((text) => text.length >= 1 && text.length <= REASON_CHARACTERS, REASON),
  ),
})
export type SwitchOffBody = z.output<typeof switchOffBody>

export const turnsQuery = z.strictObject({ account, limit: limit(50) })
export type TurnsQuery = z.output<typeof turnsQuery>
