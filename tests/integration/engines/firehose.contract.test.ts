import { gunzipSync } from 'node:zlib'
import {
  CreateDeliveryStreamCommand,
  DescribeDeliveryStreamCommand,
  FirehoseClient,
  PutRecordBatchCommand,
  PutRecordCommand,
} from '@aws-sdk/client-firehose'
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { movesTime, refusal, type UnderTest, underTest } from './under-test.ts'

const INTERVAL_S = 60
let test: UnderTest
let client: FirehoseClient
let s3: S3Client
let DeliveryStreamName: string
let Bucket: string

beforeAll(async () => {
  test = await underTest()
  client = new FirehoseClient(test.config)
  s3 = new S3Client({ ...test.config, forcePathStyle: true })
})
beforeEach(async () => {
  DeliveryStreamName = test.fresh('archive')
  Bucket = test.fresh('bodies')
  await s3.send(new CreateBucketCommand({ Bucket }))
  await client.send(
    new CreateDeliveryStreamCommand({
      DeliveryStreamName,
      DeliveryStreamType: 'DirectPut',
      ExtendedS3DestinationConfiguration: {
        BucketARN: `arn:aws:s3:::${Bucket}`,
        RoleARN: process.env.FIREHOSE_ROLE ?? 'arn:aws:iam::000000000000:role/archive',
        Prefix: 'archive/!{timestamp:yyyy/MM/dd/HH}/',
        ErrorOutputPrefix: 'archive-failed/!{firehose:error-output-type}/',
        BufferingHints: { IntervalInSeconds: INTERVAL_S, SizeInMBs: 1 },
        CompressionFormat: 'GZIP',
      },
    }),
  )
})
afterAll(() => test.stop())

const put = (...lines: string[]) =>
  client.send(
    new PutRecordBatchCommand({ DeliveryStreamName, Records: lines.map((line) => ({ Data: Buffer.from(line) })) }),
  )
async function delivered(): Promise<{ key: string; text: string }[]> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'archive/' }))
  return Promise.all(
    Contents.map(async ({ Key = '' }) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }))
      return { key: Key, text: gunzipSync((await Body?.transformToByteArray()) ?? '').toString() }
    }),
  )
}

describe('a delivery stream', () => {
  it('takes records in one call and answers each with an id', async () => {
    const { FailedPutCount, RequestResponses = [] } = await put('a\n', 'b\n')
    expect(FailedPutCount).toBe(0)
    expect(new Set(RequestResponses.map(({ RecordId }) => RecordId)).size).toBe(2)
    const one = await client.send(new PutRecordCommand({ DeliveryStreamName, Record: { Data: Buffer.from('c\n') } }))
    expect(one.RecordId).toBeTruthy()
  })

  it('says that it is there', async () => {
    const { DeliveryStreamDescription } = await client.send(new DescribeDeliveryStreamCommand({ DeliveryStreamName }))
    expect(DeliveryStreamDescription).toMatchObject({ DeliveryStreamName, DeliveryStreamType: 'DirectPut' })
  })

  it.runIf(movesTime)('delivers nothing before the interval is over, then one gzip object under its hour', async () => {
    await put('first\n')
    await test.pass(INTERVAL_S - 1)
    await put('second\n')
    expect(await delivered()).toEqual([])
    await test.pass(1)
    const [object, ...others] = await delivered()
    expect(others).toEqual([])
    expect(object?.text).toBe('first\nsecond\n')
    expect(object?.key).toMatch(
      /^archive\/\d{4}\/\d\d\/\d\d\/\d\d\/archive-[\w-]+-1-\d{4}-\d\d-\d\d-\d\d-\d\d-\d\d-[0-9a-f-]{36}\.gz$/,
    )
  })

  it('delivers at once what has reached the size', async () => {
    await put('x'.repeat(1_000_000), 'y'.repeat(100_000))
    await expect.poll(async () => (await delivered()).map(({ text }) => text.length)).toEqual([1_100_000])
  })

  it('refuses more than a call may hold, a stream that is not there, and no records', async () => {
    const big = 'x'.repeat(1_000_000)
    expect(await refusal(put(...Array.from({ length: 501 }, () => 'x')))).toMatch(/InvalidArgument|Validation/)
    expect(await refusal(put('x'.repeat(1_024_001)))).toMatch(/InvalidArgument|Validation/)
    expect(await refusal(put(big, big, big, big, big))).toMatch(/InvalidArgument|Validation/)
    expect(await refusal(put())).toMatch(/InvalidArgument|Validation/)
    DeliveryStreamName = 'none'
    expect(await refusal(put('x'))).toBe('ResourceNotFoundException')
  })
})
