import { SQSClient } from '@aws-sdk/client-sqs'
import { describe, expect, it } from 'vitest'
import { postponeMessages, sendMessage } from '#messaging/queue'
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
