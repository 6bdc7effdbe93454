import { queueArn } from '../arn.ts'
import { operation, type Permission, type RpcService } from '../service.ts'
import { batch } from './batch.ts'
import type { MessageAttribute, ReceivedMessage, SendRequest } from './engine.ts'
import type { LocalQueue } from './local-queue.ts'
import type { LocalSqs } from './local-sqs.ts'
import { invalidValue, MAX_MESSAGE_BYTES, md5, md5OfAttributes, sizeOf, sqsError } from './message.ts'
import { type Move, sourceOfTask } from './move-tasks.ts'

type OnQueue = { readonly QueueUrl: string }
type ByHandle = OnQueue & { readonly ReceiptHandle: string; readonly VisibilityTimeout?: number }
type Entry = { readonly Id: string; readonly ReceiptHandle: string; readonly VisibilityTimeout?: number }
type Batch<E> = OnQueue & { readonly Entries?: readonly (E & { readonly Id: string })[] }
type Receive = OnQueue & {
  readonly MaxNumberOfMessages?: number
  readonly WaitTimeSeconds?: number
  readonly VisibilityTimeout?: number
  readonly AttributeNames?: readonly string[]
  readonly MessageSystemAttributeNames?: readonly string[]
  readonly MessageAttributeNames?: readonly string[]
}

/** Batches need the permission of the single operation; these need more than their own name. */
const ACTION: Readonly<Record<string, string>> = {
  SendMessageBatch: 'SendMessage',
  DeleteMessageBatch: 'DeleteMessage',
  ChangeMessageVisibilityBatch: 'ChangeMessageVisibility',
}

/** The SQS API over JSON. */
export function sqsService(sqs: LocalSqs): RpcService {
  const find = (url: string | undefined): LocalQueue => {
    const queue = sqs.byUrl(String(url))
    if (queue) return queue
    throw sqsError(
      'QueueDoesNotExist',
      'The specified queue does not exist.',
      'AWS.SimpleQueueService.NonExistentQueue',
    )
  }
  const send = (queue: LocalQueue, request: SendRequest) => {
    const sent = queue.send(request)
    const digest = md5OfAttributes(request.MessageAttributes ?? {})
    return {
      MessageId: sent.messageId,
      MD5OfMessageBody: md5(request.MessageBody),
      ...(digest === undefined ? {} : { MD5OfMessageAttributes: digest }),
      ...(sent.sequenceNumber === undefined ? {} : { SequenceNumber: sent.sequenceNumber }),
    }
  }

  return {
    service: 'sqs',
    permissions: (name, input) => permissions(sqs, name, input),
    operations: {
      CreateQueue: operation<{ QueueName: string; Attributes?: Record<string, string> }>((r) => {
        const known = sqs.byName(r.QueueName)
        const now = known?.attributes()
        if (known && Object.entries(r.Attributes ?? {}).some(([name, value]) => now?.[name] !== value)) {
          throw sqsError(
            'QueueNameExists',
            'A queue already exists with the same name and a different value for an attribute',
            'QueueAlreadyExists',
          )
        }
        return { QueueUrl: (known ?? sqs.create(r.QueueName, r.Attributes)).url }
      }),
      DeleteQueue: operation<OnQueue>((r) => sqs.remove(find(r.QueueUrl).name)),
      GetQueueUrl: operation<{ QueueName: string }>((r) => ({ QueueUrl: find(r.QueueName).url })),
      ListQueues: operation<{ QueueNamePrefix?: string }>((r) => ({
        QueueUrls: sqs
          .list()
          .filter((q) => q.name.startsWith(r.QueueNamePrefix ?? ''))
          .map((q) => q.url),
      })),
      GetQueueAttributes: operation<OnQueue & { AttributeNames?: string[] }>((r) => {
        const all = Object.entries(find(r.QueueUrl).attributes())
        const asked = new Set(r.AttributeNames ?? [])
        return { Attributes: Object.fromEntries(all.filter(([name]) => asked.has('All') || asked.has(name))) }
      }),
      SetQueueAttributes: operation<OnQueue & { Attributes: Record<string, string> }>((r) =>
        find(r.QueueUrl).setAttributes(r.Attributes),
      ),
      PurgeQueue: operation<OnQueue>((r) => find(r.QueueUrl).purge()),
      SendMessage: operation<OnQueue & SendRequest>((r) => send(find(r.QueueUrl), r)),
      SendMessageBatch: operation<Batch<SendRequest>>((r) => {
        const queue = find(r.QueueUrl)
        const bytes = (r.Entries ?? []).reduce((sum, entry) => sum + sizeOf(entry), 0)
        if (bytes > MAX_MESSAGE_BYTES) {
          throw sqsError(
            'BatchRequestTooLong',
            `Batch requests cannot be longer than ${MAX_MESSAGE_BYTES} bytes. You have sent ${bytes} bytes.`,
            'AWS.SimpleQueueService.BatchRequestTooLong',
          )
        }
        return batch(r.Entries, (entry) => send(queue, entry))
      }),
      ReceiveMessage: operation<Receive>(async (r, { signal }) => {
        const queue = find(r.QueueUrl)
        const messages = await queue.receive({
          max: within(r.MaxNumberOfMessages ?? 1, 1, 10, 'MaxNumberOfMessages'),
          waitS: within(r.WaitTimeSeconds ?? queue.waitTimeS, 0, 20, 'WaitTimeSeconds'),
          ...(r.VisibilityTimeout === undefined
            ? {}
            : { visibilityTimeoutS: within(r.VisibilityTimeout, 0, 43_200, 'VisibilityTimeout') }),
          signal,
        })
        return messages.length === 0 ? {} : { Messages: messages.map((m) => asWire(m, r)) }
      }),
      DeleteMessage: operation<ByHandle>((r) => find(r.QueueUrl).delete(r.ReceiptHandle)),
      DeleteMessageBatch: operation<Batch<Entry>>((r) => {
        const queue = find(r.QueueUrl)
        return batch(r.Entries, (entry) => {
          queue.delete(entry.ReceiptHandle)
          return {}
        })
      }),
      ChangeMessageVisibility: operation<ByHandle>((r) =>
        find(r.QueueUrl).changeVisibility(r.ReceiptHandle, r.VisibilityTimeout ?? Number.NaN),
      ),
      ChangeMessageVisibilityBatch: operation<Batch<Entry>>((r) => {
        const queue = find(r.QueueUrl)
        return batch(r.Entries, (entry) => {
          queue.changeVisibility(entry.ReceiptHandle, entry.VisibilityTimeout ?? Number.NaN)
          return {}
        })
      }),
      ListDeadLetterSourceQueues: operation<OnQueue>((r) => ({
        queueUrls: sqs.sourcesOf(find(r.QueueUrl).arn).map((q) => q.url),
      })),
      StartMessageMoveTask: operation<Move>(({ SourceArn, DestinationArn, MaxNumberOfMessagesPerSecond }) => ({
        TaskHandle: sqs.moves.start({
          SourceArn,
          ...(DestinationArn === undefined ? {} : { DestinationArn }),
          ...(MaxNumberOfMessagesPerSecond === undefined ? {} : { MaxNumberOfMessagesPerSecond }),
        }).TaskHandle,
      })),
      ListMessageMoveTasks: operation<{ SourceArn: string; MaxResults?: number }>((r) => ({
        Results: sqs.moves
          .of(r.SourceArn)
          .slice(0, within(r.MaxResults ?? 1, 1, 10, 'MaxResults'))
          // a task that is over no longer shows its handle
          .map(({ TaskHandle, ...task }) => (task.Status === 'RUNNING' ? { TaskHandle, ...task } : task)),
      })),
      CancelMessageMoveTask: operation<{ TaskHandle: string }>((r) => ({
        ApproximateNumberOfMessagesMoved: sqs.moves.cancel(r.TaskHandle),
      })),
    },
  }
}

function permissions(sqs: LocalSqs, name: string, input: Readonly<Record<string, unknown>>): readonly Permission[] {
  if (name === 'ListQueues') return [{ action: name, resources: [queueArn('*')] }]
  if (name === 'CancelMessageMoveTask') {
    return [{ action: name, resources: [sourceOfTask(String(input.TaskHandle))] }]
  }
  if (typeof input.SourceArn === 'string') {
    const resources = [input.SourceArn]
    if (name !== 'StartMessageMoveTask') return [{ action: name, resources }]
    const targets =
      typeof input.DestinationArn === 'string'
        ? [input.DestinationArn]
        : sqs.sourcesOf(input.SourceArn).map((q) => q.arn)
    return [
      ...[name, 'ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'].map((action) => ({ action, resources })),
      { action: 'SendMessage', resources: targets },
    ]
  }
  const queueName =
    String(input.QueueUrl ?? input.QueueName ?? '')
      .split('/')
      .at(-1) ?? ''
  return [{ action: ACTION[name] ?? name, resources: [queueArn(queueName)] }]
}

function within(value: number, low: number, high: number, parameter: string): number {
  if (Number.isInteger(value) && value >= low && value <= high) return value
  throw invalidValue(
    `Value ${value} for parameter ${parameter} is invalid. Reason: Must be between ${low} and ${high}, if provided.`,
  )
}

/** A message with the attributes that were asked for, and no others. */
function asWire(m: ReceivedMessage, asked: Receive): Record<string, unknown> {
  const system = [...(asked.MessageSystemAttributeNames ?? []), ...(asked.AttributeNames ?? [])]
  const attributes = Object.entries(m.attributes).filter(([name]) => system.includes('All') || system.includes(name))
  const custom: Record<string, MessageAttribute> = {}
  for (const [name, value] of Object.entries(m.messageAttributes)) {
    if ((asked.MessageAttributeNames ?? []).some((wanted) => covers(wanted, name))) custom[name] = value
  }
  const digest = md5OfAttributes(custom)
  return {
    MessageId: m.messageId,
    ReceiptHandle: m.receiptHandle,
    Body: m.body,
    MD5OfBody: m.md5OfBody,
    ...(attributes.length === 0 ? {} : { Attributes: Object.fromEntries(attributes) }),
    ...(digest === undefined ? {} : { MessageAttributes: custom, MD5OfMessageAttributes: digest }),
  }
}

const covers = (wanted: string, name: string): boolean =>
  wanted === 'All' || wanted === name || (wanted.endsWith('.*') && name.startsWith(wanted.slice(0, -2)))
