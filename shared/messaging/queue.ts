import { ChangeMessageVisibilityBatchCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs'
import type { Postponement } from '#runtime/sqs-batch'

export type QueueMessage = { readonly body: string; readonly attributes: Readonly<Record<string, string>> }

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
  const command = new SendMessageCommand({ QueueUrl: target.queueUrl, MessageBody: message.body, MessageAttributes })
  await target.client.send(command, signal ? { abortSignal: signal } : {})
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
