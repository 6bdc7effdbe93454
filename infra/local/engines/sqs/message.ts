import { createHash, randomUUID } from 'node:crypto'
import { AwsError } from '../aws-error.ts'
import type { MessageAttribute, ReceivedMessage, SendRequest } from './engine.ts'

export const MAX_MESSAGE_BYTES = 1_048_576
const MAX_ATTRIBUTES = 10

/** A message at rest. Everything but `handle` survives a restart. */
export type StoredMessage = {
  id: string
  readonly body: string
  readonly md5: string
  readonly attributes: Readonly<Record<string, MessageAttribute>>
  readonly groupId?: string | undefined
  dedupId?: string | undefined
  /** Twenty digits; FIFO only. */
  sequence?: string | undefined
  /** When the sender sent it: counts for retention, also after a move of a standard queue's message to its DLQ. */
  sentAtMs: number
  /** When it came into this queue: counts for the age of the oldest message. */
  enqueuedAtMs: number
  receives: number
  firstReceivedAtMs?: number | undefined
  /** The queue it came from, when it was moved to a dead-letter queue by its redrive policy. */
  sourceArn?: string | undefined
  /** While delayed or in flight: when it becomes visible (again). */
  visibleAtMs?: number | undefined
  /** Of the latest receive. */
  handle?: string | undefined
}

/** An error as SQS answers it; `type` is also its code in the older query protocol unless another is given. */
export const sqsError = (type: string, message: string, queryCode: string = type): AwsError =>
  new AwsError(`com.amazonaws.sqs#${type}`, message, { queryCode })

export const invalidValue = (message: string): AwsError => sqsError('InvalidParameterValue', message)

export const missing = (parameter: string): AwsError =>
  sqsError('MissingParameter', `The request must contain the parameter ${parameter}.`)

export const md5 = (text: string): string => createHash('md5').update(text).digest('hex')

/** Bytes as SQS counts them: the body and, for each attribute, name, type and value. */
export function sizeOf(request: SendRequest): number {
  let bytes = Buffer.byteLength(request.MessageBody ?? '')
  for (const [name, a] of Object.entries(request.MessageAttributes ?? {})) {
    bytes += Buffer.byteLength(name) + Buffer.byteLength(a.DataType ?? '')
    bytes += a.BinaryValue === undefined ? Buffer.byteLength(a.StringValue ?? '') : binary(a.BinaryValue).length
  }
  return bytes
}

const binary = (base64: string): Buffer => Buffer.from(base64, 'base64')

/** Characters of XML 1.0; anything else, lone surrogates included, is refused by SQS. */
const REFUSED = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u

/** Throws what SQS would throw for this message on a queue that takes at most `maxBytes`. */
export function checkMessage(request: SendRequest, maxBytes: number): void {
  if (!request.MessageBody) throw missing('MessageBody')
  if (sizeOf(request) > maxBytes) {
    throw invalidValue(`One or more parameters are invalid. Reason: Message must be shorter than ${maxBytes} bytes.`)
  }
  refuseCharacters(request.MessageBody, 'message body')
  const attributes = Object.entries(request.MessageAttributes ?? {})
  if (attributes.length > MAX_ATTRIBUTES) {
    throw invalidValue(
      `Number of message attributes [${attributes.length}] exceeds the allowed maximum [${MAX_ATTRIBUTES}].`,
    )
  }
  for (const [name, attribute] of attributes) checkAttribute(name, attribute)
  const delay = request.DelaySeconds
  if (delay !== undefined && !(Number.isInteger(delay) && delay >= 0 && delay <= 900)) {
    throw invalidValue(
      `Value ${delay} for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.`,
    )
  }
}

/** A standard queue refuses the promise that it does not keep. A group is welcome: it makes the queue fair. */
export function checkStandard({ MessageDeduplicationId: id }: SendRequest): void {
  if (id === undefined) return
  throw invalidValue(
    `Value ${id} for parameter MessageDeduplicationId is invalid. Reason: The request include parameter that is not valid for this queue type.`,
  )
}

function checkAttribute(name: string, attribute: MessageAttribute): void {
  if (!/^[\w.-]{1,256}$/.test(name) || /^(aws|amazon)\./i.test(name) || /^\.|\.$|\.\./.test(name)) {
    throw invalidValue(`The message attribute name '${name}' is invalid.`)
  }
  const base = attribute.DataType?.split('.')[0]
  if (base !== 'String' && base !== 'Number' && base !== 'Binary') {
    throw invalidValue(
      `The type of message attribute '${name}' is invalid. You must use only the following supported type prefixes: Binary, Number, String.`,
    )
  }
  const value = base === 'Binary' ? attribute.BinaryValue : attribute.StringValue
  if (!value) {
    throw invalidValue(
      `The message attribute '${name}' must contain a non-empty message attribute value for message attribute type '${base}'.`,
    )
  }
  if (base === 'Number' && !/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value)) {
    throw invalidValue(`Can't cast the value of message attribute '${name}' to a number.`)
  }
  if (base !== 'Binary') refuseCharacters(value, `message attribute '${name}'`)
}

function refuseCharacters(text: string, where: string): void {
  const code = REFUSED.exec(text)?.[0].codePointAt(0)
  if (code === undefined) return
  throw sqsError(
    'InvalidMessageContents',
    `Invalid binary character '#x${code.toString(16).toUpperCase()}' was found in the ${where}, the set of allowed characters is ` +
      '#x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF',
  )
}

/** SQS's digest of message attributes: names in order, each part with its length in front. */
export function md5OfAttributes(attributes: Readonly<Record<string, MessageAttribute>>): string | undefined {
  const names = Object.keys(attributes).sort()
  if (names.length === 0) return undefined
  const hash = createHash('md5')
  const part = (bytes: Buffer) => {
    const length = Buffer.alloc(4)
    length.writeUInt32BE(bytes.length)
    hash.update(length).update(bytes)
  }
  for (const name of names) {
    const attribute = attributes[name]
    if (attribute === undefined) continue
    part(Buffer.from(name))
    part(Buffer.from(attribute.DataType))
    const isBinary = attribute.BinaryValue !== undefined
    hash.update(Buffer.from([isBinary ? 2 : 1]))
    part(isBinary ? binary(attribute.BinaryValue ?? '') : Buffer.from(attribute.StringValue ?? ''))
  }
  return hash.digest('hex')
}

/** System attributes of a received message, as SQS names them. */
export function systemAttributes(m: StoredMessage): Record<string, string> {
  return {
    SenderId: 'AIDALOCAL',
    SentTimestamp: String(m.sentAtMs),
    ApproximateReceiveCount: String(m.receives),
    ...(m.firstReceivedAtMs === undefined ? {} : { ApproximateFirstReceiveTimestamp: String(m.firstReceivedAtMs) }),
    ...(m.groupId === undefined ? {} : { MessageGroupId: m.groupId }),
    ...(m.sequence === undefined ? {} : { SequenceNumber: m.sequence }),
    ...(m.dedupId === undefined ? {} : { MessageDeduplicationId: m.dedupId }),
    ...(m.sourceArn === undefined ? {} : { DeadLetterQueueSourceArn: m.sourceArn }),
  }
}

export const asReceived = (m: StoredMessage): ReceivedMessage => ({
  messageId: m.id,
  receiptHandle: m.handle ?? '',
  body: m.body,
  md5OfBody: m.md5,
  attributes: systemAttributes(m),
  messageAttributes: m.attributes,
})

/** A message as it is stored when its sender's request has been checked. */
export const newMessage = (request: SendRequest, nowMs: number): StoredMessage => ({
  id: randomUUID(),
  body: request.MessageBody,
  md5: md5(request.MessageBody),
  attributes: request.MessageAttributes ?? {},
  groupId: request.MessageGroupId,
  sentAtMs: nowMs,
  enqueuedAtMs: nowMs,
  receives: 0,
})
