import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs'

/** Waiting, being worked on, and delayed. */
const COUNTS = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
] as const

/**
 * Messages a queue holds, in whatever state. SQS calls each figure approximate.
 * @throws the SDK's errors, and Error when a figure is missing: unknown must not read as none.
 */
export async function queueDepth(target: { readonly client: SQSClient; readonly queueUrl: string }): Promise<number> {
  const { Attributes = {} } = await target.client.send(
    new GetQueueAttributesCommand({ QueueUrl: target.queueUrl, AttributeNames: [...COUNTS] }),
  )
  return COUNTS.reduce((total, name) => {
    const count = Attributes[name]
    if (count === undefined || !/^\d+$/.test(count)) throw new Error(`SQS did not give ${name}`)
    return total + Number(count)
  }, 0)
}
