import { Duration } from 'aws-cdk-lib'
import { Rule, Schedule } from 'aws-cdk-lib/aws-events'
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets'
import type { IQueue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { SLA_BAR } from '#domain/analytics/glance'
import type { Env as ReportEnv } from '#functions/report/env'
import { INDEX } from '#store/keys'
import type { EnvironmentConfig } from '../config.ts'
import type { DataStack } from '../data-stack.ts'
import type { CodeOf } from '../stacks.ts'
import type { Alarms } from './alarms.ts'
import { BODY_PREFIX } from './bodies-bucket.ts'
import { ServiceFunction } from './service-function.ts'

type Queues = { readonly queue: IQueue; readonly deadLetters: IQueue }
export type WeeklyReportProps = {
  readonly config: EnvironmentConfig
  readonly alarms: Alarms
  readonly data: DataStack
  readonly code: CodeOf
  /** What waits there is not in the numbers yet. */
  readonly inbound: Queues
  readonly counting: Queues
  readonly consoleUrl: string
}

const EVERY = Duration.minutes(15)
const UNTOLD = 'Leads begin the week without its report. Figures, queue and clocks are not affected.'

/** The weekly report: looked for every quarter of an hour, since Monday morning comes at a different time to each account. */
export class WeeklyReport extends Construct {
  readonly weekly: ServiceFunction<ReportEnv>

  constructor(scope: Construct, id: string, props: WeeklyReportProps) {
    super(scope, id)
    const { config, alarms, data, code, inbound, counting, consoleUrl } = props
    this.weekly = new ServiceFunction<ReportEnv>(this, 'Function', {
      name: 'report',
      config,
      code: code('report'),
      memoryMb: 512,
      timeoutSeconds: 300,
      environment: {
        TABLE_NAME: data.table.tableName,
        INSIGHTS_TABLE: data.insights.tableName,
        BODIES_BUCKET: data.bodies.bucketName,
        INBOUND_QUEUE_URL: inbound.queue.queueUrl,
        INBOUND_DLQ_URL: inbound.deadLetters.queueUrl,
        ANALYTICS_QUEUE_URL: counting.queue.queueUrl,
        ANALYTICS_DLQ_URL: counting.deadLetters.queueUrl,
        TARGETS_SECRET_ARN: data.targets.secretArn,
        NOTICES_TOPIC_ARN: alarms.notices.topicArn,
        CONSOLE_URL: consoleUrl,
        ENVIRONMENT: config.name,
      },
    })
    this.reads(props)
    this.weekly.allow(['dynamodb:PutItem', 'dynamodb:UpdateItem'], [data.table.tableArn])
    this.weekly.allow(['s3:GetObject', 's3:PutObject'], [data.bodies.objectsUnder(BODY_PREFIX.reports)])
    this.weekly.allow(['sns:Publish'], [alarms.notices.topicArn])
    const { kmsKeyArn } = config.onCall
    // An encrypted topic asks whoever publishes for its key too.
    if (kmsKeyArn !== null) this.weekly.allow(['kms:Decrypt', 'kms:GenerateDataKey'], [kmsKeyArn])
    new Rule(this, 'Rule', {
      description: 'Runs report every quarter of an hour',
      schedule: Schedule.rate(EVERY),
      targets: [new LambdaFunction(this.weekly, { retryAttempts: 0, maxEventAge: EVERY })],
    })
    this.weekly.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: EVERY })
    this.watch(alarms)
  }

  private reads({ data, inbound, counting }: WeeklyReportProps): void {
    const { table } = data
    this.weekly.allow(['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'], [table.tableArn])
    // Approvals that wait for a yes.
    this.weekly.allow(['dynamodb:Query'], [table.indexArn(INDEX.byDeadline), data.insights.tableArn])
    this.weekly.allow(
      ['sqs:GetQueueAttributes'],
      [inbound.queue, inbound.deadLetters, counting.queue, counting.deadLetters].map(({ queueArn }) => queueArn),
    )
    // Without the right to list, S3 answers "access denied" for a report that is not there.
    this.weekly.allow(['s3:ListBucket'], [data.bodies.bucketArn])
    this.weekly.allow(['secretsmanager:GetSecretValue'], [data.targets.secretArn])
  }

  private watch(alarms: Alarms): void {
    alarms.raise({
      name: 'report-missing',
      severity: 'warning',
      says: 'A weekly report is due and could not be made, or nobody could be told of it, for an hour',
      errorImpact: UNTOLD,
      metric: alarms.metric('ReportsMissing', EVERY).with({ statistic: 'Maximum' }),
      above: 0,
      periods: { above: 4, of: 4 },
    })
    alarms.raise({
      name: 'report-silent',
      severity: 'warning',
      says: 'report has not looked for an hour whether a weekly report is due',
      errorImpact: `${UNTOLD} Nor is it told when too many of today’s promises are broken.`,
      metric: alarms.metric('ReportRuns', EVERY),
      below: 1,
      periods: { above: 4, of: 4 },
    })
    const missed = Math.round((1 - SLA_BAR) * 100)
    alarms.raise({
      name: 'promises-missed',
      severity: 'warning',
      says: `For half an hour an account has broken more than ${missed} % of the promises that fell due today`,
      errorImpact: 'Customers wait longer than they were promised, and more of them than the account allows itself.',
      metric: alarms.metric('PromisesMissedPercent', EVERY).with({ statistic: 'Maximum' }),
      above: missed,
      periods: { above: 2, of: 2 },
    })
  }
}
