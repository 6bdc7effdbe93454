import * as z from 'zod/mini'
import type { Called } from './called.ts'
import { type ChatwootCalls, reading } from './calls.ts'
import { milliseconds } from './instants.ts'
import { noteText } from './note-text.ts'
import { isOwn, STAMP } from './own-message.ts'
import type { ChatwootVerbs, MessagesAfter } from './verbs.ts'

/** Of twenty messages, backwards. */
const PAGES_BEFORE = 25
/** Of a hundred, forwards. */
const PAGES_AFTER = 10
/** Who has not seen all of them cannot say what is not among them. */
const TOO_MANY: Called<never> = { kind: 'refused', code: 'too_many_messages_since' }
const CLOCK_SKEW_MS = 300_000

const id = z.int().check(z.positive())
const posted = z.looseObject({ id, private: z.boolean() })
const stamps = z.catch(z.nullish(z.looseObject({ [STAMP]: z.optional(z.unknown()) })), null)
const messages = z.looseObject({
  payload: z.array(
    z.looseObject({
      id,
      created_at: z.number(),
      message_type: z.catch(z.nullish(z.union([z.number(), z.string()])), null),
      private: z.catch(z.nullish(z.boolean()), null),
      sender: z.catch(z.nullish(z.looseObject({ type: z.optional(z.unknown()) })), null),
      content_attributes: stamps,
    }),
  ),
})
type Listed = z.output<typeof messages>['payload'][number]

type Outgoing = { readonly key: string; readonly content: string; readonly private: boolean }

/** Numbers in the API, words in webhooks. */
const isFromCustomer = ({ message_type: type, private: hidden }: Listed): boolean =>
  hidden !== true && (type === 0 || type === 'incoming')

/** Or in a person's name: the list does not tell a campaign's message from the operator's own. */
const isFromPerson = ({ message_type: type, private: hidden, sender }: Listed): boolean =>
  hidden !== true && (type === 1 || type === 'outgoing') && sender?.type === 'user'

/** What has to do with the messages of a conversation. */
export function messageCalls({
  get,
  post,
}: ChatwootCalls): Pick<ChatwootVerbs, 'addNote' | 'sendReply' | 'findOwn' | 'messagesAfter'> {
  const at = (conversationId: number, query = ''): string => `conversations/${conversationId}/messages${query}`
  const send = async (conversationId: number, { key, ...body }: Outgoing) =>
    unlessSure(
      await post(
        at(conversationId),
        { ...body, message_type: 'outgoing', content_attributes: { [STAMP]: key } },
        reading(posted),
      ),
    )

  return {
    addNote: (conversationId, { key, ...text }) =>
      send(conversationId, { key, content: noteText(text), private: true }),

    sendReply: (conversationId, { key, text }) => send(conversationId, { key, content: text, private: false }),

    async findOwn(conversationId, { key, sinceMs }) {
      let before: number | undefined
      for (let page = 0; page < PAGES_BEFORE; page++) {
        const query = before === undefined ? '' : `?before=${before}`
        const called = await get(at(conversationId, query), reading(messages))
        if (called.kind !== 'ok') return called
        const { payload } = called.value
        const found = payload.find((message) => isOurs(message, key))
        if (found !== undefined) return { kind: 'ok', value: found.id }
        const [oldest] = payload
        if (oldest === undefined || oldest.created_at * 1000 < sinceMs - CLOCK_SKEW_MS) return NONE
        before = oldest.id
      }
      return TOO_MANY
    },

    async messagesAfter(conversationId, { messageId, key }) {
      let after = messageId
      let found: MessagesAfter = { own: null, newestFromCustomer: null, answered: false, answeredAtMs: null }
      for (let page = 0; page < PAGES_AFTER; page++) {
        const called = await get(at(conversationId, `?after=${after}`), reading(messages))
        if (called.kind !== 'ok') return called
        const { payload } = called.value
        const last = payload.at(-1)
        if (last === undefined || last.id <= after) return { kind: 'ok', value: found }
        found = withPage(found, payload, key)
        after = last.id
      }
      return TOO_MANY
    },
  }
}

const NONE: Called<null> = { kind: 'ok', value: null }

/**
 * Chatwoot answers 422 to whatever goes wrong while it makes a message (CONTRACT (c), "send reply"): also to what passes, as
 * a lost connection to its own database does, and to what fails after the message is stored.
 */
const unlessSure = <Value>(called: Called<Value>): Called<Value> =>
  called.kind === 'refused' && called.code === 'unprocessable'
    ? { kind: 'passing', code: 'unprocessable', mayHaveHappened: true }
    : called

function withPage(before: MessagesAfter, page: readonly Listed[], key: string): MessagesAfter {
  const newest = page.findLast(isFromCustomer)
  const byHand = page.findLast((message) => isFromPerson(message) && !isOwn(message.content_attributes))
  return {
    own: before.own ?? page.find((message) => isOurs(message, key))?.id ?? null,
    newestFromCustomer:
      newest === undefined ? before.newestFromCustomer : { id: newest.id, atMs: milliseconds(newest.created_at) ?? 0 },
    answered: before.answered || page.some((message) => isFromPerson(message) && !isOurs(message, key)),
    answeredAtMs: byHand === undefined ? before.answeredAtMs : (milliseconds(byHand.created_at) ?? 0),
  }
}

const isOurs = ({ content_attributes: all }: Listed, key: string): boolean => all?.[STAMP] === key
