import { Duration } from 'aws-cdk-lib'
import { Schedule } from 'aws-cdk-lib/aws-events'
import type { IQueue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import type { ConversationEventType } from '#events/conversation-events'
import type { Env as SuggestEnv } from '#functions/suggest/env'
import { BODY_PREFIX } from './bodies-bucket.ts'
import type { ClockworkProps } from './clockwork.ts'
import { QueueWorker } from './queue-worker.ts'

export type KnowledgeProps = Omit<ClockworkProps, 'inbound'> & {
  /** Through which Chatwoot is asked. */
  readonly actions: IQueue
}

/** Lists the Help Center's articles by way of act, builds the index that suggestions are made by, and suggests to who waits. */
export class Knowledge extends Construct {
  readonly searched: QueueWorker<SuggestEnv>

  constructor(scope: Construct, id: string, { config, alarms, data, code, actions }: KnowledgeProps) {
    super(scope, id)
    this.searched = new QueueWorker<SuggestEnv>(this, 'Searched', {
      name: 'suggest',
      config,
      alarms,
      code: code('suggest'),
      queueName: 'knowledge',
      batches: { size: 1, windowSeconds: 0, maxConcurrency: 2 },
      // a whole processor: an index of two thousand questions is learnt in some ten seconds
      memoryMb: 1792,
      timeoutSeconds: 120,
      environment: ({ queue, deadLetters }) => ({
        TABLE_NAME: data.table.tableName,
        KNOWLEDGE_QUEUE_URL: queue.queueUrl,
        KNOWLEDGE_DLQ_URL: deadLetters.queueUrl,
        ACTIONS_QUEUE_URL: actions.queueUrl,
        BODIES_BUCKET: data.bodies.bucketName,
        LEDGER_RETENTION_DAYS: String(config.ledgerDays),
        ENVIRONMENT: config.name,
      }),
      errorImpact:
        'Suggestions know neither articles that changed nor what was learned of answers. Nothing else waits for them.',
    })
    const { worker } = this.searched
    // DeleteItem: articles that are gone.
    worker.allow(
      ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:DeleteItem'],
      [data.table.tableArn],
    )
    worker.allow(['sqs:SendMessage'], [actions.queueArn])
    worker.allow(['s3:GetObject', 's3:PutObject'], [data.bodies.objectsUnder(BODY_PREFIX.knowledge)])
    // Without the right to list, S3 answers "access denied" where somebody has deleted an index.
    worker.allow(['s3:ListBucket'], [data.bodies.bucketArn])
    this.searched.wakeBy('Minutes', Schedule.rate(Duration.minutes(5)), { kind: 'ask' })
    alarms.raise({
      name: 'signals-missing',
      severity: 'warning',
      says: 'Approvals have ended and left no learning signal, for six hours',
      errorImpact:
        'Grades and edits of some replies are not learned from: the health of articles and whatever is judged by signals rest on part of them.',
      // looked at each hour, about; one that ended just before a look has its signal by the next
      metric: alarms.metric('SignalsMissing', Duration.hours(2)).with({ statistic: 'Minimum' }),
      above: 0,
      periods: { above: 3, of: 3 },
    })
  }
}

/** Somebody waits for an answer; or it is over, and what was sent can be learned from. */
export const KNOWLEDGE_EVENTS: readonly ConversationEventType[] = [
  'conversation.customer_waiting.v1',
  'conversation.resolved.v1',
]
