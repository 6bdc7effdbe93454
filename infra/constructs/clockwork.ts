import { Duration, Lazy } from 'aws-cdk-lib'
import { type EventBus, Schedule } from 'aws-cdk-lib/aws-events'
import type { IQueue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import type { ConversationEventType } from '#events/conversation-events'
import type { Env as ActEnv } from '#functions/act/env'
import type { Env as EscalateEnv } from '#functions/escalate/env'
import type { Env as PresenceEnv } from '#functions/presence/env'
import type { Env as ReconcileEnv } from '#functions/reconcile/env'
import type { Env as SlaEnv } from '#functions/sla/env'
import type { Env as SuggestEnv } from '#functions/suggest/env'
import type { Env as TickEnv } from '#functions/tick/env'
import { DEADLINE_INDEX, INDEX } from '#store/keys'
import type { EnvironmentConfig } from '../config.ts'
import type { DataStack } from '../data-stack.ts'
import type { CodeOf } from '../stacks.ts'
import type { Alarms } from './alarms.ts'
import { BODY_PREFIX } from './bodies-bucket.ts'
import { Knowledge } from './knowledge.ts'
import { MinuteWorker } from './minute-worker.ts'
import { Presence } from './presence.ts'
import { QueueWorker } from './queue-worker.ts'
import { Reconcile } from './reconcile.ts'

export type ClockworkProps = {
  readonly config: EnvironmentConfig
  readonly alarms: Alarms
  readonly data: DataStack
  readonly code: CodeOf
  /** Where webhooks go, and conversations that were read. */
  readonly inbound: IQueue
}

/** Instances of act at once: they share what Chatwoot may be asked a minute. */
const ACT_INSTANCES = 2
/** A note after a try that may have arrived: it is searched for, and posted. Half of the pace is left for what is new. */
const REQUESTS_AN_ACTION = 4
const LATE =
  'Warnings, breaches and escalations do not happen, or late: people hear of trouble when it is too late to act.'

/**
 * What keeps time: the queue of deadlines with its worker, the minute tick that fills it, the way out to Chatwoot, who is
 * there, and what webhooks did not tell.
 */
export class Clockwork extends Construct {
  readonly deadlines: QueueWorker<SlaEnv>
  readonly actions: QueueWorker<ActEnv>
  readonly presence: QueueWorker<PresenceEnv>
  readonly reconcile: QueueWorker<ReconcileEnv>
  readonly knowledge: QueueWorker<SuggestEnv>
  private grades: IQueue | undefined
  private readonly props: ClockworkProps
  private drafts: IQueue | undefined

  constructor(scope: Construct, id: string, props: ClockworkProps) {
    super(scope, id)
    this.props = props
    this.deadlines = this.watchesDeadlines()
    this.actions = this.acts()
    this.presence = new Presence(this, 'Presence', { ...props, actions: this.actions.queue }).asked
    this.reconcile = new Reconcile(this, 'Reconcile', { ...props, actions: this.actions.queue }).swept
    this.knowledge = new Knowledge(this, 'Knowledge', { ...props, actions: this.actions.queue }).searched
    // what act read goes back to whoever asked, and conversations where webhooks go
    const { worker } = this.actions
    worker.allow(
      ['sqs:SendMessage'],
      [this.presence.queue, this.reconcile.queue, this.knowledge.queue, props.inbound].map((to) => to.queueArn),
    )
    worker.allow(['s3:PutObject'], [props.data.bodies.objectsUnder(BODY_PREFIX.tooLarge)])
  }

  /** Conversations that were read to be graded go there. */
  gradesIn(queue: IQueue): void {
    this.grades = queue
    this.actions.worker.allow(['sqs:SendMessage'], [queue.queueArn])
  }

  private watchesDeadlines(): QueueWorker<SlaEnv> {
    const { config, data, alarms, code } = this.props
    const deadlines = new QueueWorker<SlaEnv>(this, 'Deadlines', {
      name: 'sla',
      config,
      alarms,
      code: code('sla'),
      queueName: 'deadlines',
      batches: { size: 10, windowSeconds: 0, maxConcurrency: config.process.maxConcurrency },
      memoryMb: 512,
      timeoutSeconds: 30,
      environment: ({ queue, deadLetters }) => ({
        TABLE_NAME: data.table.tableName,
        DEADLINES_QUEUE_URL: queue.queueUrl,
        DEADLINES_DLQ_URL: deadLetters.queueUrl,
        RETENTION_DAYS: String(config.conversationDays),
        ENVIRONMENT: config.name,
      }),
      errorImpact: LATE,
    })
    const { worker, queue } = deadlines
    worker.allow(['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:PutItem'], [data.table.tableArn])
    // What is switched off; after an activation an account's conversations, in the order in which they wait.
    worker.allow(['dynamodb:Query'], [data.table.tableArn, data.table.indexArn(INDEX.byWait)])
    worker.allow(['sqs:SendMessage'], [queue.queueArn])
    return deadlines
  }

  /** The only function that may read the Chatwoot tokens. */
  private acts(): QueueWorker<ActEnv> {
    const { config, data, alarms, code, inbound } = this.props
    const actions = new QueueWorker<ActEnv>(this, 'Actions', {
      name: 'act',
      config,
      alarms,
      code: code('act'),
      queueName: 'actions',
      fifo: true,
      published: true,
      // one by one: in a larger batch the messages behind a failing one would spend their receives too, and die with it
      batches: { size: 1, windowSeconds: 0, maxConcurrency: ACT_INSTANCES },
      memoryMb: 512,
      timeoutSeconds: 60,
      environment: ({ queue, deadLetters }) => ({
        TABLE_NAME: data.table.tableName,
        ACTIONS_QUEUE_URL: queue.queueUrl,
        ACTIONS_DLQ_URL: deadLetters.queueUrl,
        CHATWOOT_SECRET_ARN: data.chatwoot.secretArn,
        REPLY_MAX_AGE_MINUTES: String(config.replyMaxAgeMinutes),
        CHATWOOT_REQUESTS_PER_MINUTE: String(Math.ceil(config.chatwootRequestsPerMinute / ACT_INSTANCES)),
        // Each of the two knows the other's queue: these are made later.
        PRESENCE_QUEUE_URL: Lazy.string({ produce: () => this.presence.queue.queueUrl }),
        RECONCILE_QUEUE_URL: Lazy.string({ produce: () => this.reconcile.queue.queueUrl }),
        DRAFTS_QUEUE_URL: Lazy.string({ produce: () => this.drafts?.queueUrl ?? '-' }),
        KNOWLEDGE_QUEUE_URL: Lazy.string({ produce: () => this.knowledge.queue.queueUrl }),
        GRADES_QUEUE_URL: Lazy.string({ produce: () => this.grades?.queueUrl ?? '-' }),
        INBOUND_QUEUE_URL: inbound.queueUrl,
        BODIES_BUCKET: data.bodies.bucketName,
        ENVIRONMENT: config.name,
      }),
      errorImpact: 'Notes, assignments and priorities that escalations asked for do not reach Chatwoot.',
    })
    // Actions, approvals of replies, and what is switched off.
    // PutItem: drafts of replies that came too late. ConditionCheckItem: what a policy has approved, and whether it still may.
    actions.worker.allow(
      ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:UpdateItem', 'dynamodb:ConditionCheckItem'],
      [data.table.tableArn],
    )
    actions.worker.allow(['secretsmanager:GetSecretValue'], [data.chatwoot.secretArn])
    return actions
  }

  /** Questions of customers that act reads go there. */
  answersTo(drafts: IQueue): void {
    this.drafts = drafts
    this.actions.worker.allow(['sqs:SendMessage'], [drafts.queueArn])
  }

  /** Fills the queue of deadlines and measures how accounts stand. */
  ticks({ escalations, review }: { escalations: IQueue; review: IQueue }): MinuteWorker<TickEnv> {
    const { config, data, alarms, code } = this.props
    const tick = new MinuteWorker<TickEnv>(this, 'Tick', {
      name: 'tick',
      config,
      alarms,
      code: code('tick'),
      memoryMb: 512,
      timeoutSeconds: 50,
      environment: {
        TABLE_NAME: data.table.tableName,
        DEADLINES_QUEUE_URL: this.deadlines.queue.queueUrl,
        ESCALATIONS_QUEUE_URL: escalations.queueUrl,
        REVIEW_QUEUE_URL: review.queueUrl,
        ACTIONS_QUEUE_URL: this.actions.queue.queueUrl,
        HELD_RELEASES_PER_MINUTE: String(Math.ceil(config.chatwootRequestsPerMinute / REQUESTS_AN_ACTION / 2)),
        LEDGER_RETENTION_DAYS: String(config.ledgerDays),
        ENVIRONMENT: config.name,
      },
      runs: alarms.metric('TickRuns', Duration.minutes(1)),
      errorImpact: LATE,
    })
    const { worker } = tick
    const { table } = data
    const indexes = ([DEADLINE_INDEX, INDEX.byDeadline, INDEX.byOperator] as const).map((name) => table.indexArn(name))
    worker.allow(['dynamodb:Query'], [table.tableArn, ...indexes])
    worker.allow(['dynamodb:GetItem', 'dynamodb:PutItem'], [table.tableArn])
    // Actions that outage mode has held, and how little time their conversations have left.
    worker.allow(['dynamodb:BatchGetItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'], [table.tableArn])
    worker.allow(
      ['sqs:SendMessage'],
      [this.deadlines.queue, escalations, review, this.actions.queue].map((to) => to.queueArn),
    )
    return tick
  }

  /** Performs what escalations ask for; a drill goes the same way once a week. */
  escalates(on: { readonly bus: EventBus; readonly consoleUrl: string }): QueueWorker<EscalateEnv> {
    const { config, data, alarms, code } = this.props
    const escalations = new QueueWorker<EscalateEnv>(this, 'Escalations', {
      name: 'escalate',
      config,
      alarms,
      code: code('escalate'),
      queueName: 'escalations',
      // groups of pages are looked at again after minutes
      delays: true,
      batches: { size: 5, windowSeconds: 0, maxConcurrency: 2 },
      memoryMb: 512,
      // each message may speak to several targets, a quarter of a minute each at worst
      timeoutSeconds: 120,
      environment: ({ queue, deadLetters }) => ({
        TABLE_NAME: data.table.tableName,
        ESCALATIONS_QUEUE_URL: queue.queueUrl,
        ESCALATIONS_DLQ_URL: deadLetters.queueUrl,
        ACTIONS_QUEUE_URL: this.actions.queue.queueUrl,
        TARGETS_SECRET_ARN: data.targets.secretArn,
        ON_CALL_TOPIC_ARN: alarms.onCall.topicArn,
        NOTICES_TOPIC_ARN: alarms.notices.topicArn,
        CONSOLE_URL: on.consoleUrl,
        CHATWOOT_LINKS: config.chatwootLinks,
        RUNBOOK_BASE_URL: config.runbookBaseUrl || '-',
        RETENTION_DAYS: String(config.ledgerDays),
        ENVIRONMENT: config.name,
      }),
      errorImpact: 'People whom an escalation calls for are not called: no note, no message, no page.',
    })
    const { worker, queue } = escalations
    const { table } = data
    worker.allow(
      [
        'dynamodb:GetItem',
        'dynamodb:BatchGetItem',
        'dynamodb:Query',
        'dynamodb:PutItem',
        'dynamodb:UpdateItem',
        'dynamodb:DeleteItem',
      ],
      [table.tableArn],
    )
    worker.allow(['sqs:SendMessage'], [queue.queueArn, this.actions.queue.queueArn])
    worker.allow(['secretsmanager:GetSecretValue'], [data.targets.secretArn])
    worker.allow(['sns:Publish'], [alarms.onCall.topicArn, alarms.notices.topicArn])
    const { kmsKeyArn } = config.onCall
    // An encrypted topic asks whoever publishes for its key too; the key's own policy speaks for CloudWatch.
    if (kmsKeyArn !== null) worker.allow(['kms:Decrypt', 'kms:GenerateDataKey'], [kmsKeyArn])
    escalations.listenTo(on.bus, ESCALATION_EVENTS)
    escalations.wakeBy('Drill', Schedule.cron({ weekDay: 'MON', hour: '10', minute: '0' }), { kind: 'drill' })
    return escalations
  }
}

/** What escalate listens for. */
const ESCALATION_EVENTS: readonly ConversationEventType[] = [
  'escalation.raised.v1',
  'escalation.joined.v1',
  'escalation.rung_reached.v1',
  'escalation.acknowledged.v1',
  'escalation.stood_down.v1',
  'escalation.resolved.v1',
  'sla.breached.v1',
]
