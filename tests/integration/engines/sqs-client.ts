import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageCommand,
  type SendMessageCommandInput,
  type SendMessageCommandOutput,
  SQSClient,
} from '@aws-sdk/client-sqs'
import type { UnderTest } from './under-test.ts'

type Attributes = Record<string, string>
/** `[visible, in flight, delayed]` */
export type Counts = readonly [number, number, number]

/** SQS in a test's words. */
export class Sqs {
  readonly client: SQSClient
  readonly #test: UnderTest

  constructor(test: UnderTest) {
    this.#test = test
    this.client = new SQSClient(test.config)
  }

  /** The URL of a new queue. */
  async queue(attributes: Attributes = {}): Promise<string> {
    const name = this.#test.fresh('queue') + (attributes.FifoQueue === 'true' ? '.fifo' : '')
    const { QueueUrl } = await this.client.send(new CreateQueueCommand({ QueueName: name, Attributes: attributes }))
    return QueueUrl ?? ''
  }

  send(url: string, body: string, more: Partial<SendMessageCommandInput> = {}): Promise<SendMessageCommandOutput> {
    return this.client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: body, ...more }))
  }

  /** To a FIFO queue; the body is the deduplication id unless another is given. */
  sendTo(group: string, url: string, body: string, dedupId = body): Promise<SendMessageCommandOutput> {
    return this.send(url, body, { MessageGroupId: group, MessageDeduplicationId: dedupId })
  }

  async receive(url: string, more: Partial<ReceiveMessageCommandInput> = {}): Promise<Message[]> {
    const { Messages } = await this.client.send(
      new ReceiveMessageCommand({
        QueueUrl: url,
        MaxNumberOfMessages: 10,
        MessageSystemAttributeNames: ['All'],
        ...more,
      }),
    )
    return Messages ?? []
  }

  async bodies(url: string, more: Partial<ReceiveMessageCommandInput> = {}): Promise<string[]> {
    return (await this.receive(url, more)).map((m) => m.Body ?? '')
  }

  async delete(url: string, message: Message | undefined): Promise<void> {
    await this.client.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: message?.ReceiptHandle }))
  }

  async attributes(url: string): Promise<Attributes> {
    const { Attributes } = await this.client.send(
      new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] }),
    )
    return Attributes ?? {}
  }

  async counts(url: string): Promise<Counts> {
    const a = await this.attributes(url)
    return [
      Number(a.ApproximateNumberOfMessages),
      Number(a.ApproximateNumberOfMessagesNotVisible),
      Number(a.ApproximateNumberOfMessagesDelayed),
    ]
  }

  async arn(url: string): Promise<string> {
    return (await this.attributes(url)).QueueArn ?? ''
  }

  /** A dead-letter queue and a queue before it. */
  async withDlq(maxReceiveCount: number | string, attributes: Attributes = {}): Promise<{ url: string; dlq: string }> {
    const dlq = await this.queue(attributes.FifoQueue === 'true' ? { FifoQueue: 'true' } : {})
    const deadLetterTargetArn = await this.arn(dlq)
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount })
    return { dlq, url: await this.queue({ ...attributes, RedrivePolicy }) }
  }
}
