/** What routes of dead letters take. */
import * as z from 'zod/mini'
import { account, cursor, limit, text } from '#functions/api/queries'

const REASON_CHARACTERS = 200
const MOST_IDS = 100
const WHY = `must be a text of 1 to ${REASON_CHARACTERS} characters`
const CODE = /^[\w-]{1,64}$/

const code = text(CODE, 'must be the reason of letters, such as poison')
const id = text(/^[\w-]{1,100}$/, 'must be the id of a letter')

export const lettersQuery = z.strictObject({ account, reason: z.optional(code), cursor, limit: limit(25) })
export type LettersQuery = z.output<typeof lettersQuery>

export const runsQuery = z.strictObject({ account, limit: limit(20) })
export type RunsQuery = z.output<typeof runsQuery>

/** `dryRun` is said either way, so that nobody does by leaving it out what they meant to look at. */
export const letterWorkBody = z
  .strictObject({
    dryRun: z.boolean('must be true or false'),
    letters: z.optional(
      z.array(id, 'must be a list of ids').check(z.minLength(1), z.maxLength(MOST_IDS, `must be ${MOST_IDS} at most`)),
    ),
    letterReason: z.optional(code),
    all: z.optional(z.literal(true, 'must be true')),
    reason: z.optional(
      z.string(WHY).check(
        z.trim(),
        z.refine((given) => given.length >= 1 && given.length <= REASON_CHARACTERS, WHY),
      ),
    ),
  })
  .check(
    z.refine(({ letters, letterReason, all }) => [letters, letterReason, all].some((given) => given !== undefined), {
      path: ['letters'],
      error: 'or "letterReason" must say which letters, or "all": true that all of them are meant',
    }),
    z.refine(({ letters, letterReason, all }) => all === undefined || (letters ?? letterReason) === undefined, {
      path: ['all'],
      error: 'and "letters" or "letterReason" exclude each other',
    }),
    z.refine(({ dryRun, reason }) => dryRun || reason !== undefined, {
      path: ['reason'],
      error: 'must say why, unless "dryRun" is true',
    }),
  )
export type LetterWorkBody = z.output<typeof letterWorkBody>
