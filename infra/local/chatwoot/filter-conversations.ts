/** `POST /conversations/filter`: a chain of conditions. Dates are compared by the day, as Chatwoot does. */
import { type Call, listOf, objectOf, textOf } from './http-door.ts'
import { iso } from './micro-time.ts'
import type { Conversation } from './model.ts'
import type { Json, JsonObject } from './rails-json.ts'

const VALUES: Readonly<Record<string, (row: Conversation) => readonly string[]>> = {
  status: (row) => [row.status],
  assignee_id: (row) => present(row.assigneeId),
  inbox_id: (row) => [String(row.inboxId)],
  team_id: (row) => present(row.teamId),
  display_id: (row) => [String(row.displayId)],
  priority: (row) => present(row.priority),
  labels: (row) => row.labelList,
  created_at: (row) => [iso(row.createdAtUs).slice(0, 10)],
  last_activity_at: (row) => [iso(row.lastActivityAtUs).slice(0, 10)],
}
const DATES = new Set(['created_at', 'last_activity_at'])
const DAY_MS = 86_400_000

const present = (value: string | number | null): string[] => (value === null ? [] : [String(value)])

type Test = (row: Conversation) => boolean
export type Filtering = { readonly test: Test } | { readonly error: string }

/** The whole chain; AND binds no tighter than OR here: conditions combine from left to right. */
export function filterOf(call: Call): Filtering {
  const conditions = (listOf(call.body.payload) ?? []).map((each) => objectOf(each) ?? {})
  if (conditions.length === 0) return { error: 'payload must name at least one condition' }
  let whole: Test | undefined
  let joint = 'AND'
  for (const condition of conditions) {
    const next = testOf(condition, call.core.clock.now())
    if ('error' in next) return next
    const before = whole
    const link = joint
    whole = before
      ? (row) => (link === 'OR' ? before(row) || next.test(row) : before(row) && next.test(row))
      : next.test
    joint = (textOf(condition.query_operator) ?? 'AND').toUpperCase()
    if (joint !== 'AND' && joint !== 'OR') return { error: `Query operator must be either "AND" or "OR".` }
  }
  return { test: whole ?? (() => true) }
}

function testOf(condition: JsonObject, nowMs: number): Filtering {
  const key = textOf(condition.attribute_key) ?? ''
  const valuesOf = VALUES[key]
  if (!valuesOf) {
    return { error: `Invalid attribute key - [${key}]. The key should be one of [${Object.keys(VALUES).join(',')}]` }
  }
  const wanted = (listOf(condition.values) ?? []).map(wantedText)
  const operator = textOf(condition.filter_operator) ?? ''
  const compare = OPERATORS[operator] ?? (DATES.has(key) ? DATE_OPERATORS[operator] : undefined)
  if (!compare) return { error: `Invalid operator. [${operator}] is not allowed for [${key}].` }
  // the dashboard's "all" is a status nobody has
  if (key === 'status' && operator === 'equal_to' && wanted.includes('all')) return { test: () => true }
  return { test: (row) => compare(valuesOf(row), wanted, nowMs) }
}

type Compare = (values: readonly string[], wanted: readonly string[], nowMs: number) => boolean

const OPERATORS: Readonly<Record<string, Compare>> = {
  equal_to: (values, wanted) => values.some((value) => wanted.includes(value)),
  not_equal_to: (values, wanted) => !values.some((value) => wanted.includes(value)),
  is_present: (values) => values.length > 0,
  is_not_present: (values) => values.length === 0,
}

/** Values are days, `yyyy-mm-dd`, so text order is time order. */
const DATE_OPERATORS: Readonly<Record<string, Compare>> = {
  is_greater_than: ([day = ''], [wanted = '']) => day > wanted,
  is_less_than: ([day = ''], [wanted = '']) => day < wanted,
  days_before: ([day = ''], [days = '0'], nowMs) =>
    day < new Date(nowMs - Number(days) * DAY_MS).toISOString().slice(0, 10),
}

const wantedText = (value: Json): string => {
  const entry = objectOf(value)
  return String(entry ? entry.id : value)
}
