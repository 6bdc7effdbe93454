import { Duration } from 'aws-cdk-lib'
import { type EventBus, type IEventBus, Match, Rule, RuleTargetInput, type Schedule } from 'aws-cdk-lib/aws-events'
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets'
import { EventSourceMapping, type IFunction } from 'aws-cdk-lib/aws-lambda'
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { EVENT_SOURCE } from '#messaging/bus'
import type { EnvironmentConfig } from '../config.ts'
import { SOURCE_DAYS } from '../retention.ts'
import type { Alarms } from './alarms.ts'
import { DeadLetterQueue, FIFO, MAX_MESSAGE_BYTES } from './dead-letter-queue.ts'
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
  /** Messages of a group in the order they were sent, one at a time: a FIFO queue, whose batches take no window. */
  readonly fifo?: boolean
  /** Messages may be sent to come up minutes later: then their age says nothing, and what lies unhandled is watched. */
  readonly delays?: boolean
  /** Works on the queue as the version that was released last, instead of as whatever was uploaded last. */
  readonly published?: boolean
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
  private readonly name: string

  constructor(scope: Construct, id: string, props: QueueWorkerProps<Env>) {
    super(scope, id)
    const { alarms, batches, config, errorImpact, queueName, timeoutSeconds, fifo = false, published = false } = props
    if (fifo && batches.windowSeconds > 0) throw new Error(`${queueName}: SQS has no batching window for a FIFO queue`)
    this.deadLetters = new DeadLetterQueue(this, 'DeadLetters', {
      config,
      alarms,
      name: `${queueName}-dead-letters`,
      severity: 'critical',
      says: `Messages lie in the dead-letter queue of ${queueName}`,
      errorImpact,
      fifo,
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
      ...(fifo ? FIFO : {}),
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
      target: published ? (this.worker.published() as IFunction) : this.worker,
      eventSourceArn: this.queue.queueArn,
      batchSize: batches.size,
      maxConcurrency: batches.maxConcurrency,
      reportBatchItemFailures: true,
      ...(batches.windowSeconds > 0 ? { maxBatchingWindow: Duration.seconds(batches.windowSeconds) } : {}),
    })
    this.name = props.name
    alarms.raise({
      severity: 'critical',
      errorImpact,
      ...(props.delays ? this.lying(queueName) : this.aged(queueName)),
    })
  }

  private aged(queueName: string) {
    return {
      name: `${queueName}-age`,
      says: `The oldest message of ${queueName} has waited more than 5 minutes`,
      metric: this.queue.metricApproximateAgeOfOldestMessage({ statistic: 'Maximum', period: Duration.minutes(1) }),
      above: Duration.minutes(5).toSeconds(),
      periods: { above: 3, of: 5 },
    }
  }

  private lying(queueName: string) {
    return {
      name: `${queueName}-waiting`,
      says: `For 5 minutes messages of ${queueName} have been waiting`,
      metric: this.queue.metricApproximateNumberOfMessagesVisible({
        statistic: 'Minimum',
        period: Duration.minutes(1),
      }),
      above: 0,
      periods: { above: 5, of: 5 },
    }
  }

  /** Takes what the bus says of these kinds. What cannot be delivered to the queue ends with its dead letters. */
  listenTo(bus: EventBus, detailTypes: readonly string[]): void {
    new Rule(this, 'Rule', {
      // The class says `policy?: … | undefined` where its interface says `policy?: …`: the same at run time.
      eventBus: bus as IEventBus,
      description: `Domain events for ${this.name}`,
      eventPattern: { source: [EVENT_SOURCE], detailType: [...detailTypes] },
      targets: [this.target()],
    })
  }

  /** Takes what programs of others put on the bus: of these kinds, from any source but Backdesk itself. */
  listenToOthers(bus: EventBus, detailTypes: readonly string[]): void {
    new Rule(this, 'OthersRule', {
      eventBus: bus as IEventBus,
      description: `Events of other programs for ${this.name}`,
      eventPattern: { source: Match.anythingBut(EVENT_SOURCE), detailType: [...detailTypes] },
      targets: [this.target()],
    })
  }

  /** Sends a fixed message by the clock. */
  wakeBy(id: string, schedule: Schedule, message: Readonly<Record<string, unknown>>): void {
    new Rule(this, id, {
      description: `Wakes ${this.name}`,
      schedule,
      targets: [this.target(RuleTargetInput.fromObject({ ...message }))],
    })
  }

  private target(message?: RuleTargetInput): SqsQueue {
    return new SqsQueue(this.queue, {
      deadLetterQueue: this.deadLetters,
      maxEventAge: Duration.hours(24),
      retryAttempts: 185,
      ...(message === undefined ? {} : { message }),
    })
  }
}
