import { Duration } from 'aws-cdk-lib'
import { Schedule } from 'aws-cdk-lib/aws-events'
import type { IQueue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import type { Env as ReconcileEnv } from '#functions/reconcile/env'
import type { ClockworkProps } from './clockwork.ts'
import { QueueWorker } from './queue-worker.ts'

export type ReconcileProps = Omit<ClockworkProps, 'inbound'> & {
  /** Through which Chatwoot is asked. */
  readonly actions: IQueue
}

/** Compares Chatwoot with what webhooks told, by way of act, and has read again what differs. */
export class Reconcile extends Construct {
  readonly swept: QueueWorker<ReconcileEnv>

  constructor(scope: Construct, id: string, { config, alarms, data, code, actions }: ReconcileProps) {
    super(scope, id)
    this.swept = new QueueWorker<ReconcileEnv>(this, 'Swept', {
      name: 'reconcile',
      config,
      alarms,
      code: code('reconcile'),
      queueName: 'reconcile',
      batches: { size: 10, windowSeconds: 0, maxConcurrency: 2 },
      memoryMb: 512,
      timeoutSeconds: 60,
      environment: ({ queue, deadLetters }) => ({
        TABLE_NAME: data.table.tableName,
        RECONCILE_QUEUE_URL: queue.queueUrl,
        RECONCILE_DLQ_URL: deadLetters.queueUrl,
        ACTIONS_QUEUE_URL: actions.queueUrl,
        RETENTION_DAYS: String(config.conversationDays),
        ENVIRONMENT: config.name,
      }),
      errorImpact: UNTOLD,
    })
    const { worker } = this.swept
    worker.allow(
      ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query', 'dynamodb:PutItem'],
      [data.table.tableArn],
    )
    worker.allow(['sqs:SendMessage'], [actions.queueArn])
    this.swept.wakeBy('Minute', Schedule.rate(Duration.minutes(1)), { kind: 'ask' })
    alarms.raise({
      name: 'reconcile-silent',
      severity: 'critical',
      says: 'reconcile has asked nobody for five minutes',
      errorImpact: UNTOLD,
      metric: alarms.metric('ReconcileRuns', Duration.minutes(1)),
      below: 1,
      periods: { above: 5, of: 5 },
    })
  }
}

const UNTOLD = 'What Chatwoot tells by no webhook, or by one that was lost, stays unknown: customers may wait unseen.'
