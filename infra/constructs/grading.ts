import type { EventBus } from 'aws-cdk-lib/aws-events'
import type { IQueue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import type { ConversationEventType } from '#events/conversation-events'
import type { Env as GradeEnv } from '#functions/grade/env'
import type { EnvironmentConfig } from '../config.ts'
import type { DataStack } from '../data-stack.ts'
import type { CodeOf } from '../stacks.ts'
import type { Alarms } from './alarms.ts'
import { QueueWorker } from './queue-worker.ts'

export type GradingProps = {
  readonly config: EnvironmentConfig
  readonly alarms: Alarms
  readonly data: DataStack
  readonly code: CodeOf
  readonly bus: EventBus
  /** Of actions: Chatwoot is asked by way of it. */
  readonly actions: IQueue
}

/** Grades what was resolved: has it read by act, judges it, and forgets what it said. */
export class Grading extends Construct {
  readonly grades: QueueWorker<GradeEnv>

  constructor(scope: Construct, id: string, { config, alarms, data, code, bus, actions }: GradingProps) {
    super(scope, id)
    this.grades = new QueueWorker<GradeEnv>(this, 'Grades', {
      name: 'grade',
      config,
      alarms,
      code: code('grade'),
      queueName: 'grades',
      batches: { size: 10, windowSeconds: 0, maxConcurrency: 2 },
      // texts are read: memory buys processor time
      memoryMb: 1024,
      timeoutSeconds: 60,
      delays: true,
      environment: ({ queue, deadLetters }) => ({
        TABLE_NAME: data.table.tableName,
        GRADES_QUEUE_URL: queue.queueUrl,
        GRADES_DLQ_URL: deadLetters.queueUrl,
        ACTIONS_QUEUE_URL: actions.queueUrl,
        LEDGER_RETENTION_DAYS: String(config.ledgerDays),
        ENVIRONMENT: config.name,
      }),
      errorImpact: 'Conversations have no grade, and nobody is given any to review: figures of quality stand still.',
    })
    const { worker, queue } = this.grades
    worker.allow(
      ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
      [data.table.tableArn],
    )
    worker.allow(['sqs:SendMessage'], [actions.queueArn, queue.queueArn])
    this.grades.listenTo(bus, GRADED)
  }
}

const GRADED: readonly ConversationEventType[] = ['conversation.resolved.v1']
