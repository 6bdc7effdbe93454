/**
 * One conversation's life in thirteen writes, told by observations, merged and stored as the real writers do. Nobody
 * watches it: what clocks, escalations and promises do is told in watch-story.ts. Both together have every domain event.
 */
import type { Conversation } from '#domain/conversation'
import { derive } from '#domain/derive-events'
import { merge, stateOf } from '#domain/merge'
import type { MessageFact, Observation, Snapshot } from '#domain/observation'
import type { ConversationEvent } from '#events/conversation-events'
import { ACCOUNT, aConversation, aMessage, anObservation, aSnapshot, CONVERSATION_ID, START_MS } from './builders.ts'

const SECOND_MS = 1000
const avery = { id: 41, kind: 'operator', name: 'Avery Example' } as const

type Step = {
  readonly afterS: number
  readonly row: Partial<Snapshot>
  readonly message?: Partial<MessageFact>
  readonly rating?: number
  /** It is the webhook of the canary's message with this id. */
  readonly canary?: number
  /** Chatwoot has it no more. */
  readonly gone?: true
}

/** `row` holds from its step on. */
const STEPS: readonly Step[] = [
  { afterS: 0, row: { status: 'pending' }, message: { id: 88_001 } },
  { afterS: 3, row: { waitingSinceMs: null }, message: { id: 88_002, kind: 'bot', answers: true, senderId: 7 } },
  {
    afterS: 60,
    row: { status: 'open', waitingSinceMs: START_MS + 60 * SECOND_MS },
    message: { id: 88_003 },
  },
  {
    afterS: 90,
    row: { assignee: avery, team: { id: 5, name: 'billing' }, priority: 'high', labels: ['delivery', 'vip'] },
  },
  {
    afterS: 200,
    row: { waitingSinceMs: null, firstReplyAtMs: START_MS + 200 * SECOND_MS },
    message: { id: 88_004, kind: 'operator', answers: true, senderId: 41 },
  },
  { afterS: 260, row: { waitingSinceMs: START_MS + 260 * SECOND_MS }, message: { id: 88_005 } },
  { afterS: 300, row: { assignee: null, labels: ['vip'] } },
  {
    afterS: 400,
    row: { status: 'snoozed', waitingSinceMs: null, snoozedUntilMs: START_MS + 86_400 * SECOND_MS },
  },
  { afterS: 500, row: { status: 'open', snoozedUntilMs: null, assignee: avery } },
  { afterS: 900, row: { status: 'resolved' } },
  { afterS: 1200, row: {}, rating: 4 },
  { afterS: 9000, row: { status: 'open', waitingSinceMs: START_MS + 9000 * SECOND_MS }, message: { id: 88_009 } },
  { afterS: 9060, row: {}, canary: 88_203 },
  { afterS: 9500, row: {}, gone: true },
]

export type Chapter = { readonly conversation: Conversation; readonly events: readonly ConversationEvent[] }

/** Every version of the conversation with the events of its write. */
export function tellStory(): Chapter[] {
  const chapters: Chapter[] = []
  let row = aSnapshot()
  let before: Conversation | undefined
  STEPS.forEach((step, index) => {
    const observation = observationOf(step, row)
    row = observation.snapshot ?? row
    const conversation = aConversation({
      version: index + 1,
      state: merge(before?.state ?? {}, stateOf(observation)),
      observedAtMs: observation.receivedAtMs,
      writtenAtMs: observation.receivedAtMs + 700,
      correlationId: observation.correlationId,
      source: observation.source,
    })
    chapters.push({ conversation, events: derive(before, conversation) })
    before = conversation
  })
  return chapters
}

function observationOf({ afterS, row, message, rating, canary, gone }: Step, previous: Snapshot): Observation {
  const atMs = START_MS + afterS * SECOND_MS
  if (gone) {
    const receivedAtMs = atMs + 900
    const about = { account: ACCOUNT, conversationId: CONVERSATION_ID, correlationId: `corr-${afterS}` }
    return { ...about, source: 'reconciled', receivedAtMs, messages: [], deleted: { atMs: receivedAtMs } }
  }
  const updatedAtUs = atMs * 1000 + 537_502
  return anObservation({
    receivedAtMs: atMs + 900,
    correlationId: `corr-${afterS}`,
    snapshot: { ...previous, updatedAtUs, lastActivityAtMs: atMs, ...row },
    messages: message === undefined ? [] : [aMessage({ atMs: atMs + 179, ...message })],
    ...(canary === undefined ? {} : { canary: { messageId: canary, sentAtMs: atMs + 179, receivedAtMs: atMs + 900 } }),
    ...(rating === undefined ? {} : { csat: { messageId: 88_008, rating, updatedAtUs, hasFeedback: true } }),
  })
}
