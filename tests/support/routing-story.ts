/**
 * A conversation that is routed: a greeting holds it, then it says something, Avery is asked, and a person gives it to Blair.
 * With story.ts and watch-story.ts it has every domain event of conversations.
 */
import type { Conversation } from '#domain/conversation'
import { derive } from '#domain/derive-events'
import { merge, stateOf } from '#domain/merge'
import type { Snapshot } from '#domain/observation'
import { followRouting } from '#domain/routing/follow-routing'
import type { Routing } from '#domain/routing/routing-record'
import type { Said } from '#domain/topic'
import { aConversation, aMessage, anObservation, aSnapshot, START_MS } from './builders.ts'
import type { Chapter } from './story.ts'

const ROUTED_ID = 1044
const SECOND_MS = 1000
const avery = 41
const blair = { id: 42, kind: 'operator', name: 'Blair Example' } as const

const said = (messageId: number, substantive: boolean): Said => ({
  messageId,
  substantive,
  language: substantive ? 'en' : null,
  ...(substantive ? { scored: { model: 'm-1', of: 3, topics: [['delivery', -105]] as const } } : {}),
})

/** `routing` as `route` writes it; absent where Chatwoot told something, and the record is followed. */
type Step = {
  readonly afterS: number
  readonly says?: Said
  readonly row?: Partial<Snapshot>
  readonly routing?: Omit<Routing, 'atMs'>
}

const decided = { policyVersion: 3, ruleId: null }
const STEPS: readonly Step[] = [
  { afterS: 0, says: said(88_201, false) },
  {
    afterS: 1,
    routing: { ...decided, state: 'held', why: 'greeting', untilMs: START_MS + 60 * SECOND_MS, decision: 1 },
  },
  { afterS: 20, says: said(88_202, true) },
  {
    afterS: 21,
    routing: { ...decided, state: 'asked', operatorId: avery, routedFor: 'waiting', decision: 2, ruleId: 'deliveries' },
  },
  { afterS: 40, row: { assignee: blair } },
]

/** Every version of the conversation with the events of its write. */
export function tellRoutingStory(): Chapter[] {
  const chapters: Chapter[] = []
  let row = aSnapshot()
  let before: Conversation | undefined
  STEPS.forEach(({ afterS, says, row: changes, routing }, index) => {
    const atMs = START_MS + afterS * SECOND_MS
    row = { ...row, ...changes, updatedAtUs: atMs * 1000 + 537_502, lastActivityAtMs: atMs }
    const message = says === undefined ? [] : [aMessage({ id: says.messageId, atMs: atMs + 179, said: says })]
    const observation = anObservation({ snapshot: row, messages: message, receivedAtMs: atMs + 900 })
    const state = routing === undefined ? merge(before?.state ?? {}, stateOf(observation)) : (before?.state ?? {})
    const followed = before?.routing === undefined ? undefined : followRouting(before.routing, state, atMs + 950)
    const next = routing === undefined ? followed : { ...routing, atMs: atMs + 950 }
    const conversation = aConversation({
      conversationId: ROUTED_ID,
      version: index + 1,
      state,
      source: routing === undefined ? 'webhook' : 'routing',
      observedAtMs: atMs + 900,
      writtenAtMs: atMs + 1_000,
      correlationId: `corr-${afterS}`,
      ...(next === undefined ? {} : { routing: next }),
    })
    chapters.push({ conversation, events: derive(before, conversation) })
    before = conversation
  })
  return chapters
}
