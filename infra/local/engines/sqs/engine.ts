/** SQS in process: what the runner's pollers and tests use beside the HTTP API. */

export type MessageAttribute = {
  readonly DataType: string
  readonly StringValue?: string
  /** Base64, as on the wire. */
  readonly BinaryValue?: string
}

export type SendRequest = {
  readonly MessageBody: string
  readonly MessageAttributes?: Readonly<Record<string, MessageAttribute>>
  readonly DelaySeconds?: number
  readonly MessageGroupId?: string
  readonly MessageDeduplicationId?: string
}

export type SentMessage = { readonly messageId: string; readonly sequenceNumber?: string }

export type ReceivedMessage = {
  readonly messageId: string
  readonly receiptHandle: string
  readonly body: string
  readonly md5OfBody: string
  /** System attributes: SentTimestamp, ApproximateReceiveCount, MessageGroupId, DeadLetterQueueSourceArn and so on. */
  readonly attributes: Readonly<Record<string, string>>
  readonly messageAttributes: Readonly<Record<string, MessageAttribute>>
}

export type ReceiveRequest = {
  /** 1 to 10; default 1. */
  readonly max?: number
  /** Default: the queue's own. */
  readonly visibilityTimeoutS?: number
  /** Long poll in the clock's seconds; default 0. */
  readonly waitS?: number
  readonly signal?: AbortSignal
}

export type QueueCounts = {
  readonly visible: number
  readonly inFlight: number
  readonly delayed: number
  /** 0 when the queue holds nothing (visible, in flight and delayed all count, as in CloudWatch). */
  readonly oldestAgeMs: number
}

export type Queue = {
  readonly name: string
  readonly arn: string
  readonly url: string
  readonly fifo: boolean
  /** As GetQueueAttributes answers `All`. */
  attributes(): Readonly<Record<string, string>>
  setAttributes(attributes: Readonly<Record<string, string>>): void
  counts(): QueueCounts
  /** Throws AwsError on anything SQS refuses. */
  send(request: SendRequest): SentMessage
  /** Waits up to `waitS` for a first message; an aborted wait gives none. */
  receive(request?: ReceiveRequest): Promise<readonly ReceivedMessage[]>
  /** A stale handle is accepted and deletes nothing, as in SQS. */
  delete(receiptHandle: string): void
  changeVisibility(receiptHandle: string, seconds: number): void
  /** Every message in the queue, in flight ones included, oldest first; takes nothing. */
  peek(): readonly ReceivedMessage[]
  purge(): void
}

export type SqsEngine = {
  /** Creates the queue, or sets the attributes of the existing one. The dead-letter queue must exist first. */
  create(name: string, attributes?: Readonly<Record<string, string>>): Queue
  byName(name: string): Queue | undefined
  byArn(arn: string): Queue | undefined
  byUrl(url: string): Queue | undefined
  list(): readonly Queue[]
  remove(name: string): void
  /** Moves all of a dead-letter queue's messages to `destinationArn`, or each to the queue it came from. Gives the count. */
  move(sourceArn: string, destinationArn?: string): number
}
