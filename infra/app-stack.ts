import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib'
import { EventBus } from 'aws-cdk-lib/aws-events'
import type { IFunction } from 'aws-cdk-lib/aws-lambda'
import type { IQueue } from 'aws-cdk-lib/aws-sqs'
import type { Construct } from 'constructs'
import type { Env as AnalyticsEnv } from '#functions/analytics/env'
import type { Env as ApiEnv } from '#functions/api/env'
import type { Env as IngestEnv } from '#functions/ingest/env'
import type { Env as ProcessEnv } from '#functions/process/env'
import type { Env as PublishEnv } from '#functions/publish/env'
import {
  APPROVAL_PREFIX,
  ARTICLE_FLAG_PREFIX,
  GRADE_PREFIX,
  OPERATOR_PREFIX,
  PROPOSAL_PREFIX,
  SIGNAL_PREFIX,
  STATE,
  SUGGESTED_SK,
  TURN_PREFIX,
} from '#store/keys'
import type { EnvironmentConfig } from './config.ts'
import { Alarms } from './constructs/alarms.ts'
import { Analytics } from './constructs/analytics.ts'
import { raiseArchiveAlarms } from './constructs/archive-alarms.ts'
import { BODY_PREFIX } from './constructs/bodies-bucket.ts'
import { Clockwork } from './constructs/clockwork.ts'
import { Dashboard } from './constructs/dashboard.ts'
import { Drafting } from './constructs/drafting.ts'
import { Grading } from './constructs/grading.ts'
import { GradualRelease } from './constructs/gradual-release.ts'
import {
  raiseFunctionAlarms,
  raiseInsightsAlarms,
  raiseIntakeAlarms,
  raiseIntakeHealthAlarms,
  raiseTableAlarms,
} from './constructs/health-alarms.ts'
import { KNOWLEDGE_EVENTS } from './constructs/knowledge.ts'
import { Letters, type NamedQueues } from './constructs/letters.ts'
import { QueueWorker } from './constructs/queue-worker.ts'
import { Review } from './constructs/review.ts'
import { Routing } from './constructs/routing.ts'
import { ServiceFunction } from './constructs/service-function.ts'
import type { Issuer } from './constructs/sign-in.ts'
import { raiseSlaAlarms } from './constructs/sla-alarms.ts'
import { SpoolRule } from './constructs/spool-rule.ts'
import { StreamWorker } from './constructs/stream-worker.ts'
import { WEBHOOK_PATH, WebhookApi } from './constructs/webhook-api.ts'
import { WeeklyReport } from './constructs/weekly-report.ts'
import type { DataStack } from './data-stack.ts'
import type { CodeOf } from './stacks.ts'

export type AppStackProps = StackProps & {
  readonly config: EnvironmentConfig
  readonly data: DataStack
  readonly code: CodeOf
}

/** The queues that the API looks at or sends to. */
type Asks = {
  readonly inbound: QueueWorker<ProcessEnv>
  readonly deadlines: IQueue
  readonly presence: IQueue
  readonly counting: QueueWorker<AnalyticsEnv>
}

/** What runs, in the order a webhook meets it. Holds nothing that cannot be deployed again. */
export class AppStack extends Stack {
  readonly release: GradualRelease
  private readonly config: EnvironmentConfig
  private readonly data: DataStack
  private readonly code: CodeOf
  private readonly alarms: Alarms

  constructor(scope: Construct, id: string, props: AppStackProps) {
    super(scope, id, props)
    this.config = props.config
    this.data = props.data
    this.code = props.code
    this.alarms = new Alarms(this, 'Alarms', props.config)

    const { config, alarms, data, code } = this
    const inbound = this.processes()
    const ingest = this.ingests(inbound)
    const bus = new EventBus(this, 'Bus', { description: `Backdesk ${config.name}: domain events` })
    const clockwork = new Clockwork(this, 'Clockwork', { config, alarms, data, code, inbound: inbound.queue })
    const { deadlines, actions, presence, reconcile, knowledge } = clockwork
    const http = new WebhookApi(this, 'Http', config)
    const { review } = new Review(this, 'Approvals', {
      ...{ config, alarms, data, code, bus },
      actions: actions.queue,
      consoleUrl: http.url,
    })
    const publisher = this.publishes(bus, { deadlines: deadlines.queue, review: review.queue })
    const escalations = clockwork.escalates({ bus, consoleUrl: http.url })
    const tick = clockwork.ticks({ escalations: escalations.queue, review: review.queue })
    const { routing } = new Routing(this, 'Route', { config, alarms, data, code, bus, actions: actions.queue })
    knowledge.listenTo(bus, KNOWLEDGE_EVENTS)
    const { drafts } = new Drafting(this, 'Draft', { config, alarms, data, code, bus, actions: actions.queue })
    clockwork.answersTo(drafts.queue)
    const { counting } = new Analytics(this, 'Analytics', { config, alarms, data, code, bus })
    const { grades } = new Grading(this, 'Grade', { config, alarms, data, code, bus, actions: actions.queue })
    clockwork.gradesIn(grades.queue)
    const { weekly } = new WeeklyReport(this, 'Report', {
      ...{ config, alarms, data, code, inbound, counting },
      consoleUrl: http.url,
    })
    http.receiveWebhooks(ingest.published() as IFunction)
    clockwork.answersTo(drafts.queue)
    const spool = new SpoolRule(this, 'Spool', { config, alarms, bucket: this.data.bodies, inbound: inbound.queue })

    const queues: NamedQueues = {
      InboundQueueUrl: inbound.queue,
      InboundDeadLettersUrl: inbound.deadLetters,
      SpoolDeadLettersUrl: spool.deadLetters,
      PublishFailuresUrl: publisher.failures,
      DeadlinesQueueUrl: deadlines.queue,
      DeadlinesDeadLettersUrl: deadlines.deadLetters,
      RoutingQueueUrl: routing.queue,
      RoutingDeadLettersUrl: routing.deadLetters,
      EscalationsQueueUrl: escalations.queue,
      EscalationsDeadLettersUrl: escalations.deadLetters,
      DraftsQueueUrl: drafts.queue,
      DraftsDeadLettersUrl: drafts.deadLetters,
      ReviewQueueUrl: review.queue,
      ReviewDeadLettersUrl: review.deadLetters,
      GradesQueueUrl: grades.queue,
      GradesDeadLettersUrl: grades.deadLetters,
      ActionsQueueUrl: actions.queue,
      ActionsDeadLettersUrl: actions.deadLetters,
      PresenceQueueUrl: presence.queue,
      PresenceDeadLettersUrl: presence.deadLetters,
      ReconcileQueueUrl: reconcile.queue,
      ReconcileDeadLettersUrl: reconcile.deadLetters,
      KnowledgeQueueUrl: knowledge.queue,
      KnowledgeDeadLettersUrl: knowledge.deadLetters,
      AnalyticsQueueUrl: counting.queue,
      AnalyticsDeadLettersUrl: counting.deadLetters,
    }
    const issuer = data.signIn.issuerFor(this, http.url)
    const api = this.answers(issuer, {
      inbound,
      deadlines: deadlines.queue,
      presence: presence.queue,
      counting,
    })
    const letters = { config, data, code, issuer, queues, inbound: inbound.queue }
    const { redrive } = new Letters(this, 'Letters', letters)
    http.serveConsole({ api, redrive }, issuer)

    const functions = {
      ingest,
      process: inbound.worker,
      publish: publisher.worker,
      reconcile: reconcile.worker,
      tick: tick.worker,
      sla: deadlines.worker,
      route: routing.worker,
      escalate: escalations.worker,
      draft: drafts.worker,
      review: review.worker,
      grade: grades.worker,
      act: actions.worker,
      presence: presence.worker,
      suggest: knowledge.worker,
      analytics: counting.worker,
      report: weekly,
      api,
      redrive,
    }
    this.release = new GradualRelease(this, 'Release', { config, alarms, functions })
    raiseIntakeHealthAlarms(alarms)
    raiseIntakeAlarms(alarms, { ingest, webhooks: http.webhookMetrics })
    raiseFunctionAlarms(alarms, functions)
    raiseTableAlarms(alarms, this.data.table)
    raiseInsightsAlarms(alarms, this.data.insights)
    if (data.archive !== null) raiseArchiveAlarms(alarms, data.archive.streamName)
    raiseSlaAlarms(alarms, config)
    new Dashboard(this, 'Dashboard', {
      config,
      alarms,
      functions,
      webhooks: http.webhookMetrics,
      stage: http.stage,
      inbound: inbound.queue,
      deadLetters: Object.entries(queues).flatMap(([output, queue]) => (output.endsWith('QueueUrl') ? [] : [queue])),
    })
    this.tell({
      ConsoleUrl: `${http.url}/`,
      WebhookUrl: `${http.url}${WEBHOOK_PATH}`,
      ...Object.fromEntries(Object.entries(queues).map(([output, { queueUrl }]) => [output, queueUrl])),
      BusName: bus.eventBusName,
      OnCallTopicArn: alarms.onCall.topicArn,
      TableName: this.data.table.tableName,
      InsightsTableName: this.data.insights.tableName,
      BodiesBucketName: this.data.bodies.bucketName,
      AccountsSecretArn: this.data.accounts.secretArn,
      AccessLogs: http.accessLogs.logGroupName,
      TargetsSecretArn: data.targets.secretArn,
      ChatwootSecretArn: data.chatwoot.secretArn,
    })
    const { userPoolId } = this.data.signIn
    if (userPoolId !== null) this.tell({ UserPoolId: userPoolId })
    for (const [name, { logs }] of Object.entries(functions))
      this.tell({ [`${capitalized(name)}Logs`]: logs.logGroupName })
  }

  private processes(): QueueWorker<ProcessEnv> {
    const { config, data } = this
    const { windowSeconds, batchSize, maxConcurrency } = config.process
    const inbound = new QueueWorker<ProcessEnv>(this, 'Inbound', {
      name: 'process',
      config,
      alarms: this.alarms,
      code: this.code('process'),
      queueName: 'inbound',
      published: true,
      batches: { size: batchSize, windowSeconds, maxConcurrency },
      memoryMb: 512,
      timeoutSeconds: 30,
      environment: ({ queue, deadLetters }) => ({
        TABLE_NAME: data.table.tableName,
        INBOUND_QUEUE_URL: queue.queueUrl,
        INBOUND_DLQ_URL: deadLetters.queueUrl,
        BODIES_BUCKET: data.bodies.bucketName,
        RETENTION_DAYS: String(config.conversationDays),
        CONTACT_ATTRIBUTES: config.contactAttributes.join(' ') || '-',
        ARCHIVE_STREAM: data.archive?.streamName ?? '-',
        ENVIRONMENT: config.name,
      }),
      errorImpact:
        'The queue that operators see lacks what these webhooks said: customers wait unseen, clocks run from wrong times.',
    })
    const { worker } = inbound
    worker.allow(
      ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:Query'],
      [data.table.tableArn],
    )
    if (data.archive !== null) worker.allow(['firehose:PutRecordBatch'], [data.archive.streamArn])
    const { tooLarge, spooled, models } = BODY_PREFIX
    worker.allow(
      ['s3:GetObject'],
      [tooLarge, spooled, models].map((prefix) => data.bodies.objectsUnder(prefix)),
    )
    // Without the right to list, S3 answers "access denied" for an object that has expired, which looks passing and is not.
    worker.allow(['s3:ListBucket'], [data.bodies.bucketArn])
    worker.allow(['s3:PutObject'], [data.bodies.objectsUnder(BODY_PREFIX.unknown)])
    return inbound
  }

  private ingests(inbound: QueueWorker<ProcessEnv>): ServiceFunction<IngestEnv> {
    const { config, data } = this
    const ingest = new ServiceFunction<IngestEnv>(this, 'Ingest', {
      name: 'ingest',
      config,
      code: this.code('ingest'),
      // Memory buys processor time, and so a shorter cold start: Chatwoot gives up after 5 s, once and for all.
      memoryMb: 1024,
      timeoutSeconds: 5,
      reservedConcurrency: config.ingest.reservedConcurrency,
      environment: {
        INBOUND_QUEUE_URL: inbound.queue.queueUrl,
        ACCOUNTS_SECRET_ARN: data.accounts.secretArn,
        BODIES_BUCKET: data.bodies.bucketName,
        MAX_BODY_BYTES: String(config.ingest.maxBodyBytes),
        ENVIRONMENT: config.name,
      },
    })
    ingest.allow(['sqs:SendMessage'], [inbound.queue.queueArn])
    ingest.allow(['secretsmanager:GetSecretValue'], [data.accounts.secretArn])
    ingest.allow(
      ['s3:PutObject'],
      [data.bodies.objectsUnder(BODY_PREFIX.tooLarge), data.bodies.objectsUnder(BODY_PREFIX.spooled)],
    )
    return ingest
  }

  private publishes(bus: EventBus, to: { deadlines: IQueue; review: IQueue }): StreamWorker<PublishEnv> {
    const { config, data } = this
    const publisher = new StreamWorker<PublishEnv>(this, 'Publish', {
      name: 'publish',
      config,
      alarms: this.alarms,
      code: this.code('publish'),
      table: data.table,
      // Its own ledger entries and counters are in the same table and must not wake it.
      filter: {
        eventName: ['INSERT', 'MODIFY'],
        dynamodb: {
          Keys: {
            sk: {
              S: [
                STATE,
                SUGGESTED_SK,
                { prefix: OPERATOR_PREFIX },
                { prefix: APPROVAL_PREFIX },
                { prefix: SIGNAL_PREFIX },
                { prefix: TURN_PREFIX },
                { prefix: GRADE_PREFIX },
                { prefix: ARTICLE_FLAG_PREFIX },
                { prefix: PROPOSAL_PREFIX },
              ],
            },
          },
        },
      },
      memoryMb: 512,
      timeoutSeconds: 30,
      environment: {
        TABLE_NAME: data.table.tableName,
        BUS_NAME: bus.eventBusName,
        DEADLINES_QUEUE_URL: to.deadlines.queueUrl,
        REVIEW_QUEUE_URL: to.review.queueUrl,
        LEDGER_RETENTION_DAYS: String(config.ledgerDays),
        ENVIRONMENT: config.name,
      },
      errorImpact:
        'Timelines and counters lag behind or miss changes, and whatever reacts to events does not hear of them.',
    })
    publisher.worker.allow(
      ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:BatchWriteItem'],
      [data.table.tableArn],
    )
    publisher.worker.allow(['events:PutEvents'], [bus.eventBusArn])
    publisher.worker.allow(['sqs:SendMessage'], [to.deadlines.queueArn, to.review.queueArn])
    return publisher
  }

  private answers(issuer: Issuer, { inbound, deadlines, presence, counting }: Asks): ServiceFunction<ApiEnv> {
    const { config, data } = this
    const api = new ServiceFunction<ApiEnv>(this, 'Api', {
      name: 'api',
      config,
      code: this.code('api'),
      memoryMb: 1024,
      timeoutSeconds: 10,
      environment: {
        TABLE_NAME: data.table.tableName,
        INBOUND_QUEUE_URL: inbound.queue.queueUrl,
        INBOUND_DLQ_URL: inbound.deadLetters.queueUrl,
        DEADLINES_QUEUE_URL: deadlines.queueUrl,
        PRESENCE_QUEUE_URL: presence.queueUrl,
        BODIES_BUCKET: data.bodies.bucketName,
        INSIGHTS_TABLE: data.insights.tableName,
        ANALYTICS_QUEUE_URL: counting.queue.queueUrl,
        ANALYTICS_DLQ_URL: counting.deadLetters.queueUrl,
        RETENTION_DAYS: String(config.conversationDays),
        LEDGER_RETENTION_DAYS: String(config.ledgerDays),
        ENVIRONMENT: config.name,
        AUTH_ISSUER: issuer.issuer,
        AUTH_CLIENT_ID: issuer.clientId,
        AUTH_AUTHORIZE_URL: issuer.authorizeUrl,
        AUTH_TOKEN_URL: issuer.tokenUrl,
        AUTH_LOGOUT_URL: issuer.logoutUrl,
        ROLES_CLAIM: issuer.rolesClaim,
        DEFAULT_ACCOUNT: config.defaultAccount,
        CHATWOOT_LINKS: config.chatwootLinks,
        EMBEDS_SECRET_ARN: data.embeds.secretArn,
        EMBED_ORIGINS: config.embedOrigins.join(' ') || '-',
      },
    })
    api.allow(
      [
        'dynamodb:GetItem',
        'dynamodb:BatchGetItem',
        'dynamodb:PutItem',
        'dynamodb:UpdateItem',
        'dynamodb:ConditionCheckItem',
      ],
      [data.table.tableArn],
    )
    api.allow(['dynamodb:Query', 'dynamodb:BatchGetItem'], [data.insights.tableArn])
    api.allow(['dynamodb:Query'], [data.insights.openedIndexArn])
    api.allow(['sqs:SendMessage'], [deadlines.queueArn, presence.queueArn, counting.queue.queueArn])
    api.allow(['dynamodb:Query'], [data.table.tableArn, ...data.table.queueIndexArns])
    // Indexes of articles; without the right to list, S3 answers "access denied" where there is none yet.
    api.allow(
      ['s3:GetObject'],
      [data.bodies.objectsUnder(BODY_PREFIX.knowledge), data.bodies.objectsUnder(BODY_PREFIX.reports)],
    )
    api.allow(['s3:ListBucket'], [data.bodies.bucketArn])
    api.allow(['secretsmanager:GetSecretValue'], [data.embeds.secretArn])
    api.allow(
      ['sqs:GetQueueAttributes'],
      [inbound, counting].flatMap(({ queue, deadLetters }) => [queue.queueArn, deadLetters.queueArn]),
    )
    return api
  }

  private tell(outputs: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(outputs))
      new CfnOutput(this, `Out${name}`, { value }).overrideLogicalId(name)
  }
}

const capitalized = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1)}`
