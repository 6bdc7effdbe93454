import { Duration } from 'aws-cdk-lib'
import { Schedule } from 'aws-cdk-lib/aws-events'
import type { IQueue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import type { Env as PresenceEnv } from '#functions/presence/env'
import type { ClockworkProps } from './clockwork.ts'
import { QueueWorker } from './queue-worker.ts'

export type PresenceProps = ClockworkProps & {
  /** Through which Chatwoot is asked. */
  readonly actions: IQueue
}

/** Who is there, asked every minute by way of act, and taken from what act answers. */
export class Presence extends Construct {
  readonly asked: QueueWorker<PresenceEnv>

  constructor(scope: Construct, id: string, { config, alarms, data, code, actions }: PresenceProps) {
    super(scope, id)
    this.asked = new QueueWorker<PresenceEnv>(this, 'Asked', {
      name: 'presence',
      config,
      alarms,
      code: code('presence'),
      queueName: 'presence',
      batches: { size: 10, windowSeconds: 0, maxConcurrency: 2 },
      memoryMb: 512,
      timeoutSeconds: 60,
      environment: ({ queue, deadLetters }) => ({
        TABLE_NAME: data.table.tableName,
        PRESENCE_QUEUE_URL: queue.queueUrl,
        PRESENCE_DLQ_URL: deadLetters.queueUrl,
        ACTIONS_QUEUE_URL: actions.queueUrl,
        ENVIRONMENT: config.name,
      }),
      errorImpact: ABSENT,
    })
    const { worker } = this.asked
    worker.allow(['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:PutItem'], [data.table.tableArn])
    worker.allow(['sqs:SendMessage'], [actions.queueArn])
    this.asked.wakeBy('Minute', Schedule.rate(Duration.minutes(1)), { kind: 'ask' })
    alarms.raise({
      name: 'presence-silent',
      severity: 'critical',
      says: 'presence has asked nobody for five minutes',
      errorImpact: ABSENT,
      metric: alarms.metric('PresenceRuns', Duration.minutes(1)),
      below: 1,
      periods: { above: 5, of: 5 },
    })
    alarms.raise({
      name: 'presence-stale',
      severity: 'warning',
      says: 'Accounts whose operators could be read before have not been read for ten minutes',
      errorImpact: ABSENT,
      metric: alarms.metric('PresenceStaleAccounts', Duration.minutes(1)).with({ statistic: 'Maximum' }),
      above: 0,
      periods: { above: 3, of: 5 },
    })
  }
}

const ABSENT =
  'Who is available is as it was known last: work goes to people who have left, and not to those who have come.'
