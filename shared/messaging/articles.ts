import type { SQSClient } from '@aws-sdk/client-sqs'
import type { ArticlesAnswer, ArticlesRequest } from '#domain/knowledge-sync'
import { sha256Hex } from '#runtime/digest'
import { type QueueMessage, sendMessage } from './queue.ts'

/** A group of its own: articles never wait for actions, nor these for them. */
export const articlesMessage = (request: ArticlesRequest): QueueMessage => ({
  body: JSON.stringify(request),
  attributes: { account: request.account, correlationId: request.correlationId },
  fifo: { groupId: `articles#${request.account}`, deduplicationId: sha256Hex(request.id) },
})

/** @throws the SDK's errors. */
export const answerArticles = (
  answer: ArticlesAnswer,
  target: { readonly client: SQSClient; readonly queueUrl: string },
): Promise<void> =>
  sendMessage(target, {
    body: JSON.stringify(answer),
    attributes: { account: answer.account, correlationId: answer.correlationId },
  })
