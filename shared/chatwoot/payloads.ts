/**
 * The parts of Chatwoot's webhook payloads that we read, from 4.2.0 to 4.18, forks included: unknown keys are kept, and
 * keys that only some versions send may be missing. What a conversation's state hangs on (id, status, times, assignee,
 * team, labels) must be right, else the payload is refused; anything else that is ill-formed reads as absent.
 */
import * as z from 'zod/mini'
import { STATUSES } from '#domain/observation'

const id = z.int().check(z.positive())
/** See instants.ts. */
const instant = z.union([z.number(), z.string()])

const lenientInstant = z.catch(z.nullish(instant), null)
const lenientText = z.catch(z.nullish(z.string()), null)
const lenientId = z.catch(z.nullish(id), null)
const lenientAttributes = z.catch(z.nullish(z.record(z.string(), z.unknown())), null)

export const conversationPayload = z.looseObject({
  /** The display id, not the database id. */
  id,
  inbox_id: id,
  status: z.enum(STATUSES),
  created_at: instant,
  updated_at: instant,
  last_activity_at: lenientInstant,
  first_reply_created_at: lenientInstant,
  waiting_since: lenientInstant,
  snoozed_until: lenientInstant,
  priority: lenientText,
  channel: lenientText,
  labels: z.nullish(z.array(z.string())),
  meta: z.looseObject({
    sender: z.catch(
      z.nullish(z.looseObject({ id: lenientId, name: lenientText, custom_attributes: lenientAttributes })),
      null,
    ),
    assignee: z.nullish(z.looseObject({ id, name: lenientText, available_name: lenientText, type: lenientText })),
    assignee_type: lenientText,
    team: z.nullish(z.looseObject({ id, name: lenientText })),
  }),
  /** At most the last public message; read one by one with `nestedMessagePayload`. */
  messages: z.catch(z.nullish(z.array(z.unknown())), null),
})
export type ConversationPayload = z.output<typeof conversationPayload>

const contentAttributes = z.catch(
  z.nullish(
    z.looseObject({
      submitted_values: z.catch(
        z.nullish(
          z.looseObject({ csat_survey_response: z.looseObject({ rating: z.int(), feedback_message: lenientText }) }),
        ),
        null,
      ),
      email: z.catch(z.nullish(z.looseObject({ subject: lenientText })), null),
    }),
  ),
  null,
)
const attributes = z.catch(z.nullish(z.looseObject({})), null)

const message = {
  id,
  /** `incoming`, `outgoing`, `template`; in nested messages 0 to 3. */
  message_type: z.union([z.string(), z.number()]),
  private: z.nullish(z.boolean()),
  /** Read for signals and promises, and forgotten. */
  content: lenientText,
  created_at: instant,
  content_type: lenientText,
  content_attributes: contentAttributes,
  additional_attributes: attributes,
}

/** The root of `message_created` and `message_updated`. */
export const messagePayload = z.looseObject({
  ...message,
  sender: z.catch(z.nullish(z.looseObject({ id: lenientId, type: lenientText })), null),
  inbox: z.catch(z.nullish(z.looseObject({ name: lenientText })), null),
  conversation: conversationPayload,
})
export type MessagePayload = z.output<typeof messagePayload>

/** An element of a conversation's `messages`. */
export const nestedMessagePayload = z.looseObject({
  ...message,
  updated_at: lenientInstant,
  sender_type: lenientText,
  sender_id: lenientId,
})
export type NestedMessagePayload = z.output<typeof nestedMessagePayload>

/** An element of the API's list of messages: who sent it is told as in a webhook, and its kind as in a nested message. */
export const listedMessagePayload = z.looseObject({
  ...message,
  sender: z.catch(z.nullish(z.looseObject({ id: lenientId, type: lenientText })), null),
})
export type ListedMessagePayload = z.output<typeof listedMessagePayload>

export const webwidgetPayload = z.looseObject({
  inbox: z.catch(z.nullish(z.looseObject({ name: lenientText })), null),
  current_conversation: z.nullish(conversationPayload),
})
