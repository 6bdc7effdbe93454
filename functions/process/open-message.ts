import type { SQSRecord } from 'aws-lambda'
import type { Stamp } from '#chatwoot/translate'
import { ACCOUNT_SLUG } from '#domain/account'
import { parsedJson } from '#runtime/json'
import { type Outcome, RETRY, textAttributes } from '#runtime/sqs-batch'
import type { Arrival } from './batch-tally.ts'

/** A webhook as ingest took it, whichever way it came, or a reading as act made it. */
export type Opened = {
  readonly stamp: Stamp
  readonly receiptId: string
  /** As `batch-tally.ts` counts it. */
  readonly arrival: Arrival
  /** What ingest wrote down besides; nothing here goes by it. `-` where there is none. */
  readonly noted: { readonly deliveryId: string; readonly trust: string; readonly sentAtS: string }
  /** What the message is, where it is no webhook that has just come. */
  readonly form?: string
  /** The raw body. */
  readonly text: string
  /** Where the body lies in the bucket, if the message did not carry it. */
  readonly bodyKey?: string
}
export type Opening = { readonly opened: Opened } | { readonly ended: Outcome }

export type Bodies = {
  get(key: string): Promise<{ readonly body: string; readonly metadata: Readonly<Record<string, string>> } | undefined>
  put(object: { readonly key: string; readonly body: string }): Promise<void>
}
export type OpenDeps = {
  readonly bodies: Bodies
  /** The only bucket that is read, whatever a message says. */
  readonly bucket: string
  readonly log: { fault(code: string, error: unknown, fields: Readonly<Record<string, string>>): void }
}

type Stamps = Readonly<Record<string, string | undefined>>
type Pointer = { readonly bucket: string; readonly key: string }

/**
 * Opens a message of the inbound queue. It has one of three forms:
 * - the raw body, with the stamps as attributes;
 * - a pointer to the body in S3, with the stamps and `bodyIn: s3` as attributes;
 * - the bucket's own event about a spooled body, without attributes: the stamps are the object's metadata.
 *
 * Attributes come from ingest and act alone, so a webhook cannot pass itself off as a pointer, an event or a reading.
 */
export async function openMessage(message: SQSRecord, deps: OpenDeps): Promise<Opening> {
  const attributes = textAttributes(message.messageAttributes)
  try {
    if (attributes.bodyIn === 's3') return await fetched(pointerIn(message.body), attributes, deps)
    if (attributes.receiptId !== undefined) return withStamps(message.body, attributes)
    return await fetched(spooledObject(message.body), undefined, deps)
  } catch (error) {
    deps.log.fault('body_not_fetched', error, { messageId: message.messageId })
    return { ended: RETRY }
  }
}

async function fetched(pointer: Pointer | undefined, stamps: Stamps | undefined, deps: OpenDeps): Promise<Opening> {
  if (pointer === undefined) return dead('unstamped', 'Neither a stamped webhook nor an event of the bodies bucket')
  if (pointer.bucket !== deps.bucket) return dead('impossible', 'Points to a bucket that is not ours')
  const object = await deps.bodies.get(pointer.key)
  if (object === undefined) return dead('body_missing', `No object ${pointer.key}`)
  return withStamps(object.body, stamps ?? object.metadata, pointer.key)
}

/** S3 gives metadata names back in lower case. */
function withStamps(text: string, stamps: Stamps, bodyKey?: string): Opening {
  const read = (name: string): string => stamps[name] ?? stamps[name.toLowerCase()] ?? ''
  const stamp: Stamp = {
    account: read('account'),
    chatwootAccountId: Number(read('chatwootAccountId')),
    receivedAtMs: Number(read('receivedAtMs')),
    correlationId: read('correlationId'),
    ...(read('form') === 'reading' ? { form: 'reading' as const } : {}),
  }
  const receiptId = read('receiptId')
  const whole = isId(stamp.chatwootAccountId) && isId(stamp.receivedAtMs)
  if (!whole || !ACCOUNT_SLUG.test(stamp.account) || !stamp.correlationId || !RECEIPT.test(receiptId)) {
    return dead('unstamped', 'A stamp of ingest is missing or ill-formed')
  }
  const sentAtS = Number(read('sentAtS') || Number.NaN)
  const { account, receivedAtMs } = stamp
  const sentAtMs = isId(sentAtS) ? sentAtS * 1000 : null
  const arrival = { account, receivedAtMs, sentAtMs, unsigned: read('trust') === 'unsigned' }
  const form = read('form')
  return {
    opened: {
      stamp,
      receiptId,
      arrival,
      noted: {
        deliveryId: read('deliveryId') || '-',
        trust: read('trust') || '-',
        sentAtS: read('sentAtS') || '-',
      },
      ...(form === '' ? {} : { form }),
      text,
      ...(bodyKey === undefined ? {} : { bodyKey }),
    },
  }
}

const RECEIPT = /^[A-Za-z0-9-]{1,64}$/
const isId = (value: number): boolean => Number.isSafeInteger(value) && value > 0

const dead = (reason: string, detail: string): Opening => ({ ended: { kind: 'dead', reason, detail } })

function pointerIn(body: string): Pointer | undefined {
  const pointer = parsedJson(body)
  return pointerOf(member(pointer, 'bucket'), pointer, 'key')
}

/** `Object Created` as the bucket sends it through EventBridge; keys are not URL-encoded there. */
function spooledObject(body: string): Pointer | undefined {
  const event = parsedJson(body)
  if (member(event, 'source') !== 'aws.s3') return undefined
  const detail = member(event, 'detail')
  return pointerOf(member(member(detail, 'bucket'), 'name'), member(detail, 'object'), 'key')
}

function pointerOf(bucket: unknown, holder: unknown, keyName: string): Pointer | undefined {
  const key = member(holder, keyName)
  return typeof bucket === 'string' && typeof key === 'string' ? { bucket, key } : undefined
}

const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined
