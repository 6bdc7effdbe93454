import { Duration } from 'aws-cdk-lib'
import { BlockPublicAccess, Bucket, BucketEncryption, CfnBucket, ObjectOwnership } from 'aws-cdk-lib/aws-s3'
import type { Construct } from 'constructs'
import { KNOWLEDGE_PREFIX } from '#domain/knowledge-sync'
import { REPORT_PREFIX } from '#domain/report/report'
import { MODEL_PREFIX } from '#domain/topic'
import { ARCHIVE_FAILED_PREFIX, ARCHIVE_PREFIX } from '#messaging/archive'
import type { EnvironmentConfig } from '../config.ts'
import { EXPORT_DAYS, EXPORT_PREFIX } from '../retention.ts'
import { removalOf } from './removal.ts'

/** Where an object lies tells what it is, who may read it and when it expires. */
export const BODY_PREFIX = {
  tooLarge: 'bodies/',
  spooled: 'spool/',
  unknown: 'unknown/',
  models: MODEL_PREFIX,
  knowledge: KNOWLEDGE_PREFIX,
  archived: ARCHIVE_PREFIX,
  archiveFailed: ARCHIVE_FAILED_PREFIX,
  exported: EXPORT_PREFIX,
  reports: REPORT_PREFIX,
} as const

/**
 * Webhook bodies that a queue message cannot hold, that came while the queue was down, or that Backdesk does not know.
 * Not versioned: every key carries a receipt id and is written once, so there is no older version to come back to,
 * and a body past its retention must be gone. The archive of all webhooks lies here too, as long as `archiveDays` say. Trained topic models lie here too, and stay: a document may name an old one. So do weekly
 * reports: sums of weeks, a hundred kilobytes each, and a year is held beside another. So do
 * the indexes of articles, one an account, each in the place of the one before.
 */
export class BodiesBucket extends Bucket {
  constructor(scope: Construct, id: string, config: EnvironmentConfig) {
    const expire = (prefix: string, days: number) => ({
      id: `expire-${prefix.slice(0, -1)}`,
      prefix,
      expiration: Duration.days(days),
    })
    super(scope, id, {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      versioned: false,
      lifecycleRules: [
        expire(BODY_PREFIX.tooLarge, config.bodyDays),
        expire(BODY_PREFIX.spooled, config.bodyDays),
        expire(BODY_PREFIX.unknown, config.unknownDays),
        // Also where nothing is archived any more: what was must go when its time comes.
        expire(BODY_PREFIX.archived, Math.max(1, config.archiveDays)),
        expire(BODY_PREFIX.archiveFailed, Math.max(1, config.archiveDays)),
        expire(BODY_PREFIX.exported, EXPORT_DAYS),
        { id: 'abort-uploads', abortIncompleteMultipartUploadAfter: Duration.days(1) },
      ],
      removalPolicy: removalOf(config),
    })
    // The L2 switch `eventBridgeEnabled` deploys a custom resource with a function of its own; the property needs none.
    const resource = this.node.defaultChild
    if (!(resource instanceof CfnBucket)) throw new Error('The bucket has no CfnBucket')
    resource.notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } }
  }

  /** ARN pattern of every object under one prefix. */
  objectsUnder(prefix: (typeof BODY_PREFIX)[keyof typeof BODY_PREFIX]): string {
    return this.arnForObjects(`${prefix}*`)
  }
}
