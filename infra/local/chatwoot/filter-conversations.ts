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
  const conditions = (listOf(call.body.payload) ?? []).flatMap((each) => objectOf(each) ?? [])
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
  const [first = ''] = wanted
  switch (textOf(condition.filter_operator)) {
    case 'equal_to':
      return { test: (row) => (key === 'status' && first === 'all') || valuesOf(row).some((v) => wanted.includes(v)) }
    case 'not_equal_to':
      return { test: (row) => !valuesOf(row).some((value) => wanted.includes(value)) }
    case 'is_present':
      return { test: (row) => valuesOf(row).length > 0 }
    case 'is_not_present':
      return { test: (row) => valuesOf(row).length === 0 }
    case 'is_greater_than':
      if (DATES.has(key)) return { test: (row) => (valuesOf(row)[0] ?? '') > first }
      break
    case 'is_less_than':
      if (DATES.has(key)) return { test: (row) => (valuesOf(row)[0] ?? '') < first }
      break
    case 'days_before': {
      const day = new Date(nowMs - Number(first) * DAY_MS).toISOString().slice(0, 10)
      if (DATES.has(key)) return { test: (row) => (valuesOf(row)[0] ?? '') < day }
      break
    }
  }
  return { error: `Invalid operator. The allowed operators for ${key} are not these.` }
}

const wantedText = (value: Json): string => {
  const entry = objectOf(value)
  return String(entry ? entry.id : value)
}
