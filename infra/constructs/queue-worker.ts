import { Duration } from 'aws-cdk-lib'
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda'
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import type { EnvironmentConfig } from '../config.ts'
import { SOURCE_DAYS } from '../retention.ts'
import type { Alarms } from './alarms.ts'
import { DeadLetterQueue, MAX_MESSAGE_BYTES } from './dead-letter-queue.ts'
import { removalOf } from './removal.ts'
import { ServiceFunction, type ServiceFunctionProps } from './service-function.ts'

/** Receives before a message counts as poison. */
export const MAX_RECEIVES = 5
/** AWS asks for six times the function's timeout, so that throttled polls do not spend receives. */
const VISIBILITY_FACTOR = 6

export type Batches = {
  readonly size: number
  readonly windowSeconds: number
  readonly maxConcurrency: number
}
export type Queues = { readonly queue: Queue; readonly deadLetters: DeadLetterQueue }

export type QueueWorkerProps<Env> = Omit<ServiceFunctionProps<Env>, 'environment'> & {
  readonly config: EnvironmentConfig
  readonly alarms: Alarms
  /** What the queue carries, in kebab case; alarms are named after it. */
  readonly queueName: string
  readonly batches: Batches
  readonly environment: (queues: Queues) => Env
  /** Required: whoever adds a queue says what it means for customers when its messages are not handled. */
  readonly errorImpact: string
}

/**
 * The one way to work on a queue: the queue, its dead letters, the function, the event source with partial batch
 * responses, exactly the grants these need, and the alarms. Visibility is derived from the function's timeout.
 */
export class QueueWorker<Env extends Readonly<Record<string, string>>> extends Construct {
  readonly queue: Queue
  readonly deadLetters: DeadLetterQueue
  readonly worker: ServiceFunction<Env>

  constructor(scope: Construct, id: string, props: QueueWorkerProps<Env>) {
    super(scope, id)
    const { alarms, batches, config, errorImpact, queueName, timeoutSeconds } = props
    this.deadLetters = new DeadLetterQueue(this, 'DeadLetters', {
      config,
      alarms,
      name: `${queueName}-dead-letters`,
      severity: 'critical',
      says: `Messages lie in the dead-letter queue of ${queueName}`,
      errorImpact,
    })
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      maxMessageSizeBytes: MAX_MESSAGE_BYTES,
      retentionPeriod: Duration.days(SOURCE_DAYS),
      receiveMessageWaitTime: Duration.seconds(20),
      visibilityTimeout: Duration.seconds(VISIBILITY_FACTOR * timeoutSeconds + batches.windowSeconds),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: MAX_RECEIVES },
      removalPolicy: removalOf(config),
    })
    this.worker = new ServiceFunction<Env>(this, 'Function', {
      ...props,
      environment: props.environment({ queue: this.queue, deadLetters: this.deadLetters }),
    })
    this.worker.allow(
      ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility', 'sqs:GetQueueAttributes'],
      [this.queue.queueArn],
    )
    this.worker.allow(['sqs:SendMessage'], [this.deadLetters.queueArn])
    new EventSourceMapping(this, 'Source', {
      target: this.worker,
      eventSourceArn: this.queue.queueArn,
      batchSize: batches.size,
      maxConcurrency: batches.maxConcurrency,
      reportBatchItemFailures: true,
      ...(batches.windowSeconds > 0 ? { maxBatchingWindow: Duration.seconds(batches.windowSeconds) } : {}),
    })
    alarms.raise({
      name: `${queueName}-age`,
      severity: 'critical',
      says: `The oldest message of ${queueName} has waited more than 5 minutes`,
      errorImpact,
      metric: this.queue.metricApproximateAgeOfOldestMessage({ statistic: 'Maximum', period: Duration.minutes(1) }),
      above: Duration.minutes(5).toSeconds(),
      periods: { above: 3, of: 5 },
    })
  }
}
