import type { SQSMessageAttributes, SQSRecord } from 'aws-lambda'

/** The stamps that ingest gives a signed webhook of account `shop`. */
export const STAMPS = {
  receiptId: 'receipt-1',
  account: 'shop',
  chatwootAccountId: '3',
  deliveryId: '3f1d6c1a-0c5e-4a7e-9f00-000000000001',
  receivedAtMs: '1789376401000',
  correlationId: '3f1d6c1a-0c5e-4a7e-9f00-000000000001',
  trust: 'signed',
  sentAtS: '1789376401',
} as const

type RecordChanges = {
  readonly messageId?: string
  readonly body?: string
  /** All of them. */
  readonly attributes?: Readonly<Record<string, string>>
  readonly receiveCount?: number
  /** Of a FIFO queue. */
  readonly groupId?: string
}

/** A message of the inbound queue as Lambda hands it to the function. */
export function aRecord(changes: RecordChanges = {}): SQSRecord {
  const { messageId = 'message-1', body = '{}', attributes = STAMPS, receiveCount = 1, groupId } = changes
  return {
    messageId,
    receiptHandle: `handle-of-${messageId}`,
    body,
    attributes: {
      ApproximateReceiveCount: String(receiveCount),
      SentTimestamp: '1789376401000',
      SenderId: 'sender',
      ApproximateFirstReceiveTimestamp: '1789376401000',
      ...(groupId === undefined ? {} : { MessageGroupId: groupId }),
    },
    messageAttributes: Object.fromEntries(
      Object.entries(attributes).map(([name, stringValue]): [string, SQSMessageAttributes[string]] => [
        name,
        { stringValue, dataType: 'String' },
      ]),
    ),
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:eu-west-1:000000000000:inbound',
    awsRegion: 'eu-west-1',
  }
}
