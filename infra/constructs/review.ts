import type { EventBus } from 'aws-cdk-lib/aws-events'
import type { IQueue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { APPROVAL_EVENT_TYPES } from '#events/approval-catalogue'
import type { ApprovalEventType } from '#events/approval-events'
import type { ConversationEventType } from '#events/conversation-events'
import type { Env as ReviewEnv } from '#functions/review/env'
import type { EnvironmentConfig } from '../config.ts'
import type { DataStack } from '../data-stack.ts'
import type { CodeOf } from '../stacks.ts'
import type { Alarms } from './alarms.ts'
import { QueueWorker } from './queue-worker.ts'

export type ReviewProps = {
  readonly config: EnvironmentConfig
  readonly alarms: Alarms
  readonly data: DataStack
  readonly code: CodeOf
  readonly bus: EventBus
  /** Of actions: approved replies go out through it. */
  readonly actions: IQueue
  readonly consoleUrl: string
}

/** Tends drafts and approvals. What customers write comes from publish, what is due from the tick. */
export class Review extends Construct {
  readonly review: QueueWorker<ReviewEnv>

  constructor(scope: Construct, id: string, props: ReviewProps) {
    super(scope, id)
    const { config, alarms, data, code, bus, actions, consoleUrl } = props
    this.review = new QueueWorker<ReviewEnv>(this, 'Review', {
      name: 'review',
      config,
      alarms,
      code: code('review'),
      queueName: 'review',
      // what is switched off comes up again after a minute
      delays: true,
      batches: { size: 10, windowSeconds: 0, maxConcurrency: 4 },
      memoryMb: 512,
      timeoutSeconds: 30,
      environment: ({ queue, deadLetters }) => ({
        TABLE_NAME: data.table.tableName,
        REVIEW_QUEUE_URL: queue.queueUrl,
        REVIEW_DLQ_URL: deadLetters.queueUrl,
        ACTIONS_QUEUE_URL: actions.queueUrl,
        CONSOLE_URL: consoleUrl,
        RETENTION_DAYS: String(config.ledgerDays),
        ENVIRONMENT: config.name,
      }),
      errorImpact:
        'Approved replies do not reach customers, and drafts that a customer has overtaken still look as if they could be approved.',
    })
    alarms.raise({
      name: 'autonomy-revoked',
      severity: 'warning',
      says: 'A policy no longer approves drafts that it did approve',
      errorImpact: 'People decide on these drafts again, and somebody found a reply wrong that a customer has read.',
      metric: alarms.metric('AutonomyRevoked'),
      above: 0,
    })
    const { worker, queue } = this.review
    worker.allow(
      ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:ConditionCheckItem'],
      [data.table.tableArn],
    )
    worker.allow(['sqs:SendMessage'], [queue.queueArn, actions.queueArn])
    this.review.listenTo(bus, REVIEW_EVENTS)
  }
}

/** Everything that happens to a draft, and that its conversation is gone. */
const REVIEW_EVENTS: readonly (ApprovalEventType | ConversationEventType)[] = [
  ...APPROVAL_EVENT_TYPES,
  'conversation.deleted.v1',
]
