import { Stack } from 'aws-cdk-lib'
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { CfnDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose'
import { LogGroup, LogStream } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'
import type { EnvironmentConfig } from '../config.ts'
import { BODY_PREFIX, type BodiesBucket } from './bodies-bucket.ts'
import { removalOf } from './removal.ts'

export type ArchiveStreamProps = { readonly config: EnvironmentConfig; readonly bucket: BodiesBucket }

/** How long a webhook may be on its way into the bucket: `ops replay` and `ops shadow` reckon with it. */
const BUFFER = { seconds: 300, megabytes: 64 } as const
/** Where somebody tries things out, five minutes are long. Firehose's least but for none. */
const SOON_SECONDS = 60

/**
 * Every webhook on its way into the archive: Amazon Data Firehose gathers what process sends it and writes one gzip object
 * for some minutes, where an object per batch would cost more than the rest of intake. What lies under one hour came to the
 * stream in that hour or in the minutes after.
 */
export class ArchiveStream extends Construct {
  readonly streamName: string
  readonly streamArn: string

  constructor(scope: Construct, id: string, { config, bucket }: ArchiveStreamProps) {
    super(scope, id)
    this.streamName = `backdesk-${config.name}-archive`
    const logs = new LogGroup(this, 'Logs', { retention: config.logDays, removalPolicy: removalOf(config) })
    const logStream = new LogStream(this, 'Deliveries', { logGroup: logs, removalPolicy: removalOf(config) })
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('firehose.amazonaws.com', {
        conditions: { StringEquals: { 'sts:ExternalId': Stack.of(this).account } },
      }),
      description: 'Writes archived webhooks into the bodies bucket',
    })
    const objects = [bucket.objectsUnder(BODY_PREFIX.archived), bucket.objectsUnder(BODY_PREFIX.archiveFailed)]
    role.addToPolicy(
      // As the Firehose guide asks for; GetObject is for objects it has itself begun to write.
      new PolicyStatement({ actions: ['s3:AbortMultipartUpload', 's3:GetObject', 's3:PutObject'], resources: objects }),
    )
    role.addToPolicy(
      new PolicyStatement({
        actions: ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'],
        resources: [bucket.bucketArn],
      }),
    )
    role.addToPolicy(new PolicyStatement({ actions: ['logs:PutLogEvents'], resources: [logs.logGroupArn] }))

    const stream = new CfnDeliveryStream(this, 'Stream', {
      deliveryStreamName: this.streamName,
      deliveryStreamType: 'DirectPut',
      deliveryStreamEncryptionConfigurationInput: { keyType: 'AWS_OWNED_CMK' },
      extendedS3DestinationConfiguration: {
        bucketArn: bucket.bucketArn,
        roleArn: role.roleArn,
        prefix: `${BODY_PREFIX.archived}!{timestamp:yyyy/MM/dd/HH}/`,
        errorOutputPrefix: `${BODY_PREFIX.archiveFailed}!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd/HH}/`,
        bufferingHints: {
          intervalInSeconds: config.keepData ? BUFFER.seconds : SOON_SECONDS,
          sizeInMBs: BUFFER.megabytes,
        },
        compressionFormat: 'GZIP',
        cloudWatchLoggingOptions: {
          enabled: true,
          logGroupName: logs.logGroupName,
          logStreamName: logStream.logStreamName,
        },
      },
    })
    // Firehose tries the role when it is made, so its rights must be there.
    stream.node.addDependency(role)
    this.streamArn = stream.attrArn
  }
}
