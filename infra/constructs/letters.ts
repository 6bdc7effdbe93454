import type { IQueue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { deadLetterQueues } from '#domain/dead-letter-queues'
import type { Env as RedriveEnv } from '#functions/redrive/env'
import type { EnvironmentConfig } from '../config.ts'
import type { DataStack } from '../data-stack.ts'
import type { CodeOf } from '../stacks.ts'
import { BODY_PREFIX } from './bodies-bucket.ts'
import { ServiceFunction } from './service-function.ts'
import type { Issuer } from './sign-in.ts'

/** By the outputs of the stack that tell of them: `InboundQueueUrl`, `InboundDeadLettersUrl`, and so on. */
export type NamedQueues = Readonly<Record<string, IQueue>>

export type LettersProps = {
  readonly config: EnvironmentConfig
  readonly data: DataStack
  readonly code: CodeOf
  readonly issuer: Issuer
  readonly queues: NamedQueues
  readonly inbound: IQueue
}

/** Answers for dead letters in a function of its own: it may take from each of their queues, and send to those before them. */
export class Letters extends Construct {
  readonly redrive: ServiceFunction<RedriveEnv>

  constructor(scope: Construct, id: string, props: LettersProps) {
    super(scope, id)
    const { config, data, code, issuer, queues, inbound } = props
    this.redrive = new ServiceFunction<RedriveEnv>(this, 'Redrive', {
      name: 'redrive',
      config,
      code: code('redrive'),
      // whole letters in memory, 64 MB at most
      memoryMb: 1024,
      // API Gateway gives up after 30
      timeoutSeconds: 29,
      environment: {
        TABLE_NAME: data.table.tableName,
        BODIES_BUCKET: data.bodies.bucketName,
        INBOUND_QUEUE_URL: inbound.queueUrl,
        QUEUES: Object.entries(queues)
          .map(([output, queue]) => `${output}=${queue.queueName}`)
          .join(' '),
        RETENTION_DAYS: String(config.conversationDays),
        LEDGER_RETENTION_DAYS: String(config.ledgerDays),
        CONTACT_ATTRIBUTES: config.contactAttributes.join(' ') || '-',
        REPLY_MAX_AGE_MINUTES: String(config.replyMaxAgeMinutes),
        ENVIRONMENT: config.name,
        ROLES_CLAIM: issuer.rolesClaim,
        DEFAULT_ACCOUNT: config.defaultAccount,
      },
    })
    this.mayWorkOn(queues)
    // What workers read, for rehearsals. What it writes is who did what.
    this.redrive.allow(
      ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
      [data.table.tableArn],
    )
    this.redrive.allow(['dynamodb:Query'], [data.table.tableArn, ...data.table.queueIndexArns])
    const { tooLarge, spooled, models } = BODY_PREFIX
    this.redrive.allow(
      ['s3:GetObject'],
      [tooLarge, spooled, models].map((prefix) => data.bodies.objectsUnder(prefix)),
    )
    // as process has it: without it S3 answers "access denied" for an object that has expired
    this.redrive.allow(['s3:ListBucket'], [data.bodies.bucketArn])
  }

  private mayWorkOn(queues: NamedQueues): void {
    const names = Object.fromEntries(Object.keys(queues).map((output) => [output, output]))
    const arnOf = (output: string | null): string[] => {
      const queue = output === null ? undefined : queues[output]
      return queue === undefined ? [] : [queue.queueArn]
    }
    const pairs = deadLetterQueues(names)
    this.redrive.allow(
      ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility', 'sqs:GetQueueAttributes'],
      pairs.flatMap(({ url }) => arnOf(url)),
    )
    this.redrive.allow(['sqs:SendMessage'], [...new Set(pairs.flatMap(({ sourceUrl }) => arnOf(sourceUrl)))])
  }
}
