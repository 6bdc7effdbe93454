import type { SQSClient } from '@aws-sdk/client-sqs'
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda'
import type { Log } from '#runtime/log'
import type { Meter } from '#runtime/metrics'
import type { Random } from '#runtime/retry'
import { type BatchWork, runBatch } from '#runtime/sqs-batch'
import { postponeMessages, sendMessage } from './queue.ts'

export type QueueHandlerProps = {
  readonly work: BatchWork
  readonly client: SQSClient
  readonly queueUrl: string
  readonly deadLettersUrl: string
  /** Attributes a dead letter can do without: see `BatchDeps`. */
  readonly expendable?: readonly string[]
  readonly random: Random
  readonly metrics: Meter
  readonly log: Log
}

/** The handler of a queue's worker; partial batch responses. One line of metrics an invocation, however it ends. */
export function queueHandler(props: QueueHandlerProps): (event: SQSEvent) => Promise<SQSBatchResponse> {
  const { work, client, queueUrl, deadLettersUrl, expendable = [], random, metrics, log } = props
  const deps = {
    work,
    bury: (letter: Parameters<typeof sendMessage>[1]) => sendMessage({ client, queueUrl: deadLettersUrl }, letter),
    postpone: (delays: Parameters<typeof postponeMessages>[1]) => postponeMessages({ client, queueUrl }, delays),
    expendable,
    random,
    count: metrics.count,
    log,
  }
  return async (event) => {
    try {
      return await runBatch(event, deps)
    } finally {
      metrics.flush()
    }
  }
}
