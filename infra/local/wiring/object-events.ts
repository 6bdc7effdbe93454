import { randomUUID } from 'node:crypto'
import { ACCOUNT_ID, bucketArn } from '../aws-names.ts'
import type { Surroundings } from '../surroundings.ts'

/** Buckets that send their events to EventBridge do so on the default bus; gives the unsubscriber. */
export const sendObjectEvents = (around: Surroundings): (() => void) => {
  const { engines, resources } = around
  const sending = new Set(
    resources
      .of('AWS::S3::Bucket')
      .filter(({ properties }) => {
        const configuration = properties.NotificationConfiguration?.EventBridgeConfiguration
        return configuration !== undefined && configuration.EventBridgeEnabled !== false
      })
      .map((bucket) => bucket.name),
  )
  return engines.s3.onObjectCreated((created) => {
    if (!sending.has(created.bucket)) return
    engines.events.put('default', {
      source: 'aws.s3',
      detailType: 'Object Created',
      resources: [bucketArn(created.bucket)],
      atMs: created.atMs,
      detail: {
        version: '0',
        bucket: { name: created.bucket },
        object: { key: created.key, size: created.sizeBytes, etag: created.etag, sequencer: created.sequencer },
        'request-id': randomUUID(),
        requester: ACCOUNT_ID,
        'source-ip-address': '127.0.0.1',
        reason: 'PutObject',
      },
    })
  })
}
