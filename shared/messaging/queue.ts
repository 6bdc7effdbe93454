import {
  ChangeMessageVisibilityBatchCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs'
import type { FifoPlace, Postponement } from '#runtime/sqs-batch'

export type QueueMessage = {
  readonly body: string
  readonly attributes: Readonly<Record<string, string>>
  /** Required by FIFO queues, refused by others. */
  readonly fifo?: FifoPlace
}

/** SQS takes up to ten entries a batch call. */
const BATCH = 10

/**
 * Sends one message with text attributes. Returns once SQS has confirmed it.
 * @throws the SDK's errors, and AbortError when `signal` fires.
 */
export async function sendMessage(
  target: { readonly client: SQSClient; readonly queueUrl: string },
  message: QueueMessage,
  signal?: AbortSignal,
): Promise<void> {
  const MessageAttributes = Object.fromEntries(
    Object.entries(message.attributes).map(([name, value]) => [name, { DataType: 'String', StringValue: value }]),
  )
  const command = new SendMessageCommand({
    QueueUrl: target.queueUrl,
    MessageBody: message.body,
    MessageAttributes,
    ...(message.fifo === undefined
      ? {}
      : { MessageGroupId: message.fifo.groupId, MessageDeduplicationId: message.fifo.deduplicationId }),
  })
  await target.client.send(command, signal ? { abortSignal: signal } : {})
}

export type DelayedMessage = { readonly body: string; readonly delaySeconds: number }

/**
 * Sends messages that become visible after their delay (whole seconds, 0 to 900), ten a call, in order. Entries that SQS
 * refuses are sent once more. @throws the SDK's errors, and Error when SQS refused some of them again.
 */
export async function sendDelayed(
  target: { readonly client: SQSClient; readonly queueUrl: string },
  messages: readonly DelayedMessage[],
): Promise<void> {
  let pending = messages
  for (let round = 0; round < 2 && pending.length > 0; round += 1) {
    const refused: DelayedMessage[] = []
    for (let from = 0; from < pending.length; from += BATCH) {
      const call = pending.slice(from, from + BATCH)
      const Entries = call.map(({ body, delaySeconds }, index) => ({
        Id: String(index),
        MessageBody: body,
        DelaySeconds: delaySeconds,
      }))
      const { Failed = [] } = await target.client.send(
        new SendMessageBatchCommand({ QueueUrl: target.queueUrl, Entries }),
      )
      refused.push(...Failed.flatMap(({ Id }) => call[Number(Id)] ?? []))
    }
    pending = refused
  }
  if (pending.length > 0) throw new Error(`${pending.length} of ${messages.length} messages could not be sent`)
}

/** Sets when each received message may be received again. @throws Error when SQS refused some of them. */
export async function postponeMessages(
  target: { readonly client: SQSClient; readonly queueUrl: string },
  delays: readonly Postponement[],
): Promise<void> {
  let refused = 0
  for (let from = 0; from < delays.length; from += BATCH) {
    const Entries = delays.slice(from, from + BATCH).map(({ receiptHandle, seconds }, index) => ({
      Id: String(index),
      ReceiptHandle: receiptHandle,
      VisibilityTimeout: seconds,
    }))
    const command = new ChangeMessageVisibilityBatchCommand({ QueueUrl: target.queueUrl, Entries })
    refused += (await target.client.send(command)).Failed?.length ?? 0
  }
  if (refused > 0) throw new Error(`${refused} of ${delays.length} messages could not be postponed`)
}
