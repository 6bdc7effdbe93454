/** What routes of the embedded tile take. */
import * as z from 'zod/mini'

/** Whatever it is: what opens nothing is told so on a page that can be read in a frame. */
export const embedQuery = z.strictObject({ token: z._default(z.string(), '') })
export type EmbedQuery = z.output<typeof embedQuery>

export const MOST_EMBED_DAYS = 365
const DAYS = `must be a whole number of days from 1 to ${MOST_EMBED_DAYS}`
export const embedTokenBody = z.strictObject({
  days: z._default(z.int(DAYS).check(z.gte(1, DAYS), z.lte(MOST_EMBED_DAYS, DAYS)), 90),
})
export type EmbedTokenBody = z.output<typeof embedTokenBody>
