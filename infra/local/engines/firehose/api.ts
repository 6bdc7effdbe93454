import { deliveryStreamArn } from '../arn.ts'
import { operation, type RpcService } from '../service.ts'
import type { LocalFirehose, WireRecord } from './local-firehose.ts'

type Named = { readonly DeliveryStreamName: string }
type NewStream = Named & {
  readonly ExtendedS3DestinationConfiguration: {
    readonly BucketARN: string
    readonly Prefix?: string
    readonly BufferingHints?: { readonly IntervalInSeconds?: number; readonly SizeInMBs?: number }
    readonly CompressionFormat?: string
  }
}

/** What a stream is without hints, as the service documents it. */
export const HINTS = { intervalSeconds: 300, megabytes: 5 } as const

export const firehoseService = (firehose: LocalFirehose): RpcService => ({
  service: 'firehose',
  permissions: (name, input) => [
    { action: name, resources: [deliveryStreamArn(String(input.DeliveryStreamName ?? ''))] },
  ],
  operations: {
    CreateDeliveryStream: operation<NewStream>(
      ({ DeliveryStreamName: name, ExtendedS3DestinationConfiguration: to }) => {
        const { IntervalInSeconds, SizeInMBs } = to.BufferingHints ?? {}
        firehose.ensure({
          name,
          bucket: to.BucketARN.split(':').at(-1) ?? '',
          prefix: to.Prefix ?? '!{timestamp:yyyy/MM/dd/HH}/',
          intervalSeconds: IntervalInSeconds ?? HINTS.intervalSeconds,
          megabytes: SizeInMBs ?? HINTS.megabytes,
          gzip: to.CompressionFormat === 'GZIP',
        })
        return { DeliveryStreamARN: deliveryStreamArn(name) }
      },
    ),
    DescribeDeliveryStream: operation<Named>(({ DeliveryStreamName: name }) => {
      firehose.describe(name)
      const DeliveryStreamARN = deliveryStreamArn(name)
      return {
        DeliveryStreamDescription: {
          DeliveryStreamName: name,
          DeliveryStreamARN,
          DeliveryStreamStatus: 'ACTIVE',
          DeliveryStreamType: 'DirectPut',
          VersionId: '1',
          Destinations: [],
          HasMoreDestinations: false,
        },
      }
    }),
    PutRecord: operation<Named & { readonly Record?: WireRecord }>(({ DeliveryStreamName, Record = {} }) => {
      const [answer] = firehose.put(DeliveryStreamName, [Record])
      return { ...answer, Encrypted: true }
    }),
    PutRecordBatch: operation<Named & { readonly Records?: readonly WireRecord[] }>(
      ({ DeliveryStreamName, Records = [] }) => ({
        FailedPutCount: 0,
        Encrypted: true,
        RequestResponses: firehose.put(DeliveryStreamName, Records),
      }),
    ),
  },
})
