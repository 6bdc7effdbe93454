import * as z from 'zod/mini'
import { ACCOUNT_SLUG } from '#domain/account'
import { parsedJson } from '#runtime/json'

/** Something happened that may make a seat free, or need one; or the minute has come to look at everything. */
export type Message =
  | {
      readonly kind: 'event'
      readonly type: string
      readonly account: string
      /** Null: of an operator. */
      readonly conversationId: number | null
      readonly correlationId: string
    }
  | { readonly kind: 'sweep' }
export type Malformed = { readonly kind: 'malformed'; readonly problem: string }

/** As much of an event as matters here: what it tells is read from the table, since it may be old by now. */
const onBus = z.object({
  'detail-type': z.string(),
  detail: z.object({
    account: z.string().check(z.regex(ACCOUNT_SLUG)),
    conversationId: z.optional(z.int().check(z.positive())),
    correlationId: z.string(),
  }),
})
const own = z.strictObject({ kind: z.literal('sweep') })

/** Problems quote nothing. */
export function openMessage(body: string): Message | Malformed {
  const json = parsedJson(body)
  if (json === undefined) return { kind: 'malformed', problem: 'not JSON' }
  const swept = own.safeParse(json)
  if (swept.success) return swept.data
  const event = onBus.safeParse(json)
  if (!event.success) {
    const problem = event.error.issues.map(({ path, code }) => `${path.join('.') || 'message'}: ${code}`).join('; ')
    return { kind: 'malformed', problem }
  }
  const { account, conversationId, correlationId } = event.data.detail
  return {
    kind: 'event',
    type: event.data['detail-type'],
    account,
    conversationId: conversationId ?? null,
    correlationId,
  }
}
