import type { EventBus } from 'aws-cdk-lib/aws-events'
import { Construct } from 'constructs'
import { COUNTED_EVENTS } from '#domain/analytics/count-events'
import type { ApprovalEventType } from '#events/approval-events'
import type { GradeEvent } from '#events/grade-events'
import type { Env as AnalyticsEnv } from '#functions/analytics/env'
import type { EnvironmentConfig } from '../config.ts'
import type { DataStack } from '../data-stack.ts'
import type { CodeOf } from '../stacks.ts'
import type { Alarms } from './alarms.ts'
import { QueueWorker } from './queue-worker.ts'

export type AnalyticsProps = {
  readonly config: EnvironmentConfig
  readonly alarms: Alarms
  readonly data: DataStack
  readonly code: CodeOf
  readonly bus: EventBus
}

/** Counts conversations as their events come. Figures bear a minute's delay, and what a minute brings is written together. */
export class Analytics extends Construct {
  readonly counting: QueueWorker<AnalyticsEnv>

  constructor(scope: Construct, id: string, { config, alarms, data, code, bus }: AnalyticsProps) {
    super(scope, id)
    const { windowSeconds, batchSize } = config.analytics
    this.counting = new QueueWorker<AnalyticsEnv>(this, 'Counting', {
      name: 'analytics',
      config,
      alarms,
      code: code('analytics'),
      queueName: 'analytics',
      // two at most: they add to the same sums
      batches: { size: batchSize, windowSeconds, maxConcurrency: 2 },
      memoryMb: 1024,
      timeoutSeconds: 60,
      environment: ({ queue, deadLetters }) => ({
        TABLE_NAME: data.table.tableName,
        INSIGHTS_TABLE: data.insights.tableName,
        ANALYTICS_QUEUE_URL: queue.queueUrl,
        ANALYTICS_DLQ_URL: deadLetters.queueUrl,
        FACT_DAYS: String(config.factDays),
        ROLLUP_DAYS: String(config.rollupDays),
        ENVIRONMENT: config.name,
      }),
      errorImpact:
        'Figures and reports lack what these conversations did. Queue, clocks and escalations are not affected.',
    })
    const { worker } = this.counting
    worker.allow(['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'], [data.table.tableArn])
    worker.allow(['dynamodb:BatchGetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'], [data.insights.tableArn])
    this.counting.listenTo(bus, [...COUNTED_EVENTS, ...APPROVAL_EVENTS, ...GRADE_EVENTS])
  }
}

/** What stands beside the ledger: each says that the approvals of its conversation have changed. */
const APPROVAL_EVENTS: readonly ApprovalEventType[] = [
  'approval.requested.v1',
  'approval.approved.v1',
  'approval.approved_by_policy.v1',
  'approval.rejected.v1',
  'approval.voided.v1',
  'approval.expired.v1',
  'approval.applied.v1',
]
/** Told of each grade, and of each review and decision about one. */
const GRADE_EVENTS: readonly GradeEvent['type'][] = ['conversation.graded.v1']
