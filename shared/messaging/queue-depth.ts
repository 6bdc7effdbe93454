import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs'

/**
 * Messages a queue holds: waiting, being worked on, and delayed. SQS calls each figure approximate.
 * @throws the SDK's errors.
 */
export async function queueDepth(target: { readonly client: SQSClient; readonly queueUrl: string }): Promise<number> {
  const { Attributes = {} } = await target.client.send(
    new GetQueueAttributesCommand({
      QueueUrl: target.queueUrl,
      AttributeNames: [
        'ApproximateNumberOfMessages',
        'ApproximateNumberOfMessagesNotVisible',
        'ApproximateNumberOfMessagesDelayed',
      ],
    }),
  )
  return Object.values(Attributes).reduce((total, count) => total + Number(count), 0)
}
