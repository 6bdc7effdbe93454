import * as z from 'zod/mini'
import type { HttpResult } from './http-call.ts'

/**
 * How a call to Chatwoot ended (CONTRACT (c), "Errors"). Codes are ours and stable; Chatwoot's texts are not passed on.
 *
 * - `ok`: done, and the answer says so.
 * - `passing`: may well work later. `mayHaveHappened` tells whether the server may have done it all the same.
 * - `denied`: the token must be looked at by a person; then it works.
 * - `refused`: will never work.
 */
export type Called<Value> =
  | { readonly kind: 'ok'; readonly value: Value }
  | { readonly kind: 'passing'; readonly code: string; readonly mayHaveHappened: boolean }
  | { readonly kind: 'denied'; readonly code: 'token_refused' | 'not_permitted' }
  | { readonly kind: 'refused'; readonly code: string }

/** What `read` makes of a success's JSON (`undefined` for an empty body); a body it cannot read is as good as no answer. */
export function calledOf<Value>(result: HttpResult, read: (body: unknown) => Value | undefined): Called<Value> {
  if (result.kind === 'unanswered') return passing(result.code, result.mayHaveArrived)
  const { status } = result
  const body = jsonIn(result.body)
  if (status < 300) {
    const value = body === NOT_JSON ? undefined : read(body)
    return value === undefined ? passing('unreadable_answer', true) : { kind: 'ok', value }
  }
  // Chatwoot does not redirect its API: another address is meant, or somebody stands in front of it.
  if (status < 400) return passing('redirected', false)
  if (status >= 500 || status === 408) return passing(`http_${status}`, true)
  return rejected(status, body)
}

function rejected(status: number, body: unknown): Called<never> {
  const error = errorIn(body)
  switch (status) {
    case 401:
      // The same status stands for a missing right; only this text is sure.
      return { kind: 'denied', code: error === 'Invalid Access Token' ? 'token_refused' : 'not_permitted' }
    case 403:
      // A wall in front of Chatwoot answers with a page; Chatwoot itself in its words, or in none.
      return error === undefined && body !== undefined ? passing('not_chatwoot', false) : refused('http_403')
    case 404:
      // Without Chatwoot's words somebody else answered, and may be put right.
      return error === undefined ? passing('not_chatwoot', false) : refused('conversation_gone')
    case 422:
      // A limit of messages per conversation and minute, not a fault of this one.
      // It stands behind words for a failed validation, in the account's language.
      if (error?.includes('Too many messages')) return passing('too_many_messages', false)
      return refused('unprocessable')
    case 429:
      return passing('rate_limited', false)
    default:
      return refused(`http_${status}`)
  }
}

const refused = (code: string): Called<never> => ({ kind: 'refused', code })
const passing = (code: string, mayHaveHappened: boolean): Called<never> => ({ kind: 'passing', code, mayHaveHappened })

const errorAnswer = z.looseObject({ error: z.string() })
function errorIn(body: unknown): string | undefined {
  const parsed = z.safeParse(errorAnswer, body)
  return parsed.success ? parsed.data.error : undefined
}

const NOT_JSON = Symbol('not JSON')
function jsonIn(text: string): unknown {
  if (text.trim() === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return NOT_JSON
  }
}
