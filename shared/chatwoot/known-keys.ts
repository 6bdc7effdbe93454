/** Keys that Chatwoot 4.2.0 to 4.18 sends. Anything else is counted, so that a changed vendor or a fork is noticed. */

const CONVERSATION = new Set([
  ...['additional_attributes', 'can_reply', 'channel', 'contact_inbox', 'id', 'inbox_id', 'messages', 'labels', 'meta'],
  ...['status', 'custom_attributes', 'snoozed_until', 'unread_count', 'first_reply_created_at', 'priority'],
  ...['waiting_since', 'agent_last_seen_at', 'contact_last_seen_at', 'last_activity_at', 'timestamp', 'created_at'],
  ...['updated_at', 'applied_sla', 'sla_events', 'sla_policy_id', 'account'],
])
const CONVERSATION_ROOT = new Set([...CONVERSATION, 'event', 'changed_attributes'])
const MESSAGE_ROOT = new Set([
  ...['account', 'additional_attributes', 'content_attributes', 'content_type', 'content', 'conversation'],
  ...['created_at', 'id', 'inbox', 'message_type', 'private', 'sender', 'source_id', 'attachments', 'event'],
])
const WEBWIDGET_ROOT = new Set([
  ...['id', 'contact', 'inbox', 'account', 'current_conversation', 'source_id', 'event', 'event_info'],
])

const MOST_KEYS = 20
const PLAIN_KEY = /^[\w.-]{1,60}$/

export type RootShape = 'conversation' | 'message' | 'webwidget'

/** At most 20 names, those of a conversation below the root as `conversation.<key>`. Names only, never values. */
export function unknownKeys(shape: RootShape, root: object, conversation: object): string[] {
  if (shape === 'conversation') return strangers(root, CONVERSATION_ROOT, '')
  const known = shape === 'message' ? MESSAGE_ROOT : WEBWIDGET_ROOT
  return [...strangers(root, known, ''), ...strangers(conversation, CONVERSATION, 'conversation.')].slice(0, MOST_KEYS)
}

const strangers = (object: object, known: ReadonlySet<string>, prefix: string): string[] =>
  Object.keys(object)
    .filter((key) => !known.has(key) && PLAIN_KEY.test(key))
    .slice(0, MOST_KEYS)
    .map((key) => `${prefix}${key}`)
