import * as z from 'zod/mini'
import type { Question } from '#domain/question'
import { parseEvent } from '#events/catalogue'
import type { ConversationEvent } from '#events/conversation-events'
import { DRAFT_PROPOSED, type DraftProposedEvent, draftProposedEvent } from '#events/draft-proposed'
import { questionRead } from '#events/question-read'
import { parsedJson } from '#runtime/json'

export type WaitingEvent = Extract<ConversationEvent, { readonly type: 'conversation.customer_waiting.v1' }>
export type Message =
  | { readonly kind: 'waiting'; readonly event: WaitingEvent }
  /** `proposer`: the source on the bus, which only who may write to the bus can choose. */
  | {
      readonly kind: 'proposed'
      readonly draft: DraftProposedEvent
      readonly proposer: string
      readonly eventId: string
    }
  | Question
export type Malformed = { readonly kind: 'malformed'; readonly reason: string; readonly problem: string }

const onBus = z.looseObject({
  source: z.string(),
  'detail-type': z.string(),
  id: z.optional(z.string()),
  detail: z.unknown(),
})

/** What a message asks for: an event as EventBridge hands it on, or an answer of act's. Problems quote nothing. */
export function openMessage(body: string): Message | Malformed {
  const json = parsedJson(body)
  if (json === undefined) return malformed('not JSON')
  const envelope = onBus.safeParse(json)
  if (!envelope.success) {
    const read = questionRead.safeParse(json)
    return read.success ? read.data : malformed(pathsOf(read.error, 'message'))
  }
  const { source, 'detail-type': type, id: eventId = '', detail } = envelope.data
  return type === DRAFT_PROPOSED ? openProposed({ proposer: source, eventId }, detail) : openOwn(detail)
}

function openProposed(
  by: { readonly proposer: string; readonly eventId: string },
  detail: unknown,
): Message | Malformed {
  const read = draftProposedEvent.safeParse(detail)
  if (read.success) return { kind: 'proposed', draft: read.data, ...by }
  // Whoever proposes is a program of somebody else's: words instead of codes.
  const problem = read.error.issues
    .map(({ path, code, message, ...more }) => `${path.join('.') || 'detail'} ${wordsOf(code, message, more)}`)
    .join('; ')
  return { kind: 'malformed', reason: 'malformed_draft', problem }
}

function wordsOf(code: string, message: string, more: object): string {
  if (code === 'unrecognized_keys' && 'keys' in more && Array.isArray(more.keys))
    return `has ${more.keys.length} unknown members`
  return message === '' || message === 'Invalid input' ? code : message
}

function openOwn(detail: unknown): Message | Malformed {
  let event: ConversationEvent
  try {
    event = parseEvent(detail)
  } catch (error) {
    if (!(error instanceof z.core.$ZodError)) throw error
    return malformed(pathsOf(error, 'detail'))
  }
  if (event.type === 'conversation.customer_waiting.v1') return { kind: 'waiting', event }
  return malformed(`nobody here listens for ${event.type}`)
}

const malformed = (problem: string): Malformed => ({ kind: 'malformed', reason: 'malformed', problem })
const pathsOf = ({ issues }: z.core.$ZodError, whole: string): string =>
  issues.map(({ path, code }) => `${path.join('.') || whole}: ${code}`).join('; ')
