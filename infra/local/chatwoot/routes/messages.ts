import { customerMessage, outgoingMessage } from '../behaviour.ts'
import { announceMessage } from '../conversation-save.ts'
import {
  type Answer,
  type Call,
  idOf,
  notFound,
  objectOf,
  ok,
  type Route,
  textOf,
  unprocessable,
} from '../http-door.ts'
import type { Conversation, Message } from '../model.ts'
import { messagesMetaView, messageView } from '../views.ts'
import { CONVERSATION, withConversation } from './conversations.ts'

const MESSAGES = `${CONVERSATION}/messages`
const LATEST = 20
const LONGEST_CONTENT = 150_000
const PER_MINUTE = 200

/** Oldest first, notes and activities included: the latest 20; 20 before an id; 100 after one; 1000 between two. */
function pageOfMessages(messages: readonly Message[], query: URLSearchParams): readonly Message[] {
  const before = query.has('before') ? Number(query.get('before')) : undefined
  const after = query.has('after') ? Number(query.get('after')) : undefined
  if (before !== undefined && after !== undefined) {
    return messages.filter(({ id }) => id >= after && id < before).slice(0, 1000)
  }
  if (after !== undefined) return messages.filter(({ id }) => id > after).slice(0, 100)
  return (before === undefined ? messages : messages.filter(({ id }) => id < before)).slice(-LATEST)
}

function list(call: Call, conversation: Conversation): Answer {
  const { store } = call.core
  const page = pageOfMessages(store.messagesOf(conversation), call.query)
  return ok({
    meta: messagesMetaView(store, conversation),
    payload: page.map((message) => messageView(store, conversation, message)),
  })
}

/** There is no idempotency key: the same request sent twice is two messages. */
function send(call: Call, conversation: Conversation): Answer {
  const { core, body, caller } = call
  const content = textOf(body.content) ?? null
  if (content !== null && content.length > LONGEST_CONTENT) {
    return unprocessable(`Validation failed: Content is too long (maximum is ${LONGEST_CONTENT} characters)`)
  }
  if (isTooMany(call, conversation)) return unprocessable('Validation failed: Too many messages')
  if (body.message_type === 'incoming') {
    if (core.store.inboxes.get(conversation.inboxId)?.channel !== 'Channel::Api') {
      return unprocessable('Incoming messages are only allowed in Api inboxes')
    }
    return ok(messageView(core.store, conversation, customerMessage(core, conversation, content ?? '')))
  }
  const message = outgoingMessage(core, conversation, {
    sender: caller.kind === 'bot' ? { type: 'AgentBot', id: caller.bot.id } : { type: 'User', id: caller.operator.id },
    content: content === null ? null : filled(call, conversation, content),
    private: body.private === true || body.private === 'true',
    contentAttributes: objectOf(body.content_attributes) ?? {},
  })
  const echo = textOf(body.echo_id)
  return ok({
    ...messageView(core.store, conversation, message),
    ...(echo === undefined ? {} : { echo_id: echo }),
  })
}

/** Chatwoot renders what is posted as a Liquid template, notes too. Of its drops these are the ones people use. */
function filled({ core, caller }: Call, { contactId }: Conversation, content: string): string {
  const contact = core.store.contacts.get(contactId)
  const drops: Readonly<Record<string, string | null | undefined>> = {
    'contact.name': contact?.name,
    'contact.email': contact?.email,
    'agent.name': caller.kind === 'bot' ? caller.bot.name : caller.operator.name,
  }
  return content.replaceAll(/\{\{\s*([\w.]+)\s*\}\}/g, (_all, name: string) => drops[name] ?? '')
}

function isTooMany({ core }: Call, conversation: Conversation): boolean {
  const sinceUs = (core.clock.now() - 60_000) * 1000
  const recent = core.store.messagesOf(conversation).filter(({ createdAtUs }) => createdAtUs > sinceUs)
  return recent.length >= PER_MINUTE
}

/** Soft: the row stays, says it was deleted, and goes out as `message_updated`. */
function remove(call: Call, conversation: Conversation): Answer {
  const message = call.core.store.messagesOf(conversation).find(({ id }) => id === idOf(call, 'message'))
  if (!message) return notFound()
  message.content = 'This message was deleted'
  message.contentAttributes = { deleted: true }
  message.updatedAtUs = call.core.store.time.nowUs()
  announceMessage(call.core, message, 'message_updated')
  return ok(messageView(call.core.store, conversation, message))
}

export const messageRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: MESSAGES,
    access: 'user',
    answer: (call) => withConversation(call, (conversation) => list(call, conversation)),
  },
  {
    method: 'POST',
    path: MESSAGES,
    access: 'bot',
    answer: (call) => withConversation(call, (conversation) => send(call, conversation)),
  },
  {
    method: 'DELETE',
    path: `${MESSAGES}/:message`,
    access: 'user',
    answer: (call) => withConversation(call, (conversation) => remove(call, conversation)),
  },
]
