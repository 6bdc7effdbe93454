import type { CsatFact, MessageFact } from '#domain/observation'
import { customerText } from './customer-text.ts'
import { milliseconds } from './instants.ts'
import { isOwn } from './own-message.ts'
import type { ListedMessagePayload, MessagePayload, NestedMessagePayload } from './payloads.ts'
import { type Reading, withText } from './read-text.ts'

type AnyMessage = MessagePayload | NestedMessagePayload | ListedMessagePayload
type Sender = { readonly type: string | null | undefined; readonly id: number | null | undefined }

/** The message of a `message_*` webhook; null for kinds that move nothing (activity, reactions, kinds yet unknown). */
export const readMessage = (payload: MessagePayload, reading: Reading | null): MessageFact | null =>
  factOf(payload, { type: payload.sender?.type, id: payload.sender?.id }, reading)

/** A message inside a conversation: its time is known to the second only. */
export const readNestedMessage = (payload: NestedMessagePayload, reading: Reading | null): MessageFact | null =>
  factOf(payload, { type: payload.sender_type, id: payload.sender_id }, reading)

/**
 * A message of the API's list. The list does not show what tells a campaign's message in an operator's name from his own;
 * `isAutomatic` says what else is known of it.
 */
export const readListedMessage = (
  payload: ListedMessagePayload,
  { isAutomatic }: { readonly isAutomatic: boolean },
  reading: Reading | null,
): MessageFact | null =>
  factOf(
    payload,
    { type: isAutomatic && isPerson(payload.sender?.type) ? null : payload.sender?.type, id: payload.sender?.id },
    reading,
  )

/** The customer's rating, if the message carries one from 1 to 5. */
export function readCsat(payload: AnyMessage, time: Pick<CsatFact, 'updatedAtUs' | 'receivedAtMs'>): CsatFact | null {
  const answer = payload.content_attributes?.submitted_values?.csat_survey_response
  if (!answer || answer.rating < 1 || answer.rating > 5) return null
  const hasFeedback = (answer.feedback_message ?? '').trim() !== ''
  return { messageId: payload.id, rating: answer.rating, hasFeedback, ...time }
}

function factOf(payload: AnyMessage, sender: Sender, reading: Reading | null): MessageFact | null {
  const atMs = milliseconds(payload.created_at)
  const part = partOf(payload, sender.type)
  if (atMs === null || part === null) return null
  const own = isOwn(payload.content_attributes) ? { own: true as const } : {}
  const { content, content_attributes: attributes } = payload
  const fact = { id: payload.id, atMs, ...part, senderId: sender.id ?? null, ...own }
  return withText(fact, { content, matter: customerText(content, attributes) }, reading)
}

/** Who spoke, and whether Chatwoot stops the customer's wait for it. "From the customer" is told by the message type, not the sender. */
function partOf(
  payload: AnyMessage,
  senderType: string | null | undefined,
): Pick<MessageFact, 'kind' | 'answers'> | null {
  const direction = directionOf(payload.message_type)
  if (direction === null || isReaction(payload)) return null
  if (payload.private === true) return { kind: 'note', answers: false }
  if (direction === 'incoming') return { kind: 'customer', answers: false }
  if (direction === 'template' || payload.content_type === 'input_csat' || isAutomatic(payload)) {
    return { kind: 'bot', answers: false }
  }
  if (isPerson(senderType) || isEcho(payload)) return { kind: 'operator', answers: true }
  return { kind: 'bot', answers: isBot(senderType) }
}

/** Strings at the root, numbers in nested messages and in the API. */
function directionOf(type: string | number): 'incoming' | 'outgoing' | 'template' | null {
  if (type === 'incoming' || type === 0) return 'incoming'
  if (type === 'outgoing' || type === 1) return 'outgoing'
  return type === 'template' || type === 3 ? 'template' : null
}

/** Automation rules and campaigns do not count as a reply, even when they speak in an operator's name. */
const isAutomatic = (payload: AnyMessage): boolean =>
  [payload.content_attributes, payload.additional_attributes].some(
    (attributes) => isPresent(attributes?.automation_rule_id) || isPresent(attributes?.campaign_id),
  )

/** An operator's reply from the channel's own app (WhatsApp, Instagram) has no sender in Chatwoot. */
const isEcho = (payload: AnyMessage): boolean => isPresent(payload.content_attributes?.external_echo)

/** Forks send an emoji on a message as a message of its own. It neither asks nor answers. */
const isReaction = (payload: AnyMessage): boolean => isPresent(payload.content_attributes?.is_reaction)

const isPresent = (value: unknown): boolean => value !== undefined && value !== null && value !== '' && value !== false

/** `user` at the root, `User` in nested messages; bots and Captain likewise. */
const isPerson = (type: string | null | undefined): boolean => type === 'user' || type === 'User'
const BOT_TYPES: readonly unknown[] = ['agent_bot', 'AgentBot', 'captain_assistant', 'Captain::Assistant']
const isBot = (type: string | null | undefined): boolean => BOT_TYPES.includes(type)
