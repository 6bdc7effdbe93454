import { Stack } from 'aws-cdk-lib'
import type { EventBus } from 'aws-cdk-lib/aws-events'
import type { IQueue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { type BedrockSetting, bedrockSetting, profiledModel } from '#domain/bedrock-setting'
import type { ConversationEventType } from '#events/conversation-events'
import { DRAFT_PROPOSED } from '#events/draft-proposed'
import type { Env as DraftEnv } from '#functions/draft/env'
import type { EnvironmentConfig } from '../config.ts'
import type { DataStack } from '../data-stack.ts'
import type { CodeOf } from '../stacks.ts'
import type { Alarms } from './alarms.ts'
import { BODY_PREFIX } from './bodies-bucket.ts'
import { QueueWorker } from './queue-worker.ts'

export type DraftingProps = {
  readonly config: EnvironmentConfig
  readonly alarms: Alarms
  readonly data: DataStack
  readonly code: CodeOf
  readonly bus: EventBus
  /** Of actions: Chatwoot is asked by way of it. */
  readonly actions: IQueue
}

/** Writes drafts of replies for people to approve, and takes those that others propose on the bus. */
export class Drafting extends Construct {
  readonly drafts: QueueWorker<DraftEnv>

  constructor(scope: Construct, id: string, { config, alarms, data, code, bus, actions }: DraftingProps) {
    super(scope, id)
    this.drafts = new QueueWorker<DraftEnv>(this, 'Drafts', {
      name: 'draft',
      config,
      alarms,
      code: code('draft'),
      queueName: 'drafts',
      batches: { size: 5, windowSeconds: 0, maxConcurrency: 5 },
      // an index of articles is read and searched in memory
      memoryMb: 1024,
      timeoutSeconds: 60,
      environment: ({ queue, deadLetters }) => ({
        TABLE_NAME: data.table.tableName,
        DRAFTS_QUEUE_URL: queue.queueUrl,
        DRAFTS_DLQ_URL: deadLetters.queueUrl,
        ACTIONS_QUEUE_URL: actions.queueUrl,
        BODIES_BUCKET: data.bodies.bucketName,
        BEDROCK: config.bedrock,
        RETENTION_DAYS: String(config.conversationDays),
        ENVIRONMENT: config.name,
      }),
      errorImpact: 'Nobody is offered a reply to approve: people write every answer themselves.',
    })
    const { worker } = this.drafts
    worker.allow(
      ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:ConditionCheckItem'],
      [data.table.tableArn],
    )
    worker.allow(['sqs:SendMessage'], [actions.queueArn])
    // Indexes of articles; without the right to list, S3 answers "access denied" where there is none yet.
    worker.allow(['s3:GetObject'], [data.bodies.objectsUnder(BODY_PREFIX.knowledge)])
    worker.allow(['s3:ListBucket'], [data.bodies.bucketArn])
    const model = bedrockSetting(config.bedrock)
    if (model !== null) worker.allow(['bedrock:InvokeModel'], modelArns(model, Stack.of(this)))
    this.drafts.listenTo(bus, DRAFT_EVENTS)
    this.drafts.listenToOthers(bus, [DRAFT_PROPOSED])
  }
}

/** Converse asks for the right to invoke: this model, or the profile and its model in the regions that the profile goes to. */
function modelArns({ modelId, region }: BedrockSetting, { partition, account }: Stack): string[] {
  const profiled = profiledModel(modelId)
  if (profiled === null) return [`arn:${partition}:bedrock:${region}::foundation-model/${modelId}`]
  return [
    `arn:${partition}:bedrock:${region}:${account}:inference-profile/${modelId}`,
    `arn:${partition}:bedrock:*::foundation-model/${profiled}`,
  ]
}

/** What makes a draft worth while. */
const DRAFT_EVENTS: readonly ConversationEventType[] = ['conversation.customer_waiting.v1']
