/** Chatwoot's conversation finder: which conversations a token sees, and which of them it asks for. */
import { type Call, isAdministrator } from './http-door.ts'
import { type Conversation, PRIORITIES, STATUSES } from './model.ts'
import type { JsonObject } from './rails-json.ts'

export const viewerOf = (call: Call): number | null =>
  call.caller.kind === 'operator' ? call.caller.operator.id : null

/** Administrators and bots see every inbox, agents their own. */
export function mayRead(call: Call, conversation: Conversation): boolean {
  if (call.caller.kind === 'bot' || isAdministrator(call.caller)) return true
  return call.core.store.inboxes.get(conversation.inboxId)?.memberIds.has(call.caller.operator.id) ?? false
}

export type Found = { readonly conversations: readonly Conversation[]; readonly meta: JsonObject }

/** The list a query asks for, newest activity first unless `sort_by` says otherwise. Not paged. */
export function findConversations(call: Call): Found {
  const { query, core } = call
  const status = query.get('status') ?? 'open'
  const labels = [...query.getAll('labels[]'), ...query.getAll('labels')]
  const asNumber = (name: string): number | undefined => (query.has(name) ? Number(query.get(name)) : undefined)
  const inboxId = asNumber('inbox_id')
  const teamId = asNumber('team_id')
  const text = query.get('q')?.toLowerCase()
  const matching = [...core.store.conversations.values()].filter(
    (row) =>
      mayRead(call, row) &&
      // a text search looks at every status
      (status === 'all' || text !== undefined || row.status === status) &&
      (inboxId === undefined || row.inboxId === inboxId) &&
      (teamId === undefined || row.teamId === teamId) &&
      (labels.length === 0 || row.labelList.some((label) => labels.includes(label))) &&
      (text === undefined || says(call, row, text)) &&
      isOfType(call, row),
  )
  return { conversations: sorted(byAssignee(call, matching), query.get('sort_by')), meta: counts(call, matching) }
}

const says = (call: Call, row: Conversation, text: string): boolean =>
  call.core.store
    .messagesOf(row)
    .some(({ messageType, content }) => messageType !== 'activity' && (content ?? '').toLowerCase().includes(text))

function isOfType(call: Call, row: Conversation): boolean {
  const viewer = viewerOf(call) ?? 0
  switch (call.query.get('conversation_type')) {
    case 'unattended':
      return row.firstReplyCreatedAtUs === null || row.waitingSinceUs !== null
    case 'participating':
      return row.participantIds.has(viewer)
    case 'mention':
      return says(call, row, `mention://user/${viewer}/`)
    default:
      return true
  }
}

function byAssignee(call: Call, rows: readonly Conversation[]): readonly Conversation[] {
  const viewer = viewerOf(call)
  switch (call.query.get('assignee_type')) {
    case 'me':
      return rows.filter(({ assigneeId }) => assigneeId === viewer)
    case 'unassigned':
      return rows.filter(({ assigneeId }) => assigneeId === null)
    case 'assigned':
      return rows.filter(({ assigneeId }) => assigneeId !== null)
    default:
      return rows
  }
}

/** Counted before the `assignee_type` filter. */
export function counts(call: Call, rows: readonly Conversation[]): JsonObject {
  const viewer = viewerOf(call)
  const unassigned = rows.filter(({ assigneeId }) => assigneeId === null).length
  return {
    mine_count: rows.filter(({ assigneeId }) => assigneeId !== null && assigneeId === viewer).length,
    assigned_count: rows.length - unassigned,
    unassigned_count: unassigned,
    all_count: rows.length,
  }
}

const SORT_KEYS: Readonly<Record<string, (row: Conversation) => number | null>> = {
  last_activity_at: (row) => row.lastActivityAtUs,
  created_at: (row) => row.createdAtUs,
  waiting_since: (row) => row.waitingSinceUs,
  priority: (row) => (row.priority === null ? null : PRIORITIES.indexOf(row.priority)),
}

/** `<key>_asc` or `<key>_desc`; rows without a value come last either way. */
export function sorted(rows: readonly Conversation[], sortBy: string | null): Conversation[] {
  const [, name = 'last_activity_at', direction = 'desc'] = /^(.+)_(asc|desc)$/.exec(sortBy ?? '') ?? []
  const key = SORT_KEYS[name] ?? ((row: Conversation) => row.lastActivityAtUs)
  const sign = direction === 'asc' ? 1 : -1
  return [...rows].sort((a, b) => {
    const left = key(a)
    const right = key(b)
    if (left === null || right === null) return Number(left === null) - Number(right === null) || a.id - b.id
    return sign * (left - right) || a.id - b.id
  })
}

export const isStatus = (value: unknown): value is Conversation['status'] => STATUSES.some((status) => status === value)
export const isPriority = (value: unknown): value is NonNullable<Conversation['priority']> =>
  PRIORITIES.some((priority) => priority === value)
