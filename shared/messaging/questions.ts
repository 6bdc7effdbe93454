import type { SQSClient } from '@aws-sdk/client-sqs'
import type { Question, QuestionRequest } from '#domain/question'
import { sha256Hex } from '#runtime/digest'
import { type QueueMessage, sendMessage } from './queue.ts'

/** A few groups an account: questions wait for no action, and not for every other question. */
const GROUPS = 4

/** Once a wait: the queue drops the same again for five minutes. */
export const questionMessage = (request: QuestionRequest): QueueMessage => ({
  body: JSON.stringify(request),
  attributes: { account: request.account, correlationId: request.correlationId },
  fifo: {
    groupId: `question#${request.account}#${request.conversationId % GROUPS}`,
    deduplicationId: sha256Hex(request.id),
  },
})

/** Leaves room for attributes below 256 KB, which is what a queue is billed by. */
const MESSAGE_BYTES = 250_000

/** The oldest messages are left out where not all of it fits, then canned responses. @throws the SDK's errors. */
export async function answerQuestion(
  question: Question,
  target: { readonly client: SQSClient; readonly queueUrl: string },
): Promise<void> {
  await sendMessage(target, {
    body: JSON.stringify(fitting(question, MESSAGE_BYTES)),
    attributes: { account: question.account, correlationId: question.correlationId },
  })
}

const NOBODY = { name: '', email: null, phone: null }

/**
 * Both may have asked under the same id, and Chatwoot was asked once: both are told. Who suggests needs the messages alone, and
 * alone hears of what is to be learned. Undefined where nobody asks.
 */
export function questionAnswers({
  client,
  drafts,
  suggestions,
}: {
  readonly client: SQSClient
  readonly drafts: string | undefined
  readonly suggestions: string | undefined
}): ((question: Question) => Promise<void>) | undefined {
  if (drafts === undefined && suggestions === undefined) return undefined
  return async (question) => {
    if (suggestions !== undefined) {
      const told = { ...question, contact: NOBODY, cannedResponses: [] }
      await answerQuestion(told, { client, queueUrl: suggestions })
    }
    if (drafts !== undefined && question.purpose !== 'learn')
      await answerQuestion(question, { client, queueUrl: drafts })
  }
}

export function fitting(question: Question, mostBytes: number): Question {
  if (Buffer.byteLength(JSON.stringify(question)) <= mostBytes) return question
  const { messages, cannedResponses } = question
  if (messages.length > 1)
    return fitting({ ...question, messages: messages.slice(Math.ceil(messages.length / 2)) }, mostBytes)
  if (cannedResponses.length === 0) return question
  const half = cannedResponses.slice(0, Math.floor(cannedResponses.length / 2))
  return fitting({ ...question, cannedResponses: half }, mostBytes)
}
