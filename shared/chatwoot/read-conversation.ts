import { type Assignee, PRIORITIES, type Priority, type Snapshot } from '#domain/observation'
import { microseconds, milliseconds } from './instants.ts'
import type { ConversationPayload } from './payloads.ts'

/** Chatwoot is younger than 2015: an earlier time is a mistake. */
const EARLIEST_US = Date.UTC(2015, 0, 1) * 1000
/**
 * A snapshot from the future would win against every later one, so we refuse it. Clocks differ, hence a day.
 */
const MOST_AHEAD_MS = 24 * 60 * 60_000
/** Names are shown in lists; Chatwoot's own limit is 255. */
const LONGEST_NAME = 255
/** Far more than people use; with the longest names still small enough for the item, the ledger and the bus. */
const MOST_LABELS = 100

export type Reading<Value> =
  | { readonly ok: true; readonly value: Value }
  /** Path of the field that cannot be. */
  | { readonly ok: false; readonly path: string }

/** Microseconds, or null if it is no time at which Chatwoot can have written something we received at `receivedAtMs`. */
export function plausibleUs(value: number | string | null | undefined, receivedAtMs: number): number | null {
  const us = microseconds(value)
  return us !== null && us >= EARLIEST_US && us <= (receivedAtMs + MOST_AHEAD_MS) * 1000 ? us : null
}

/** The conversation's row as it stood when Chatwoot built the payload. */
export function readSnapshot(
  payload: ConversationPayload,
  receivedAtMs: number,
  contactAttributes: readonly string[] = [],
): Reading<Snapshot> {
  const updatedAtUs = plausibleUs(payload.updated_at, receivedAtMs)
  if (updatedAtUs === null) return { ok: false, path: 'updated_at' }
  const createdAtMs = milliseconds(payload.created_at)
  if (createdAtMs === null) return { ok: false, path: 'created_at' }
  const { meta } = payload
  const snapshot: Snapshot = {
    updatedAtUs,
    createdAtMs,
    lastActivityAtMs: milliseconds(payload.last_activity_at) ?? Math.floor(updatedAtUs / 1000),
    status: payload.status,
    priority: priorityOf(payload.priority),
    inboxId: payload.inbox_id,
    channel: cleanName(payload.channel?.replace(/^Channel::/, '')),
    contactId: meta.sender?.id ?? null,
    contactName: cleanName(meta.sender?.name),
    assignee: assigneeOf(meta),
    team: meta.team ? { id: meta.team.id, name: cleanName(meta.team.name) ?? '' } : null,
    labels: labelsOf(payload),
    waitingSinceMs: milliseconds(payload.waiting_since),
    firstReplyAtMs: milliseconds(payload.first_reply_created_at),
    snoozedUntilMs: milliseconds(payload.snoozed_until),
    ...attributesOf(meta.sender?.custom_attributes, contactAttributes),
  }
  return { ok: true, value: snapshot }
}

/** Long texts are no tiers: they would be somebody's words. */
const LONGEST_ATTRIBUTE = 64

/**
 * The attributes asked for, as text, where they are a plain value. None is called as something that every object has:
 * `constructor` would make of the item's map something that the table's client does not take.
 */
function attributesOf(
  given: Readonly<Record<string, unknown>> | null | undefined,
  wanted: readonly string[],
): Pick<Snapshot, 'contactAttributes'> {
  const entries = wanted.flatMap((name): [string, string][] => {
    if (name in Object.prototype) return []
    const value = given?.[name]
    const text =
      typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
    return text === '' || text.length > LONGEST_ATTRIBUTE ? [] : [[name, text.replace(/\p{Surrogate}/gu, '\ufffd')]]
  })
  return entries.length === 0 ? {} : { contactAttributes: Object.fromEntries(entries) }
}

/** Null for an absent or empty name. Half surrogate pairs, which the database cannot keep, are replaced. */
export function cleanName(name: string | null | undefined): string | null {
  if (!name) return null
  const whole = name.length > LONGEST_NAME ? [...name].slice(0, LONGEST_NAME).join('') : name
  return whole.replace(/\p{Surrogate}/gu, '\ufffd')
}

function labelsOf({ labels }: ConversationPayload): string[] {
  const names = (labels ?? []).map(cleanName).filter((name) => name !== null)
  return [...new Set(names)].sort().slice(0, MOST_LABELS)
}

/** From 4.8.0 the assignee may be a bot; before, nothing says so and it never is. */
function assigneeOf(meta: ConversationPayload['meta']): Assignee | null {
  const { assignee, assignee_type: assigneeType } = meta
  if (!assignee) return null
  const bot = isBotType(assignee.type ?? assigneeType)
  return {
    id: assignee.id,
    kind: bot ? 'bot' : 'operator',
    name: cleanName(assignee.name) ?? cleanName(assignee.available_name) ?? '',
  }
}

const isBotType = (type: string | null | undefined): boolean => type != null && !/^user$/i.test(type)

/** A level no known version has reads as none: the rest of the snapshot is worth keeping. */
const priorityOf = (value: string | null | undefined): Priority | null =>
  PRIORITIES.find((priority) => priority === value) ?? null
