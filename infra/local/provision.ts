import { lastPart } from './aws-names.ts'
import type { Engines } from './engines/engines.ts'
import type { Resource, Resources } from './resources.ts'

/** Creates what holds data: secrets first, because their ARNs are made by the engine and the rest refers to them. */
export const provisionSecrets = (engines: Engines, resources: Resources): void => {
  for (const { name, properties } of resources.of('AWS::SecretsManager::Secret')) {
    const { Description: description, SecretString: secretString, GenerateSecretString } = properties
    engines.secrets.ensure({
      name,
      ...(description === undefined ? {} : { description }),
      ...(secretString === undefined ? {} : { secretString }),
      ...(GenerateSecretString === undefined ? {} : { generate: defined(GenerateSecretString) }),
    })
  }
}

/** Queues, tables, buckets, streams into them, buses and topics; what exists already from an earlier run is fitted to the template. */
export const provisionData = async (engines: Engines, resources: Resources): Promise<void> => {
  for (const queue of deadLettersFirst(resources.of('AWS::SQS::Queue')))
    engines.sqs.create(queue.name, queueAttributes(queue))
  for (const bucket of resources.of('AWS::S3::Bucket')) engines.s3.createBucket(bucket.name)
  for (const stream of resources.of('AWS::KinesisFirehose::DeliveryStream')) engines.firehose.ensure(delivery(stream))
  for (const bus of resources.of('AWS::Events::EventBus')) engines.events.createBus(bus.name)
  for (const topic of resources.of('AWS::SNS::Topic')) engines.sns.createTopic(topic.name)
  for (const { name, properties } of resources.of('AWS::DynamoDB::Table')) {
    const { TimeToLiveSpecification: ttl, StreamSpecification: stream, TableName: _given, ...table } = properties
    await engines.dynamodb.ensureTable(
      {
        ...defined(table),
        TableName: name,
        BillingMode: 'PAY_PER_REQUEST',
        ...(stream === undefined ? {} : { StreamSpecification: { StreamEnabled: true, ...stream } }),
      },
      ttl?.Enabled === true ? ttl.AttributeName : undefined,
    )
  }
}

type Queue = Resource<'AWS::SQS::Queue'>

/** A redrive policy names a queue that must exist. */
const deadLettersFirst = (queues: readonly Queue[]): Queue[] => {
  const ordered: Queue[] = []
  let waiting = [...queues]
  while (waiting.length > 0) {
    const ready = waiting.filter((queue) => {
      const target = queue.properties.RedrivePolicy?.deadLetterTargetArn
      return target === undefined || !waiting.some((other) => other.arn === target)
    })
    if (ready.length === 0)
      throw new Error(`queues are each other's dead-letter queue: ${waiting.map((queue) => queue.name).join(', ')}`)
    ordered.push(...ready)
    waiting = waiting.filter((queue) => !ready.includes(queue))
  }
  return ordered
}

/** The template's properties as SetQueueAttributes takes them: every value a text, policies as JSON. */
const queueAttributes = ({ properties }: Queue): Record<string, string> => {
  const { QueueName: _given, FifoQueue: fifo, RedrivePolicy, RedriveAllowPolicy, ...plain } = properties
  const attributes: Record<string, string> = {}
  for (const [name, value] of Object.entries(plain)) if (value !== undefined) attributes[name] = String(value)
  if (fifo === true) attributes.FifoQueue = 'true'
  if (RedrivePolicy !== undefined) attributes.RedrivePolicy = JSON.stringify(RedrivePolicy)
  if (RedriveAllowPolicy !== undefined) attributes.RedriveAllowPolicy = JSON.stringify(RedriveAllowPolicy)
  return attributes
}

const delivery = ({ name, properties }: Resource<'AWS::KinesisFirehose::DeliveryStream'>) => {
  const { BucketARN, Prefix: prefix, BufferingHints, CompressionFormat } = properties.ExtendedS3DestinationConfiguration
  return {
    name,
    bucket: lastPart(BucketARN),
    prefix,
    intervalSeconds: BufferingHints.IntervalInSeconds,
    megabytes: BufferingHints.SizeInMBs,
    gzip: CompressionFormat === 'GZIP',
  }
}

type Defined<T> = { [Key in keyof T]: Exclude<T[Key], undefined> }

/** The object without its undefined members, as exact optional properties ask for. */
const defined = <T extends object>(value: T): Defined<T> =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Defined<T>
