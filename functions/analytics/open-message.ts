import * as z from 'zod/mini'
import { ACCOUNT_SLUG } from '#domain/account'
import { parsedJson } from '#runtime/json'

/** Whose conversation is to be counted anew. What happened is read from its ledger: the message only says where to look. */
export type Message = {
  readonly kind: 'count'
  readonly account: string
  readonly conversationId: number
  /** The event that it tells of; null: a message of our own, or an event of no ledger. */
  readonly heard: { readonly version: number; readonly n: number; readonly observedAtMs: number } | null
  /** Records beside the ledger may have changed: they are read again too. */
  readonly beside: boolean
}
export type Malformed = { readonly kind: 'malformed'; readonly problem: string }

const conversation = {
  account: z.string().check(z.regex(ACCOUNT_SLUG)),
  conversationId: z.int().check(z.positive()),
}
const onBus = z.looseObject({
  'detail-type': z.string(),
  detail: z.looseObject({
    ...conversation,
    version: z.optional(z.int()),
    n: z.optional(z.int()),
    observedAtMs: z.optional(z.int()),
  }),
})
const own = z.strictObject({ kind: z.literal('look'), ...conversation })

/** Events whose news lies beside the ledger. */
const BESIDE = /^(approval\.|signal\.|conversation\.graded\.)/

/** An event as EventBridge hands it on, or a message of Backdesk's own. Problems quote nothing. */
export function openMessage(body: string): Message | Malformed {
  const json = parsedJson(body)
  if (json === undefined) return { kind: 'malformed', problem: 'not JSON' }
  const look = own.safeParse(json)
  if (look.success) {
    const { account, conversationId } = look.data
    return { kind: 'count', account, conversationId, heard: null, beside: true }
  }
  const event = onBus.safeParse(json)
  if (!event.success) return { kind: 'malformed', problem: pathsOf(event.error) }
  const { account, conversationId, version, n, observedAtMs } = event.data.detail
  const beside = BESIDE.test(event.data['detail-type'])
  const isOfLedger = !beside && version !== undefined && n !== undefined && observedAtMs !== undefined
  return { kind: 'count', account, conversationId, heard: isOfLedger ? { version, n, observedAtMs } : null, beside }
}

const pathsOf = (error: z.core.$ZodError): string =>
  `neither an event of a conversation nor a message of our own: ${[...new Set(error.issues.map(({ path }) => path.join('.')))].join(', ')}`
