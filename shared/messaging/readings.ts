import type { SQSClient } from '@aws-sdk/client-sqs'
import type { CanaryRequest } from '#domain/canary'
import type { OperatorSeen, Reading, ReadingRequest } from '#domain/chatwoot-reading'
import { sha256Hex } from '#runtime/digest'
import { type QueueMessage, sendMessage } from './queue.ts'

/** Readings of an account are made one after the other, and never wait for its actions, nor these for them. */
export const readingMessage = (request: ReadingRequest): QueueMessage => ({
  body: JSON.stringify(request),
  attributes: { account: request.account, correlationId: request.correlationId },
  fifo: { groupId: `reading#${request.account}`, deduplicationId: sha256Hex(request.id) },
})

/** In a group of its own; one a slot of time, however often it is asked for. */
export const canaryMessage = (request: CanaryRequest): QueueMessage => ({
  body: JSON.stringify(request),
  attributes: { account: request.account, correlationId: request.correlationId },
  fifo: { groupId: `canary#${request.account}`, deduplicationId: sha256Hex(request.id) },
})

/** Leaves room for attributes below 256 KB, which is what a queue is billed by. */
const MESSAGE_BYTES = 250_000

/** Sends an answer, in several messages if it is too large for one. @throws the SDK's errors. */
export async function answerReading(
  reading: Reading,
  target: { readonly client: SQSClient; readonly queueUrl: string },
): Promise<void> {
  for (const part of readingParts(reading, MESSAGE_BYTES))
    await sendMessage(target, {
      body: JSON.stringify(part),
      attributes: { account: part.account, correlationId: part.correlationId },
    })
}

/** The reading itself, or parts of it that have at most so many bytes each, if no single operator has more. */
export function readingParts(reading: Reading, mostBytes: number): Reading[] {
  if (bytesOf(reading) <= mostBytes) return [reading]
  const { operators, directory, ...about } = reading
  const operatorIds = operators.map(({ operatorId }) => operatorId)
  const sample = { part: operators.length, parts: operators.length, operatorIds }
  const empty = bytesOf({ ...about, operators: [], split: sample })
  const lanes: OperatorSeen[][] = [[]]
  let room = mostBytes - empty - (directory === undefined ? 0 : bytesOf({ directory }))
  for (const operator of operators) {
    const bytes = bytesOf(operator) + 1
    if (bytes > room && (lanes.length > 1 || directory !== undefined || (lanes[0]?.length ?? 0) > 0)) {
      lanes.push([])
      room = mostBytes - empty
    }
    lanes.at(-1)?.push(operator)
    room -= bytes
  }
  return lanes.map((lane, nth) => ({
    ...about,
    operators: lane,
    ...(nth === 0 && directory !== undefined ? { directory } : {}),
    split: { part: nth + 1, parts: lanes.length, operatorIds },
  }))
}

const bytesOf = (value: object): number => Buffer.byteLength(JSON.stringify(value))
