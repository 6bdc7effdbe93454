import type { CanaryHeard, CsatFact, MessageFact, Observation } from '#domain/observation'
import { type RootShape, unknownKeys } from './known-keys.ts'
import { canarySentAtMs } from './own-message.ts'
import {
  type ConversationPayload,
  conversationPayload,
  type MessagePayload,
  messagePayload,
  type NestedMessagePayload,
  nestedMessagePayload,
  webwidgetPayload,
} from './payloads.ts'
import { cleanName, plausibleUs, readSnapshot } from './read-conversation.ts'
import { readHanded } from './read-handed.ts'
import { readCsat, readMessage, readNestedMessage } from './read-message.ts'
import type { Reading } from './read-text.ts'
import { translateReading } from './translate-reading.ts'

/** What the receipt of a webhook adds to its body. */
export type Stamp = {
  /** Our slug of the account. */
  readonly account: string
  /** The id that payloads of this account carry. */
  readonly chatwootAccountId: number
  /** Epoch milliseconds. */
  readonly receivedAtMs: number
  readonly correlationId: string
  /** Absent: a webhook. Else what the API told when it was asked, see translate-reading.ts. */
  readonly form?: 'reading'
}

export type Translation =
  | {
      readonly kind: 'observation'
      readonly event: string
      readonly observation: Observation
      /** Keys no known Chatwoot version sends, e.g. `conversation.cpf`. */
      readonly unknownKeys: readonly string[]
    }
  /** A known event that tells nothing about a conversation's state. */
  | { readonly kind: 'ignored'; readonly event: string; readonly why: IgnoredWhy }
  | { readonly kind: 'unknown'; readonly event: string }
  /** `detail` is the path of the offending field, never its value. */
  | { readonly kind: 'refused'; readonly reason: 'unparseable' | 'impossible'; readonly detail: string }

type IgnoredWhy = 'typing' | 'contact' | 'inbox' | 'no_conversation'
type Handling = RootShape | Exclude<IgnoredWhy, 'no_conversation'>

/** Every event whose shape is fixed. Those of automation rules, and events to come, are searched for a conversation. */
const HANDLING: ReadonlyMap<string, Handling> = new Map<string, Handling>([
  ['conversation_created', 'conversation'],
  ['conversation_updated', 'conversation'],
  ['conversation_status_changed', 'conversation'],
  ['conversation_opened', 'conversation'],
  ['conversation_resolved', 'conversation'],
  ['macro.executed', 'conversation'],
  ['message_created', 'message'],
  ['message_updated', 'message'],
  ['webwidget_triggered', 'webwidget'],
  ['conversation_typing_on', 'typing'],
  ['conversation_typing_off', 'typing'],
  ['contact_created', 'contact'],
  ['contact_updated', 'contact'],
  ['inbox_created', 'inbox'],
  ['inbox_updated', 'inbox'],
])
/** Event names become parts of metric dimensions and object keys. */
const EVENT_NAME = /^[\w.:-]{1,80}$/

type Root = Readonly<Record<string, unknown>>
type Context = {
  readonly event: string
  readonly root: Root
  readonly stamp: Stamp
  readonly reading: Reading | null
}

/**
 * From the parsed body of a webhook, or of a reading, to what it tells about one conversation. Total: whatever JSON comes, there is an answer.
 * `reading` says how texts are read; without it none is.
 * Samples of every shape: tests/fixtures/chatwoot; what each trap reads as: tests/unit/chatwoot.
 */
export function translate(raw: unknown, stamp: Stamp, reading: Reading | null = null): Translation {
  if (!isObject(raw)) return { kind: 'refused', reason: 'unparseable', detail: 'body' }
  if (stamp.form === 'reading') return translateReading(raw, stamp, reading)
  const event = raw.event
  if (typeof event !== 'string' || !EVENT_NAME.test(event)) {
    return { kind: 'refused', reason: 'unparseable', detail: 'event' }
  }
  if (!isOfAccount(raw.account, stamp)) return impossible('account.id')
  const context: Context = { event, root: raw, stamp, reading }
  const handling = HANDLING.get(event)
  switch (handling) {
    case 'conversation':
      return fromConversation(context)
    case 'message':
      return fromMessage(context)
    case 'webwidget':
      return fromWebwidget(context)
    case undefined:
      return fromUnknown(context)
    default:
      return { kind: 'ignored', event, why: handling }
  }
}

function fromConversation(context: Context): Translation {
  const parsed = conversationPayload.safeParse(context.root)
  if (!parsed.success) return impossible(pathOf(parsed.error))
  return observe(context, { shape: 'conversation', at: '', conversation: parsed.data })
}

function fromMessage(context: Context): Translation {
  const parsed = messagePayload.safeParse(context.root)
  if (!parsed.success) return impossible(pathOf(parsed.error))
  const message = parsed.data
  if (plausibleUs(message.created_at, context.stamp.receivedAtMs) === null) return impossible('created_at')
  return observe(context, { shape: 'message', at: 'conversation', conversation: message.conversation, message })
}

function fromWebwidget(context: Context): Translation {
  const parsed = webwidgetPayload.safeParse(context.root)
  if (!parsed.success) return impossible(pathOf(parsed.error))
  const { current_conversation: conversation, inbox } = parsed.data
  if (!conversation) return { kind: 'ignored', event: context.event, why: 'no_conversation' }
  return observe(context, { shape: 'webwidget', at: 'current_conversation', conversation, inboxName: inbox?.name })
}

/** An event we do not know still tells the conversation's state, if it shows a whole conversation. */
function fromUnknown(context: Context): Translation {
  const candidates = [
    { shape: 'conversation', at: '' },
    { shape: 'message', at: 'conversation' },
    { shape: 'webwidget', at: 'current_conversation' },
  ] as const
  for (const { shape, at } of candidates) {
    const parsed = conversationPayload.safeParse(at === '' ? context.root : context.root[at])
    if (parsed.success) return observe(context, { shape, at, conversation: parsed.data })
  }
  return { kind: 'unknown', event: context.event }
}

type Sighting = {
  readonly shape: RootShape
  /** Where the conversation stands in the payload; empty for the root. */
  readonly at: string
  readonly conversation: ConversationPayload
  readonly message?: MessagePayload
  readonly inboxName?: string | null | undefined
}

function observe({ event, root, stamp, reading }: Context, sighting: Sighting): Translation {
  const { conversation, message, at } = sighting
  const path = (field: string): string => (at === '' ? field : `${at}.${field}`)
  if (!isOfAccount(conversation.account, stamp)) return impossible(path('account.id'))
  const snapshot = readSnapshot(conversation, stamp.receivedAtMs, reading?.contactAttributes)
  if (!snapshot.ok) return impossible(path(snapshot.path))
  const nested = nestedMessages(conversation)
  if (nested.some((one) => !isAccountId(one.account_id, stamp))) return impossible(path('messages.account_id'))

  const csat = csatOf(sighting, nested, { updatedAtUs: snapshot.value.updatedAtUs, receivedAtMs: stamp.receivedAtMs })
  const inboxName = cleanName(message?.inbox?.name ?? sighting.inboxName)
  const handed = at === '' ? readHanded(root.changed_attributes, snapshot.value.updatedAtUs) : null
  const observation: Observation = {
    account: stamp.account,
    conversationId: conversation.id,
    source: 'webhook',
    receivedAtMs: stamp.receivedAtMs,
    correlationId: stamp.correlationId,
    snapshot: snapshot.value,
    messages: messagesOf(message, nested, { stamp, reading }),
    ...(inboxName === null ? {} : { inboxName }),
    ...(csat === null ? {} : { csat }),
    ...(handed === null ? {} : { handed }),
    ...canaryIn(message, stamp),
  }
  return { kind: 'observation', event, observation, unknownKeys: unknownKeys(sighting.shape, root, conversation) }
}

/** Only of its own webhook: what others repeat of it has not come the way that is measured. */
function canaryIn(message: MessagePayload | undefined, { receivedAtMs }: Stamp): { readonly canary?: CanaryHeard } {
  const sentAtMs = message?.private === true ? canarySentAtMs(message.content_attributes) : null
  return message === undefined || sentAtMs === null ? {} : { canary: { messageId: message.id, sentAtMs, receivedAtMs } }
}

/** Nested messages repeat what other webhooks tell, so an ill-formed one is no reason to refuse the whole. */
function nestedMessages(conversation: ConversationPayload): NestedMessagePayload[] {
  return (conversation.messages ?? []).flatMap((message) => {
    const parsed = nestedMessagePayload.safeParse(message)
    return parsed.success ? [parsed.data] : []
  })
}

/** The webhook's own message first; its nested copy, known to the second only, is left out. */
function messagesOf(
  message: MessagePayload | undefined,
  nested: readonly NestedMessagePayload[],
  { stamp, reading }: Pick<Context, 'stamp' | 'reading'>,
): MessageFact[] {
  const others = nested.filter(
    (one) => one.id !== message?.id && plausibleUs(one.created_at, stamp.receivedAtMs) !== null,
  )
  const own = message === undefined ? null : readMessage(message, reading)
  return [own, ...others.map((one) => readNestedMessage(one, reading))].filter((fact) => fact !== null)
}

/** Prefers the nested copy: it tells when the message, and so the answer, was last changed. */
function csatOf(
  { message }: Sighting,
  nested: readonly NestedMessagePayload[],
  conversationTime: Required<Pick<CsatFact, 'updatedAtUs' | 'receivedAtMs'>>,
): CsatFact | null {
  for (const one of nested) {
    const updatedAtUs = plausibleUs(one.updated_at, conversationTime.receivedAtMs)
    const csat = readCsat(one, updatedAtUs === null ? conversationTime : { updatedAtUs })
    if (csat !== null) return csat
  }
  return message === undefined ? null : readCsat(message, conversationTime)
}

/** Payloads before 4.14.2 name no account in conversations: then the webhook's own address has told it. */
const isOfAccount = (account: unknown, stamp: Stamp): boolean => !isObject(account) || isAccountId(account.id, stamp)
/** Of anything but a number or text nothing is asked: an object may have no value to compare. */
const isAccountId = (id: unknown, stamp: Stamp): boolean =>
  id === undefined ||
  id === null ||
  ((typeof id === 'number' || typeof id === 'string') && Number(id) === stamp.chatwootAccountId)

const isObject = (value: unknown): value is Root => typeof value === 'object' && value !== null && !Array.isArray(value)

const impossible = (detail: string): Translation => ({ kind: 'refused', reason: 'impossible', detail })

/** Made of our schema's keys and of list positions, so no text of a customer can get in. */
const pathOf = (error: { readonly issues: readonly { readonly path: readonly PropertyKey[] }[] }): string =>
  error.issues[0]?.path.join('.') || 'body'
