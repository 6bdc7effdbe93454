/**
 * What is worth sending on of an answer: what translation reads. An e-mail comes three times in one message, and a
 * conversation with its customer's whole address and secrets.
 */
import { STAMP } from './own-message.ts'

type Json = Readonly<Record<string, unknown>>

const ROW = [
  ...['id', 'account_id', 'inbox_id', 'status', 'priority', 'labels', 'channel', 'created_at', 'updated_at'],
  ...['last_activity_at', 'first_reply_created_at', 'waiting_since', 'snoozed_until'],
]
const META = ['channel', 'assignee_type']
const SENDER = ['id', 'name', 'custom_attributes']
const ASSIGNEE = ['id', 'name', 'available_name', 'type']
const MESSAGE = ['id', 'message_type', 'private', 'content', 'content_type', 'created_at']
const ATTRIBUTES = [...['submitted_values', 'automation_rule_id', 'campaign_id', 'external_echo', 'is_reaction', STAMP]]

export function trimRow(row: Json): Json {
  const meta = objectIn(row.meta)
  return {
    ...picked(row, ROW),
    meta: {
      ...picked(meta, META),
      sender: part(meta.sender, SENDER),
      assignee: part(meta.assignee, ASSIGNEE),
      team: part(meta.team, ['id', 'name']),
    },
  }
}

export const trimMessage = (message: Json): Json => ({
  ...picked(message, MESSAGE),
  content_attributes: contentAttributes(message.content_attributes),
  additional_attributes: part(message.additional_attributes, ATTRIBUTES),
  sender: part(message.sender, ['id', 'type']),
})

/** Of an e-mail its subject alone. */
function contentAttributes(value: unknown): Json | null {
  const subject = isObject(value) && isObject(value.email) ? value.email.subject : undefined
  const email = typeof subject === 'string' ? { email: { subject } } : {}
  return isObject(value) ? { ...picked(value, ATTRIBUTES), ...email } : null
}

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)
const objectIn = (value: unknown): Json => (isObject(value) ? value : {})
const part = (value: unknown, keys: readonly string[]): Json | null => (isObject(value) ? picked(value, keys) : null)

const picked = (object: Json, keys: readonly string[]): Json =>
  Object.fromEntries(
    keys.flatMap((key) => (object[key] === undefined || isDeep(object[key]) ? [] : [[key, object[key]] as const])),
  )

/** Far deeper than anything that is read. What is parsed at a depth of thousands cannot be written down again. */
const MOST_LEVELS = 32
function isDeep(value: unknown, levels = MOST_LEVELS): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some((one) => isDeep(one, levels - 1))
}
