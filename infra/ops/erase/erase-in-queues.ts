/** Dead letters that are about the contact. Others are put back as they were. */
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs'
import { parsedJson } from '#runtime/json'
import { isAbout } from './mentions.ts'
import type { Forgotten } from './places.ts'

export type QueueDeps = {
  readonly sqs: SQSClient
  /** By the name of the stack's output. */
  readonly queues: Readonly<Record<string, string>>
  /** Of bodies in S3 that are erased: a message that points to one has nothing more to tell. */
  readonly erasedKeys: ReadonlySet<string>
  /** False: only look, and put everything back. */
  readonly erase: boolean
}

export type Letters = {
  /** By queue. */
  readonly his: Readonly<Record<string, number>>
  /** What is no JSON: nothing is known of it, so it counts as left over. */
  readonly unreadable: number
}

/** Longer than a walk through a queue takes; then whoever broke off has lost nothing. */
const HELD_SECONDS = 300
const A_CALL = 10
/** Empty answers in a row after which a queue counts as walked through: a call looks at a part of a queue only. */
const EMPTY_ANSWERS = 3

export async function lettersOf(of: Forgotten, deps: QueueDeps): Promise<Letters> {
  const his: Record<string, number> = {}
  let unreadable = 0
  for (const [name, queueUrl] of Object.entries(deps.queues)) {
    const walked = await walk(queueUrl, of, deps)
    if (walked.his > 0) his[name] = walked.his
    unreadable += walked.unreadable
  }
  return { his, unreadable }
}

async function walk(QueueUrl: string, of: Forgotten, { sqs, erasedKeys, erase }: QueueDeps) {
  const others: Message[] = []
  let his = 0
  let unreadable = 0
  try {
    for (let empty = 0; empty < EMPTY_ANSWERS; ) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({
          QueueUrl,
          MaxNumberOfMessages: A_CALL,
          VisibilityTimeout: HELD_SECONDS,
          WaitTimeSeconds: 1,
          MessageAttributeNames: ['All'],
        }),
      )
      empty = Messages.length === 0 ? empty + 1 : 0
      for (const message of Messages) {
        const verdict = verdictOn(message, of, erasedKeys)
        if (verdict === 'unreadable') unreadable++
        if (verdict === 'his') his++
        if (verdict === 'his' && erase)
          await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }))
        else others.push(message)
      }
    }
  } finally {
    await putBack(QueueUrl, others, sqs)
  }
  return { his, unreadable }
}

async function putBack(QueueUrl: string, messages: readonly Message[], sqs: SQSClient): Promise<void> {
  for (let from = 0; from < messages.length; from += A_CALL)
    await sqs.send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl,
        Entries: messages.slice(from, from + A_CALL).map(({ ReceiptHandle }, nth) => ({
          Id: String(nth),
          ReceiptHandle,
          VisibilityTimeout: 0,
        })),
      }),
    )
}

function verdictOn(message: Message, of: Forgotten, erasedKeys: ReadonlySet<string>): 'his' | 'other' | 'unreadable' {
  const body = parsedJson(message.Body ?? '')
  const account = message.MessageAttributes?.account?.StringValue ?? accountIn(body)
  if (account !== undefined && account !== of.account) return 'other'
  if (body === undefined) return 'unreadable'
  if (isAbout(body, of)) return 'his'
  return pointsTo(body, erasedKeys) ? 'his' : 'other'
}

/** In messages of our own, and in events of the bus. */
function accountIn(body: unknown): string | undefined {
  const { account, detail } = (body ?? {}) as {
    readonly account?: unknown
    readonly detail?: { readonly account?: unknown }
  }
  // Of an event, `account` is AWS's.
  const ours = detail?.account ?? account
  return typeof ours === 'string' && !/^\d{12}$/.test(ours) ? ours : undefined
}

function pointsTo(body: unknown, keys: ReadonlySet<string>): boolean {
  const { key, detail } = (body ?? {}) as {
    readonly key?: unknown
    readonly detail?: { readonly object?: { readonly key?: unknown } }
  }
  const named = key ?? detail?.object?.key
  return typeof named === 'string' && keys.has(named)
}
