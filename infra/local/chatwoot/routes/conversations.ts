import { filterOf } from '../filter-conversations.ts'
import { counts, findConversations, mayRead, sorted, viewerOf } from '../find-conversations.ts'
import {
  type Answer,
  type Call,
  idOf,
  NOT_ALLOWED,
  notFound,
  numbersOf,
  ok,
  pageOf,
  type Route,
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
