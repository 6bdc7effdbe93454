/** Refusals that several routes give in the same words. */
import { refused } from '#runtime/http'
import type { Refusal } from '#runtime/http-answer'

export const BAD_CURSOR: Refusal = {
  ...refused(400, 'bad_cursor', '"cursor" belongs to another list. Start again without it.'),
  parameter: 'cursor',
}

export const NO_SUCH_CONVERSATION = refused(404, 'no_such_conversation', 'This account has no such conversation.')

export const NO_OPERATOR = refused(
  403,
  'no_operator',
  'Operators see their own figures: this sign-in names no operator. Ask an admin for the entry "operator:<id>".',
)

export const CONTENDED = refused(
  503,
  'busy',
  'The conversation kept changing under way, and nothing was done. Try again.',
)

/** Of a query parameter that its schema cannot judge, because it takes the time or the store to do so. */
export const badParameter = (parameter: string, message: string): Refusal => ({
  ...refused(400, 'bad_parameter', `"${parameter}" ${message}.`),
  parameter,
})
