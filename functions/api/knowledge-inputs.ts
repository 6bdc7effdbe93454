/** Parameters and bodies of the routes about articles and suggestions. */
import * as z from 'zod/mini'
import { account, cursor, limit } from './queries.ts'

export const articlesQuery = z.strictObject({ account, cursor, limit: limit(50) })
export type ArticlesQuery = z.output<typeof articlesQuery>

const QUESTION_CHARACTERS = 10_000
const QUESTION = `must be a text of 1 to ${QUESTION_CHARACTERS} characters`
const SUBJECT_CHARACTERS = 500
const SUBJECT = `must be a text of at most ${SUBJECT_CHARACTERS} characters`
const LANGUAGE = 'must be a language as ISO 639-1 has it, "de" or "pt_BR" for example'
const CONVERSATION = "must be Chatwoot's id of a conversation, a positive whole number"
const MOST = 'must be a whole number from 1 to 10'

export const suggestBody = z.strictObject({
  question: z.string(QUESTION).check(
    z.trim(),
    z.refine((text) => text.length >= 1 && text.length <= QUESTION_CHARACTERS, QUESTION),
  ),
  subject: z.optional(z.string(SUBJECT).check(z.maxLength(SUBJECT_CHARACTERS, SUBJECT))),
  language: z.optional(z.string(LANGUAGE).check(z.regex(/^[a-z]{2,3}([-_][A-Za-z]{2,4})?$/, LANGUAGE))),
  conversationId: z.optional(z.int(CONVERSATION).check(z.gte(1, CONVERSATION))),
  most: z.optional(z.int(MOST).check(z.gte(1, MOST), z.lte(10, MOST))),
})
export type SuggestBody = z.output<typeof suggestBody>

const VERDICTS = ['used', 'not_useful'] as const
export const verdictBody = z.strictObject({ verdict: z.enum(VERDICTS, `must be one of ${VERDICTS.join(', ')}`) })
export type VerdictBody = z.output<typeof verdictBody>
