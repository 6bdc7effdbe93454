import { outgoingMessage } from '../behaviour.ts'
import { createConversation } from '../conversation-creation.ts'
import { filterOf } from '../filter-conversations.ts'
import { counts, findConversations, isStatus, mayRead, sorted, viewerOf } from '../find-conversations.ts'
import {
  type Answer,
  type Call,
  idOf,
  isAdministrator,
  NOT_ALLOWED,
  notFound,
  numberOf,
  numbersOf,
  objectOf,
  ok,
  pageOf,
  type Route,
  textOf,
  unauthorized,
  unprocessable,
} from '../http-door.ts'
import type { Conversation } from '../model.ts'
import { agentViews, conversationView } from '../views.ts'

export const CONVERSATION = '/api/v1/accounts/:account/conversations/:conversation'
const LIST = '/api/v1/accounts/:account/conversations'
const PAGE = 25

/** Runs the rest with the conversation of the path, if there is one and the caller may read it. */
export function withConversation(call: Call, answer: (conversation: Conversation) => Answer): Answer {
  const conversation = call.core.store.conversation(idOf(call, 'conversation'))
  if (!conversation) return notFound()
  if (!mayRead(call, conversation)) return unauthorized(NOT_ALLOWED)
  return call.core.outbox.together(() => answer(conversation))
}

/** `updated_within` (seconds) replaces paging: everything saved since then comes at once. */
function list(call: Call): Answer {
  const { store, clock } = call.core
  const { conversations, meta } = findConversations(call)
  const within = call.query.get('updated_within')
  const sinceUs = (clock.now() - Number(within) * 1000) * 1000
  const page =
    within === null || within === ''
      ? pageOf(conversations, call.query, PAGE)
      : conversations.filter(({ updatedAtUs }) => updatedAtUs > sinceUs)
  return ok({ data: { meta, payload: page.map((row) => conversationView(store, row, viewerOf(call))) } })
}

/** No `data` around the answer here. */
function filter(call: Call): Answer {
  const filtering = filterOf(call)
  if ('error' in filtering) return unprocessable(filtering.error)
  const { store } = call.core
  const rows = [...store.conversations.values()].filter((row) => mayRead(call, row) && filtering.test(row))
  const { assigned_count: _, ...meta } = counts(call, rows)
  const page = pageOf(sorted(rows, null), call.query, PAGE)
  return ok({ meta, payload: page.map((row) => conversationView(store, row, viewerOf(call))) })
}

/**
 * For a contact in an inbox, or for who has the source id in it. Without a contact's address only a website and an API
 * inbox can be written in.
 */
function create(call: Call): Answer {
  const { core, body, caller } = call
  const { store } = core
  const sourceId = textOf(body.source_id)
  const known = [...store.contactInboxes.values()].find((row) => row.sourceId === sourceId)
  const inbox = store.inboxes.get(numberOf(body.inbox_id) ?? known?.inboxId ?? 0)
  const contact = store.contacts.get(numberOf(body.contact_id) ?? known?.contactId ?? 0)
  if (!inbox || !contact) return notFound()
  if (caller.kind === 'operator' && !isAdministrator(caller) && !inbox.memberIds.has(caller.operator.id))
    return unauthorized(NOT_ALLOWED)
  if (inbox.channel === 'Channel::Email' && contact.email === null)
    return unprocessable('param is missing or the value is empty: contact email')
  const { status } = body
  if (status !== undefined && !isStatus(status)) return unprocessable(`'${String(status)}' is not a valid status`)
  return core.outbox.together(() => {
    const row = createConversation(core, { contact, inbox, ...(status === undefined ? {} : { status }) })
    const content = textOf(objectOf(body.message)?.content)
    const sender =
      caller.kind === 'bot'
        ? ({ type: 'AgentBot', id: caller.bot.id } as const)
        : ({ type: 'User', id: caller.operator.id } as const)
    if (content !== undefined) outgoingMessage(core, row, { sender, content })
    return ok(conversationView(store, row, viewerOf(call)))
  })
}

const participants = (call: Call, change: (row: Conversation, ids: readonly number[]) => void): Answer =>
  withConversation(call, (conversation) => {
    const known = numbersOf(call.body.user_ids).filter((id) => call.core.store.operators.has(id))
    change(conversation, known)
    return ok(agentViews(call.core.store, conversation.participantIds))
  })

const add = (row: Conversation, ids: readonly number[]): void => {
  for (const id of ids) row.participantIds.add(id)
}

export const conversationRoutes: readonly Route[] = [
  { method: 'GET', path: LIST, access: 'user', answer: list },
  { method: 'POST', path: LIST, access: 'bot', answer: create },
  {
    method: 'GET',
    path: `${LIST}/meta`,
    access: 'user',
    answer: (call) => ok({ meta: findConversations(call).meta }),
  },
  { method: 'POST', path: `${LIST}/filter`, access: 'user', answer: filter },
  {
    method: 'GET',
    path: CONVERSATION,
    access: 'bot',
    answer: (call) =>
      withConversation(call, (conversation) => ok(conversationView(call.core.store, conversation, viewerOf(call)))),
  },
  {
    method: 'GET',
    path: `${CONVERSATION}/participants`,
    access: 'user',
    answer: (call) => participants(call, () => undefined),
  },
  { method: 'POST', path: `${CONVERSATION}/participants`, access: 'user', answer: (call) => participants(call, add) },
  {
    method: 'PATCH',
    path: `${CONVERSATION}/participants`,
    access: 'user',
    answer: (call) =>
      participants(call, (row, ids) => {
        row.participantIds.clear()
        add(row, ids)
      }),
  },
  {
    method: 'DELETE',
    path: `${CONVERSATION}/participants`,
    access: 'user',
    answer: (call) =>
      participants(call, (row, ids) => {
        for (const id of ids) row.participantIds.delete(id)
      }),
  },
]
