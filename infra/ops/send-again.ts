import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs'
import type { ArchivedWebhook } from '#messaging/archive'
import { fullJitterMs, sleep } from '#runtime/retry'
import type { InboundMessage } from './what-would-change.ts'

/** SQS takes ten messages a call, and 1 MiB together; the room left is for attributes. */
const CALL_MESSAGES = 10
const CALL_BYTES = 1_048_576 - 40_960
const TRIES = 4
const BACKOFF = { baseMs: 200, capMs: 2_000 }

/** A webhook as ingest sent it: the body, or where it lies, and the stamps of its receipt. */
export function inboundMessage(webhook: ArchivedWebhook, bucket: string): InboundMessage {
  const { receiptId, account, deliveryId, correlationId, trust, sentAtS, body, bodyKey } = webhook
  const stamps = {
    receiptId,
    account,
    chatwootAccountId: String(webhook.chatwootAccountId),
    deliveryId,
    receivedAtMs: String(webhook.receivedAtMs),
    correlationId,
    trust,
    sentAtS,
  }
  if (body !== null) return { messageId: receiptId, body, attributes: stamps }
  const pointer = JSON.stringify({ bucket, key: bodyKey ?? '' })
  return { messageId: receiptId, body: pointer, attributes: { ...stamps, bodyIn: 's3' } }
}

export type Target = { readonly client: SQSClient; readonly queueUrl: string }

/** Returns when SQS has confirmed every message. @throws the SDK's errors, and Error when SQS refused some again and again. */
export async function sendMessages(messages: readonly InboundMessage[], { client, queueUrl }: Target): Promise<void> {
  for (const call of inCalls(messages)) {
    let left = call
    for (let nth = 0; left.length > 0; nth += 1) {
      if (nth === TRIES) throw new Error(`SQS refused ${left.length} messages`)
      if (nth > 0) await sleep(fullJitterMs(nth, BACKOFF, Math.random))
      const Entries = left.map(({ body, attributes }, index) => ({
        Id: String(index),
        MessageBody: body,
        MessageAttributes: Object.fromEntries(
          Object.entries(attributes).map(([name, value]) => [name, { DataType: 'String', StringValue: value }]),
        ),
      }))
      const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }))
      left = Failed.flatMap(({ Id }) => left[Number(Id)] ?? [])
    }
  }
}

function inCalls(messages: readonly InboundMessage[]): InboundMessage[][] {
  const calls: InboundMessage[][] = []
  let bytes = 0
  for (const message of messages) {
    const size = Buffer.byteLength(message.body)
    const last = calls.at(-1)
    if (last === undefined || last.length === CALL_MESSAGES || bytes + size > CALL_BYTES) {
      calls.push([message])
      bytes = size
    } else {
      last.push(message)
      bytes += size
    }
  }
  return calls
}
