/** From what the API told of one conversation (CONTRACT (c)) to the same observation that its webhooks make. */
import * as z from 'zod/mini'
import type { CsatFact, MessageFact, Observation, Snapshot } from '#domain/observation'
import { microseconds } from './instants.ts'
import { conversationPayload, type ListedMessagePayload, listedMessagePayload } from './payloads.ts'
import { plausibleUs, readSnapshot } from './read-conversation.ts'
import { readCsat, readListedMessage } from './read-message.ts'
import type { Reading } from './read-text.ts'
import type { Stamp, Translation } from './translate.ts'

const id = z.int().check(z.positive())
const count = z.int().check(z.nonnegative())

/** A reading as `act` puts it on the inbound queue: Chatwoot's own shapes, and what was asked for. */
export const conversationReading = z.object({
  conversation_id: id,
  /** Null: Chatwoot has it no more. */
  conversation: z.nullable(z.looseObject({})),
  messages: z.array(z.unknown()),
  /** All messages up to this one were read, now or before; 0: none. */
  read_to_message_id: count,
  /** Whether that is all there were. */
  complete: z.boolean(),
  rated_at_ms: z.nullable(count),
  losses_since_ms: count,
})
export type ConversationReading = z.output<typeof conversationReading>

/** Of kinds of unknown keys nothing is said: the API shows many more than webhooks do. */
const EVENT = 'reading'
/** A message this much older than the row was known to the row. */
const SETTLED_MS = 10_000

export function translateReading(raw: unknown, stamp: Stamp, reading: Reading | null = null): Translation {
  const parsed = conversationReading.safeParse(raw)
  if (!parsed.success) return { kind: 'refused', reason: 'unparseable', detail: pathOf(parsed.error) }
  const body = parsed.data
  const row = body.conversation
  if (row === null) return gone(body, stamp)
  if (row.account_id !== undefined && Number(row.account_id) !== stamp.chatwootAccountId)
    return impossible('account_id')
  const conversation = conversationPayload.safeParse({ ...row, channel: channelOf(row), messages: null })
  if (!conversation.success) return impossible(pathOf(conversation.error))
  if (conversation.data.id !== body.conversation_id) return impossible('id')
  const snapshot = readSnapshot(conversation.data, stamp.receivedAtMs, reading?.contactAttributes)
  if (!snapshot.ok) return impossible(snapshot.path)
  const messages = messagesIn(body, stamp)
  const csat = csatIn(messages, { body, snapshot: snapshot.value, stamp })
  const observation: Observation = {
    account: stamp.account,
    conversationId: body.conversation_id,
    source: 'reconciled',
    receivedAtMs: stamp.receivedAtMs,
    correlationId: stamp.correlationId,
    snapshot: snapshot.value,
    messages: factsOf(messages, snapshot.value, reading),
    ...(csat === null ? {} : { csat }),
    readTo: {
      updatedAtUs: body.complete ? snapshot.value.updatedAtUs : 0,
      messageId: body.read_to_message_id,
      atMs: body.complete ? stamp.receivedAtMs : 0,
    },
    lossesSinceMs: body.losses_since_ms,
  }
  return { kind: 'observation', event: EVENT, observation, unknownKeys: [] }
}

const gone = (body: ConversationReading, { account, receivedAtMs, correlationId }: Stamp): Translation => ({
  kind: 'observation',
  event: EVENT,
  unknownKeys: [],
  observation: {
    account,
    conversationId: body.conversation_id,
    source: 'reconciled',
    receivedAtMs,
    correlationId,
    messages: [],
    deleted: { atMs: receivedAtMs },
    lossesSinceMs: body.losses_since_ms,
  },
})

const metaOf = z.looseObject({ channel: z.string() })
function channelOf(row: Readonly<Record<string, unknown>>): unknown {
  const meta = metaOf.safeParse(row.meta)
  return meta.success ? meta.data.channel : row.channel
}

/** An ill-formed one is left out: the others are worth knowing. */
const messagesIn = ({ messages }: ConversationReading, { receivedAtMs }: Stamp): ListedMessagePayload[] =>
  messages.flatMap((message) => {
    const parsed = listedMessagePayload.safeParse(message)
    return parsed.success && plausibleUs(parsed.data.created_at, receivedAtMs) !== null ? [parsed.data] : []
  })

const factsOf = (
  messages: readonly ListedMessagePayload[],
  snapshot: Snapshot,
  reading: Reading | null,
): MessageFact[] =>
  messages
    .map((message) => readListedMessage(message, { isAutomatic: isBeforeReplies(message, snapshot) }, reading))
    .filter((fact) => fact !== null)

/**
 * Chatwoot tells when it saw the first reply by a person. What somebody seems to have written before, or without any such
 * reply in a row that is clearly later, was a campaign or a rule speaking in his name.
 */
function isBeforeReplies({ created_at: createdAt }: ListedMessagePayload, snapshot: Snapshot): boolean {
  const atUs = microseconds(createdAt) ?? 0
  const { firstReplyAtMs, updatedAtUs } = snapshot
  if (firstReplyAtMs === null) return atUs < updatedAtUs - SETTLED_MS * 1000
  return Math.floor(atUs / 1_000_000) < Math.floor(firstReplyAtMs / 1000)
}

/** The list tells no time of an answer. Who asked because of it knows when it was given. */
function csatIn(
  messages: readonly ListedMessagePayload[],
  { body, snapshot, stamp }: { body: ConversationReading; snapshot: Snapshot; stamp: Stamp },
): CsatFact | null {
  const { rated_at_ms: ratedAtMs } = body
  const time =
    ratedAtMs === null
      ? { updatedAtUs: snapshot.updatedAtUs, receivedAtMs: stamp.receivedAtMs }
      : { updatedAtUs: ratedAtMs * 1000 }
  for (const message of messages.toReversed()) {
    const csat = readCsat(message, time)
    if (csat !== null) return csat
  }
  return null
}

const impossible = (detail: string): Translation => ({ kind: 'refused', reason: 'impossible', detail })

const pathOf = (error: { readonly issues: readonly { readonly path: readonly PropertyKey[] }[] }): string =>
  error.issues[0]?.path.join('.') || 'body'
