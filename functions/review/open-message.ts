import * as z from 'zod/mini'
import { ACCOUNT_SLUG } from '#domain/account'
import { APPROVAL_ID } from '#domain/approval'
import type { ApprovalDue, CustomerWrote } from '#domain/review-message'
import { APPROVAL_EVENT_TYPES, parseApprovalEvent } from '#events/approval-catalogue'
import type { ApprovalEvent } from '#events/approval-events'
import { parsedJson } from '#runtime/json'

export type ConversationGone = { readonly kind: 'gone'; readonly account: string; readonly conversationId: number }
export type Message =
  | { readonly kind: 'event'; readonly event: ApprovalEvent }
  | CustomerWrote
  | ApprovalDue
  | ConversationGone
export type Malformed = { readonly kind: 'malformed'; readonly problem: string }

const id = z.int().check(z.positive())
const account = z.string().check(z.regex(ACCOUNT_SLUG))

const own = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('customer_wrote'), account, conversationId: id, messageId: id }),
  z.strictObject({
    kind: z.literal('approval_due'),
    account,
    conversationId: id,
    approvalId: z.string().check(z.regex(APPROVAL_ID)),
    atMs: z.int().check(z.nonnegative()),
  }),
])
const onBus = z.looseObject({ source: z.string(), 'detail-type': z.string(), detail: z.unknown() })
const gone = z.looseObject({ type: z.literal('conversation.deleted.v1'), account, conversationId: id })

/** What a message asks for: an event as EventBridge hands it on, or a message of Backdesk's own. Problems quote nothing. */
export function openMessage(body: string): Message | Malformed {
  const json = parsedJson(body)
  if (json === undefined) return malformed('not JSON')
  const envelope = onBus.safeParse(json)
  if (envelope.success) return openEvent(envelope.data['detail-type'], envelope.data.detail)
  const read = own.safeParse(json)
  return read.success ? read.data : malformed(pathsOf(read.error, 'message'))
}

function openEvent(type: string, detail: unknown): Message | Malformed {
  if (type === 'conversation.deleted.v1') {
    const read = gone.safeParse(detail)
    if (!read.success) return malformed(pathsOf(read.error, 'detail'))
    return { kind: 'gone', account: read.data.account, conversationId: read.data.conversationId }
  }
  if (!APPROVAL_EVENT_TYPES.some((known) => known === type)) return malformed(`nobody here listens for ${type}`)
  try {
    return { kind: 'event', event: parseApprovalEvent(detail) }
  } catch (error) {
    if (!(error instanceof z.core.$ZodError)) throw error
    return malformed(pathsOf(error, 'detail'))
  }
}

const malformed = (problem: string): Malformed => ({ kind: 'malformed', problem })
const pathsOf = ({ issues }: z.core.$ZodError, whole: string): string =>
  issues.map(({ path, code }) => `${path.join('.') || whole}: ${code}`).join('; ')
