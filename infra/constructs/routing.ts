import { Duration } from 'aws-cdk-lib'
import { type EventBus, Schedule } from 'aws-cdk-lib/aws-events'
import type { IQueue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { ROUTING_EVENTS } from '#domain/routing/heard-events'
import type { Env as RouteEnv } from '#functions/route/env'
import { INDEX } from '#store/keys'
import type { EnvironmentConfig } from '../config.ts'
import type { DataStack } from '../data-stack.ts'
import type { CodeOf } from '../stacks.ts'
import type { Alarms } from './alarms.ts'
import { QueueWorker } from './queue-worker.ts'

export type RoutingProps = {
  readonly config: EnvironmentConfig
  readonly alarms: Alarms
  readonly data: DataStack
  readonly code: CodeOf
  readonly bus: EventBus
  /** Of actions: what is decided goes out through it. */
  readonly actions: IQueue
}

/** Gives conversations to operators: at each event that brings a conversation or frees a seat, and once a minute. */
export class Routing extends Construct {
  readonly routing: QueueWorker<RouteEnv>

  constructor(scope: Construct, id: string, { config, alarms, data, code, bus, actions }: RoutingProps) {
    super(scope, id)
    this.routing = new QueueWorker<RouteEnv>(this, 'Routing', {
      name: 'route',
      config,
      alarms,
      code: code('route'),
      queueName: 'routing',
      // events of a second about one account are one pass over all that waits there
      batches: {
        size: config.process.batchSize,
        windowSeconds: config.process.windowSeconds,
        maxConcurrency: 2,
      },
      // memory buys processor time: planning for hundreds that wait takes seconds of it
      memoryMb: 1024,
      timeoutSeconds: 60,
      environment: ({ queue, deadLetters }) => ({
        TABLE_NAME: data.table.tableName,
        ROUTING_QUEUE_URL: queue.queueUrl,
        ROUTING_DLQ_URL: deadLetters.queueUrl,
        ACTIONS_QUEUE_URL: actions.queueUrl,
        RETENTION_DAYS: String(config.conversationDays),
        LEDGER_RETENTION_DAYS: String(config.ledgerDays),
        ENVIRONMENT: config.name,
      }),
      errorImpact: 'Conversations stay with nobody, or with people who have gone: customers wait until somebody looks.',
    })
    const { worker } = this.routing
    const { table } = data
    worker.allow(['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:PutItem', 'dynamodb:Query'], [table.tableArn])
    worker.allow(['dynamodb:Query'], [table.indexArn(INDEX.byOperator)])
    worker.allow(['sqs:SendMessage'], [actions.queueArn])
    this.routing.listenTo(bus, ROUTING_EVENTS)
    this.routing.wakeBy('Sweep', Schedule.rate(Duration.minutes(1)), { kind: 'sweep' })
  }
}
