import type { Message } from '@aws-sdk/client-sqs'
import { ACCOUNT_SLUG } from '#domain/account'
import { type DeadLetter, LETTER_REASONS } from '#domain/dead-letter'
import { parsedJson } from '#runtime/json'

/** What EventBridge writes beside a message that it could not deliver. */
const OF_EVENTBRIDGE = [
  'ERROR_CODE',
  'ERROR_MESSAGE',
  'EXHAUSTED_RETRY_CONDITION',
  'RETRY_ATTEMPTS',
  'RULE_ARN',
  'TARGET_ARN',
]
/** Tell how a message died. They go when it is sent again: it may carry ten, and shall die with its own reason if it has to. */
export const POST_MORTEM: readonly string[] = ['reason', 'detail', ...OF_EVENTBRIDGE]

/** A message of a dead-letter queue as it came from SQS, with all its attributes. */
export function describeLetter(message: Message): DeadLetter {
  const { MessageId: id = '', Body: body = '', Attributes: system = {} } = message
  const attributes: Record<string, string> = {}
  for (const [name, { StringValue }] of Object.entries(message.MessageAttributes ?? {}))
    if (StringValue !== undefined) attributes[name] = StringValue
  const json = parsedJson(body)
  const account = attributes.account ?? accountIn(json)
  return {
    id,
    ...causeOf(attributes, json),
    atMs: Number(system.SentTimestamp ?? 0),
    account: account !== undefined && ACCOUNT_SLUG.test(account) ? account : null,
    conversationId: conversationIn(json),
    correlationId: attributes.correlationId ?? textOf(member(json, 'detail'), 'correlationId') ?? null,
    attributes,
    groupId: system.MessageGroupId ?? null,
    bytes: Buffer.byteLength(body),
  }
}

/** A worker's own words, EventBridge's, Lambda's about a stream, or none: then it failed until its tries were used up. */
function causeOf(attributes: Readonly<Record<string, string>>, json: unknown): Pick<DeadLetter, 'reason' | 'detail'> {
  const { reason, detail, ERROR_CODE, EXHAUSTED_RETRY_CONDITION } = attributes
  if (reason !== undefined) return { reason, detail: detail ?? null }
  if (ERROR_CODE !== undefined) {
    const why = [ERROR_CODE, EXHAUSTED_RETRY_CONDITION].filter((word) => word !== undefined).join(', ')
    return { reason: LETTER_REASONS.undelivered, detail: why }
  }
  const batch = member(json, 'DDBStreamBatchInfo')
  if (batch !== undefined) {
    const condition = textOf(member(json, 'requestContext'), 'condition') ?? 'unknown condition'
    return { reason: LETTER_REASONS.givenUp, detail: `${condition}, ${Number(member(batch, 'batchSize'))} records` }
  }
  return { reason: LETTER_REASONS.poison, detail: null }
}

/** Domain events on their way, and messages of Backdesk's own. A webhook's account is an attribute. */
const accountIn = (json: unknown): string | undefined =>
  textOf(member(json, 'detail'), 'account') ?? textOf(json, 'account')

/** Chatwoot's display id: of our own messages, of events, and of webhooks about a message or a conversation. */
function conversationIn(json: unknown): number | null {
  const about = member(json, 'conversation')
  const nested = member(json, 'current_conversation')
  const isConversation = /^conversation_(?!typing)|^macro/.test(textOf(json, 'event') ?? '')
  const candidates = [
    member(json, 'conversationId'),
    member(member(json, 'detail'), 'conversationId'),
    member(about, 'id'),
    member(nested, 'id'),
    isConversation ? member(json, 'id') : undefined,
  ]
  const id = candidates.find((value) => Number.isSafeInteger(value) && Number(value) > 0)
  return id === undefined ? null : Number(id)
}

const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined

function textOf(value: unknown, name: string): string | undefined {
  const text = member(value, name)
  return typeof text === 'string' ? text : undefined
}
