import type { SQSClient } from '@aws-sdk/client-sqs'
import type { ThreadRead, ThreadRequest } from '#domain/quality/thread-reading'
import { sha256Hex } from '#runtime/digest'
import { type QueueMessage, sendMessage } from './queue.ts'

/** A group of its own: grading waits for whatever is urgent, and nothing urgent for it. */
export const threadMessage = (request: ThreadRequest): QueueMessage => ({
  body: JSON.stringify(request),
  attributes: { account: request.account, correlationId: request.correlationId },
  fifo: { groupId: `thread#${request.account}`, deduplicationId: sha256Hex(request.id) },
})

/** Below what SQS takes, with room for attributes. */
const MESSAGE_BYTES = 1_000_000
/** What JSON allows raw in a string and SQS refuses in a message. */
const REFUSED_BY_SQS = /[\uFFFE\uFFFF]/g

/** @throws the SDK's errors. */
export async function answerThread(
  read: ThreadRead,
  target: { readonly client: SQSClient; readonly queueUrl: string },
): Promise<void> {
  await sendMessage(target, {
    body: JSON.stringify(fitting(read, MESSAGE_BYTES)).replace(REFUSED_BY_SQS, ''),
    attributes: { account: read.account, correlationId: read.correlationId },
  })
}

/** The newest messages are left out where not all of it fits: it is told then that there are more. */
export function fitting(read: ThreadRead, mostBytes: number): ThreadRead {
  if (read.kind !== 'thread_read' || Buffer.byteLength(JSON.stringify(read)) <= mostBytes) return read
  const { messages } = read
  if (messages.length === 0) return read
  return fitting({ ...read, messages: messages.slice(0, Math.floor(messages.length / 2)), complete: false }, mostBytes)
}
