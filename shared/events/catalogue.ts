/**
 * Every domain event: its description and its exact shape. Tests, rules of the bus and docs/events.md are made from it.
 * A shape is never changed once released: a changed meaning is a new event `.v2`.
 */
import * as z from 'zod/mini'
import { WRITE_SOURCES } from '#domain/conversation'
import type { ConversationEvent, ConversationEventData, ConversationEventType } from './conversation-events.ts'
import { routingCatalogue } from './routing-catalogue.ts'
import { watchCatalogue } from './watch-catalogue.ts'

const id = z.int().check(z.positive())
/** Epoch milliseconds. */
const instantMs = z.int().check(z.nonnegative())
const durationMs = z.int().check(z.nonnegative())
const status = z.enum(['open', 'pending', 'snoozed', 'resolved'])
const priority = z.enum(['urgent', 'high', 'medium', 'low'])
const assignee = z.strictObject({ id, kind: z.enum(['operator', 'bot']), name: z.string() })
const team = z.strictObject({ id, name: z.string() })
const rating = z.int().check(z.minimum(1), z.maximum(5))

export const catalogue = {
  'conversation.opened.v1': {
    description: 'First sight of a conversation, whatever its status.',
    data: z.strictObject({
      status,
      inboxId: id,
      channel: z.nullable(z.string()),
      contactId: z.nullable(id),
      createdAtMs: instantMs,
    }),
  },
  'conversation.reopened.v1': {
    description: 'From resolved to any other status. A status_changed follows.',
    data: z.strictObject({ status }),
  },
  'conversation.resolved.v1': {
    description: 'Resolved; `openForMs` counts from its creation. `operatorId` is the operator it is assigned to.',
    data: z.strictObject({ operatorId: z.nullable(id), openForMs: durationMs }),
  },
  'conversation.deleted.v1': {
    description:
      'Chatwoot has the conversation no more, noticed when it was asked: no webhook tells so. It counts as resolved; if it was not, as `status` tells, a status_changed and a resolved come with it.',
    data: z.strictObject({ status }),
  },
  'conversation.status_changed.v1': {
    description: 'Every change of status, also those that reopened and resolved tell more of.',
    data: z.strictObject({ from: status, to: status, snoozedUntilMs: z.nullable(instantMs) }),
  },
  'conversation.customer_waiting.v1': {
    description: 'A customer began to wait for an answer: of people, or of the bot while the status is pending.',
    data: z.strictObject({ sinceMs: instantMs, messageId: z.nullable(id) }),
  },
  'conversation.wait_ended.v1': {
    description: 'The wait ended without an answer we know of: resolved or snoozed (`status`), or cleared in Chatwoot.',
    data: z.strictObject({ sinceMs: instantMs, reason: z.enum(['status', 'cleared']) }),
  },
  'conversation.operator_replied.v1': {
    description: 'A public reply by a person. `waitedMs` is the wait it ended; null if nobody waited for it.',
    data: z.strictObject({
      messageId: id,
      operatorId: z.nullable(id),
      first: z.boolean(),
      waitedMs: z.nullable(durationMs),
    }),
  },
  'conversation.bot_replied.v1': {
    description: 'A public answer by an agent bot or Captain. Greetings, automation and campaigns are none.',
    data: z.strictObject({ messageId: id, waitedMs: z.nullable(durationMs) }),
  },
  'conversation.assigned.v1': {
    description: 'Assigned to an operator or a bot, from nobody or from another.',
    data: z.strictObject({ from: z.nullable(assignee), to: assignee }),
  },
  'conversation.unassigned.v1': {
    description: 'Taken from its assignee and given to nobody.',
    data: z.strictObject({ from: assignee }),
  },
  'conversation.team_changed.v1': {
    description: 'Given to a team, to another team, or to none.',
    data: z.strictObject({ from: z.nullable(team), to: z.nullable(team) }),
  },
  'conversation.priority_changed.v1': {
    description: 'Priority set, changed or cleared.',
    data: z.strictObject({ from: z.nullable(priority), to: z.nullable(priority) }),
  },
  'conversation.labels_changed.v1': {
    description: 'Labels added or removed; `labels` is the whole list now.',
    data: z.strictObject({ added: z.array(z.string()), removed: z.array(z.string()), labels: z.array(z.string()) }),
  },
  'conversation.csat_received.v1': {
    description: 'The customer rated the conversation, or changed the rating (`previousRating`).',
    data: z.strictObject({ messageId: id, rating, previousRating: z.nullable(rating), operatorId: z.nullable(id) }),
  },
  'conversation.contact_changed.v1': {
    description:
      'Attributes of the contact that this deployment keeps for policies; `attributes` is the whole set now.',
    data: z.strictObject({ attributes: z.record(z.string(), z.string()) }),
  },
  'conversation.topic_read.v1': {
    description:
      'The customer said more than a greeting, or what was said since makes another topic the likeliest. Null: no classifier, or no language recognised.',
    data: z.strictObject({
      messageId: id,
      language: z.nullable(z.string()),
      topic: z.nullable(z.string()),
      confidencePercent: z.nullable(z.int().check(z.minimum(0), z.maximum(100))),
    }),
  },
  'conversation.message_flagged.v1': {
    description: "A customer's message has words of the escalation document's lists, or a negative tone (-100 to 100).",
    data: z.strictObject({ messageId: id, categories: z.array(z.string()), tone: z.int() }),
  },
  'conversation.canary_heard.v1': {
    description: 'A message that was sent to measure the way from Chatwoot to the bus has come back by its webhook.',
    data: z.strictObject({ messageId: id, sentAtMs: z.int(), receivedAtMs: z.int() }),
  },
  ...watchCatalogue,
  ...routingCatalogue,
} as const satisfies Record<ConversationEventType, { description: string; data: z.ZodMiniType }>

type Described = { [Type in keyof typeof catalogue]: z.output<(typeof catalogue)[Type]['data']> }
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false
type Holds<Claim extends true> = Claim
/** Does not compile when the schemas here and the types of conversation-events.ts have drifted apart. */
export type CatalogueMatchesTypes = Holds<Same<Described, ConversationEventData>>

/** In the order of the catalogue. */
export const EVENT_TYPES = Object.keys(catalogue) as ConversationEventType[]

const envelope = {
  id: z.string(),
  account: z.string(),
  conversationId: id,
  version: id,
  n: z.int().check(z.nonnegative()),
  occurredAtMs: instantMs,
  observedAtMs: instantMs,
  correlationId: z.string(),
  source: z.enum(WRITE_SOURCES),
}

const eventSchemas = new Map(
  EVENT_TYPES.map((type) => [type, z.strictObject({ ...envelope, type: z.literal(type), data: catalogue[type].data })]),
)

/** The event, if `value` has exactly the shape its `type` promises; throws a ZodError that names the field if not. */
export function parseEvent(value: unknown): ConversationEvent {
  const type = z.looseObject({ type: z.enum(EVENT_TYPES) }).parse(value).type
  const schema = eventSchemas.get(type)
  if (schema === undefined) throw new Error(`No schema for ${type}`)
  return schema.parse(value) as ConversationEvent
}
