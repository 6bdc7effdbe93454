import type { SQSClient } from '@aws-sdk/client-sqs'
import type { SweepAnswer, SweepRequest, SweepRow } from '#domain/sweep/sweep-readings'
import { sha256Hex } from '#runtime/digest'
import { type QueueMessage, sendMessage } from './queue.ts'

/** A group of its own: sweeps of an account wait for each other, and never for its actions and readings of operators. */
export const sweepMessage = (request: SweepRequest): QueueMessage => ({
  body: JSON.stringify(request),
  attributes: { account: request.account, correlationId: request.correlationId },
  fifo: { groupId: `sweep#${request.account}`, deduplicationId: sha256Hex(request.id) },
})

/** Far below what a queue takes, and near what it is billed by. */
const ROWS_A_MESSAGE = 1_000

/** Sends an answer, in several messages if it has many rows. @throws the SDK's errors. */
export async function answerSweep(
  answer: SweepAnswer,
  target: { readonly client: SQSClient; readonly queueUrl: string },
): Promise<void> {
  const { account, correlationId } = answer
  for (const part of answerParts(answer))
    await sendMessage(target, { body: JSON.stringify(part), attributes: { account, correlationId } })
}

export function answerParts(answer: SweepAnswer, most = ROWS_A_MESSAGE): SweepAnswer[] {
  if (answer.kind !== 'sweep_rows' || answer.rows.length <= most) return [answer]
  const lanes: SweepRow[][] = []
  for (let from = 0; from < answer.rows.length; from += most) lanes.push(answer.rows.slice(from, from + most))
  return lanes.map((rows, nth) => ({ ...answer, rows, part: nth + 1, parts: lanes.length }))
}
