import type { SQSClient } from '@aws-sdk/client-sqs'
import { sha256Hex } from '#runtime/digest'
import type { Bodies } from './bodies.ts'
import { sendMessage } from './queue.ts'

/** A reading of one conversation, in the API's shapes. */
export type HandedReading = {
  readonly account: string
  readonly chatwootAccountId: number
  /** When Chatwoot was asked, epoch milliseconds. */
  readonly readAtMs: number
  readonly correlationId: string
  readonly conversationId: number
  readonly body: object
}

export type InboundTarget = {
  readonly client: SQSClient
  readonly queueUrl: string
  readonly bucket: string
  readonly bodies: Pick<Bodies, 'put'>
}

/** Below what SQS takes, with room for attributes; above it the body goes the way of large webhooks. */
const MESSAGE_BYTES = 1_000_000
/** What JSON allows raw in a string and SQS refuses in a message. */
const REFUSED_BY_SQS = /[\uFFFE\uFFFF]/

/** Puts a reading on the inbound queue with the stamps that a webhook has there. @throws the SDK's errors. */
export async function handReading(reading: HandedReading, target: InboundTarget): Promise<void> {
  const { account, chatwootAccountId, readAtMs, correlationId, conversationId } = reading
  const receiptId = `reading-${sha256Hex(`${correlationId}/${conversationId}/${readAtMs}`).slice(0, 40)}`
  const attributes = {
    form: 'reading',
    receiptId,
    account,
    chatwootAccountId: String(chatwootAccountId),
    receivedAtMs: String(readAtMs),
    correlationId,
  }
  const body = JSON.stringify(reading.body)
  if (Buffer.byteLength(body) <= MESSAGE_BYTES && !REFUSED_BY_SQS.test(body)) {
    await sendMessage(target, { body, attributes })
    return
  }
  const { bucket, bodies } = target
  const day = new Date(readAtMs).toISOString().slice(0, 10)
  const key = `bodies/${account}/${day}/${receiptId}.json`
  await bodies.put({ key, body })
  await sendMessage(target, { body: JSON.stringify({ bucket, key }), attributes: { ...attributes, bodyIn: 's3' } })
}
