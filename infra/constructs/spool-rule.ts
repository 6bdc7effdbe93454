import { Duration } from 'aws-cdk-lib'
import { Rule } from 'aws-cdk-lib/aws-events'
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets'
import type { IQueue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import type { EnvironmentConfig } from '../config.ts'
import type { Alarms } from './alarms.ts'
import { BODY_PREFIX, type BodiesBucket } from './bodies-bucket.ts'
import { DeadLetterQueue } from './dead-letter-queue.ts'

export type SpoolRuleProps = {
  readonly config: EnvironmentConfig
  readonly alarms: Alarms
  readonly bucket: BodiesBucket
  readonly inbound: IQueue
}

/**
 * The way back for webhooks that ingest had to put into S3 because the queue was down: the bucket announces each new
 * object on the account's default bus, and EventBridge keeps trying the inbound queue for a day.
 */
export class SpoolRule extends Construct {
  readonly deadLetters: DeadLetterQueue

  constructor(scope: Construct, id: string, { config, alarms, bucket, inbound }: SpoolRuleProps) {
    super(scope, id)
    this.deadLetters = new DeadLetterQueue(this, 'DeadLetters', {
      config,
      alarms,
      name: 'spool-dead-letters',
      severity: 'critical',
      says: 'Spooled webhooks could not be put on the inbound queue',
      errorImpact: 'Webhooks that came while the queue was down are in S3 but not in the queue that operators see.',
    })
    new Rule(this, 'Rule', {
      description: 'Spooled webhook bodies go back to the inbound queue',
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: { bucket: { name: [bucket.bucketName] }, object: { key: [{ prefix: BODY_PREFIX.spooled }] } },
      },
      // The queue's policy then lets this rule send, and no other.
      targets: [
        new SqsQueue(inbound, {
          deadLetterQueue: this.deadLetters,
          maxEventAge: Duration.hours(24),
          retryAttempts: 185,
        }),
      ],
    })
  }
}
