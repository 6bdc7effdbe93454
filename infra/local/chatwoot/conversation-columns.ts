/** The columns of a conversation as `changed_attributes` names, orders and renders them. */
import { isoOrNull } from './micro-time.ts'
import type { Conversation } from './model.ts'
import type { Json, JsonObject } from './rails-json.ts'
import type { Store } from './store.ts'

type Column = {
  readonly name: string
  /** What tells two values apart: dates differ by microseconds that their rendering cuts off. */
  readonly raw: (row: Conversation, store: Store) => Json
  readonly shown: (raw: Json) => Json
}

const plain = (name: string, raw: Column['raw']): Column => ({ name, raw, shown: (value) => value })
const date = (name: string, raw: (row: Conversation) => number | null): Column => ({
  name,
  raw,
  shown: (value) => (typeof value === 'number' ? isoOrNull(value) : null),
})

/** In the order of the table, which is the order in the payload; `label_list` is no column and comes last. */
const COLUMNS: readonly Column[] = [
  plain('id', (row) => row.id),
  plain('account_id', (_, store) => store.account.id),
  plain('inbox_id', (row) => row.inboxId),
  plain('status', (row) => row.status),
  plain('assignee_id', (row) => row.assigneeId),
  date('created_at', (row) => row.createdAtUs),
  date('updated_at', (row) => row.updatedAtUs),
  plain('contact_id', (row) => row.contactId),
  plain('additional_attributes', (row) => row.additionalAttributes),
  plain('contact_inbox_id', (row) => row.contactInboxId),
  plain('uuid', (row) => row.uuid),
  date('last_activity_at', (row) => row.lastActivityAtUs),
  plain('team_id', (row) => row.teamId),
  date('snoozed_until', (row) => row.snoozedUntilUs),
  plain('custom_attributes', (row) => row.customAttributes),
  date('first_reply_created_at', (row) => row.firstReplyCreatedAtUs),
  plain('priority', (row) => row.priority),
  date('waiting_since', (row) => row.waitingSinceUs),
  plain('cached_label_list', (row) => row.cachedLabelList),
  plain('assignee_agent_bot_id', (row) => row.assigneeAgentBotId),
  plain('label_list', (row) => row.labelList),
]

/** `conversation_updated` fires only if one of these is among the changes. */
const ANNOUNCED = new Set([
  'team_id',
  'assignee_id',
  'assignee_agent_bot_id',
  'status',
  'snoozed_until',
  'custom_attributes',
  'label_list',
  'waiting_since',
  'first_reply_created_at',
  'priority',
])

export type ColumnValues = ReadonlyMap<string, Json>
export type Change = { readonly column: string; readonly previous: Json; readonly current: Json }

export const columnValues = (store: Store, row: Conversation): ColumnValues =>
  new Map(COLUMNS.map((column) => [column.name, column.raw(row, store)]))

const same = (a: Json, b: Json): boolean => a === b || JSON.stringify(a) === JSON.stringify(b)

/** What a save changed, rendered. A missing `before` stands for an insert: every column then starts at null or empty. */
export function changesSince(store: Store, row: Conversation, before: ColumnValues | undefined): Change[] {
  return COLUMNS.flatMap((column) => {
    const previous = before ? (before.get(column.name) ?? null) : null
    const current = column.raw(row, store)
    if (same(previous, current)) return []
    return [{ column: column.name, previous: column.shown(previous), current: column.shown(current) }]
  })
}

export const isAnnounced = (changes: readonly Change[]): boolean => changes.some(({ column }) => ANNOUNCED.has(column))

/** An array of one-key objects, as the webhook carries it. */
export const changedAttributes = (changes: readonly Change[]): JsonObject[] =>
  changes.map(({ column, previous, current }) => ({
    [column]: { previous_value: previous, current_value: current },
  }))

/**
 * The insert as a bot inbox's first `conversation_updated` lists it: only columns that got a value, the status as it
 * left its default, empty objects as the previous value of JSON columns.
 */
export function creationChanges(store: Store, row: Conversation): Change[] {
  const skipped = new Set(['label_list', 'cached_label_list', 'custom_attributes'])
  return changesSince(store, row, undefined)
    .filter(({ column }) => !skipped.has(column))
    .map((change) => {
      if (change.column === 'status') return { ...change, previous: 'open' }
      if (change.column === 'additional_attributes') return { ...change, previous: {} }
      return change
    })
    .filter((change) => !same(change.previous, change.current))
}
