import { SQSClient } from '@aws-sdk/client-sqs'
import { describe, expect, it } from 'vitest'
import { postponeMessages, sendDelayed, sendMessage } from '#messaging/queue'
import { fakeAws, refusal } from '#tests/support/fake-aws'

const queueUrl = 'https://sqs.eu-west-1.amazonaws.com/000000000000/inbound'
/** MD5 of `{}`; the SDK compares. */
const sent = { body: { MessageId: 'm-1', MD5OfMessageBody: '99914b932bd37a50b983c5e7c90ae93b' } }

describe('sending', () => {
  it('sends body and attributes as text', async () => {
    const aws = fakeAws(() => sent)
    await sendMessage({ client: new SQSClient(aws.config), queueUrl }, { body: '{}', attributes: { account: 'shop' } })
    expect(aws.calls[0]).toMatchObject({
      action: 'SendMessage',
      input: {
        QueueUrl: queueUrl,
        MessageBody: '{}',
        MessageAttributes: { account: { DataType: 'String', StringValue: 'shop' } },
      },
    })
  })

  it('gives the group and the deduplication id that a FIFO queue wants, and to others none', async () => {
    const aws = fakeAws(() => sent)
    const target = { client: new SQSClient(aws.config), queueUrl }
    const fifo = { groupId: 'shop#12', deduplicationId: 'abc' }
    await sendMessage(target, { body: '{}', attributes: {}, fifo })
    await sendMessage(target, { body: '{}', attributes: {} })
    expect(aws.calls[0]?.input).toMatchObject({ MessageGroupId: 'shop#12', MessageDeduplicationId: 'abc' })
    expect(Object.keys(aws.calls[1]?.input ?? {})).not.toContain('MessageGroupId')
  })

  it('throws what SQS refused', async () => {
    const aws = fakeAws(() => refusal('com.amazonaws.sqs#QueueDoesNotExist'))
    const client = new SQSClient(aws.config)
    await expect(sendMessage({ client, queueUrl }, { body: '{}', attributes: {} })).rejects.toMatchObject({
      name: 'QueueDoesNotExist',
    })
  })

  it('throws when SQS took another body than was sent', async () => {
    const aws = fakeAws(() => sent)
    const client = new SQSClient(aws.config)
    await expect(sendMessage({ client, queueUrl }, { body: '{"a":1}', attributes: {} })).rejects.toThrow()
  })
})

describe('sending with a delay', () => {
  type Entry = { readonly Id: string; readonly MessageBody: string; readonly DelaySeconds: number }
  const messages = Array.from({ length: 23 }, (_, nth) => ({ body: `{"nth":${nth}}`, delaySeconds: nth }))
  const entriesOf = (input: Record<string, unknown>) => input.Entries as Entry[]
  const refused = (Id: string) => ({ Id, SenderFault: false, Code: 'InternalError' })

  it('takes ten messages a call, in order', async () => {
    const aws = fakeAws(() => ({ body: { Successful: [], Failed: [] } }))
    await sendDelayed({ client: new SQSClient(aws.config), queueUrl }, messages)
    expect(aws.actions()).toEqual(['SendMessageBatch', 'SendMessageBatch', 'SendMessageBatch'])
    const sentBodies = aws.calls.flatMap(({ input }) => entriesOf(input).map(({ MessageBody }) => MessageBody))
    expect(sentBodies).toEqual(messages.map(({ body }) => body))
    expect(entriesOf(aws.calls[2]?.input ?? {})[2]).toEqual({ Id: '2', MessageBody: '{"nth":22}', DelaySeconds: 22 })
  })

  it('calls nobody for nothing', async () => {
    const aws = fakeAws(() => ({ body: {} }))
    await sendDelayed({ client: new SQSClient(aws.config), queueUrl }, [])
    expect(aws.calls).toHaveLength(0)
  })

  it('sends once more what was refused, and only that', async () => {
    const aws = fakeAws(() => ({ body: { Successful: [], Failed: aws.calls.length <= 3 ? [refused('1')] : [] } }))
    await sendDelayed({ client: new SQSClient(aws.config), queueUrl }, messages)
    expect(aws.calls).toHaveLength(4)
    const again = entriesOf(aws.calls[3]?.input ?? {})
    expect(again.map(({ MessageBody, DelaySeconds }) => [MessageBody, DelaySeconds])).toEqual([
      ['{"nth":1}', 1],
      ['{"nth":11}', 11],
      ['{"nth":21}', 21],
    ])
  })

  it('throws when some are refused again, and says how many', async () => {
    const aws = fakeAws(() => ({ body: { Successful: [], Failed: [refused('0')] } }))
    const client = new SQSClient(aws.config)
    await expect(sendDelayed({ client, queueUrl }, messages)).rejects.toThrow('1 of 23')
  })

  it('throws what a whole call ended in', async () => {
    const aws = fakeAws(() => refusal('com.amazonaws.sqs#QueueDoesNotExist'))
    const client = new SQSClient(aws.config)
    await expect(sendDelayed({ client, queueUrl }, messages)).rejects.toMatchObject({ name: 'QueueDoesNotExist' })
  })
})

describe('postponing', () => {
  const delays = Array.from({ length: 23 }, (_, nth) => ({ receiptHandle: `h${nth}`, seconds: nth }))

  it('takes ten messages a call', async () => {
    const aws = fakeAws(() => ({ body: { Successful: [], Failed: [] } }))
    await postponeMessages({ client: new SQSClient(aws.config), queueUrl }, delays)
    const entries = aws.calls.map(({ input }) => input.Entries as Record<string, unknown>[])
    expect(entries.map(({ length }) => length)).toEqual([10, 10, 3])
    expect(entries[2]?.[2]).toEqual({ Id: '2', ReceiptHandle: 'h22', VisibilityTimeout: 22 })
  })

  it('tries them all and then says how many were refused', async () => {
    const failed = { Id: '0', SenderFault: true, Code: 'ReceiptHandleIsInvalid' }
    const aws = fakeAws(() => ({ body: { Successful: [], Failed: [failed] } }))
    const client = new SQSClient(aws.config)
    await expect(postponeMessages({ client, queueUrl }, delays)).rejects.toThrow('3 of 23')
    expect(aws.calls).toHaveLength(3)
  })
})
