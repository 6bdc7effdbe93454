import { Readable } from 'node:stream'
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  PutObjectCommand,
  type PutObjectCommandInput,
  S3Client,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { refusal, type UnderTest, underTest } from './under-test.ts'

let test: UnderTest
let s3: S3Client
let Bucket: string

beforeAll(async () => {
  test = await underTest()
  s3 = new S3Client({ ...test.config, forcePathStyle: true })
})
beforeEach(async () => {
  Bucket = test.fresh('bodies')
  await s3.send(new CreateBucketCommand({ Bucket }))
})
afterAll(() => test.stop())

const put = (
  Key: string,
  Body: NonNullable<PutObjectCommandInput['Body']>,
  more: Partial<PutObjectCommandInput> = {},
) => s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more }))
const get = (Key: string, more: object = {}) => s3.send(new GetObjectCommand({ Bucket, Key, ...more }))
const text = async (Key: string) => (await get(Key)).Body?.transformToString()

describe('objects', () => {
  it('come back byte for byte, with type and metadata', async () => {
    const body = '{"content":"Grüße 👋"}'
    const Metadata = { receiptid: 'r-1', trust: 'signed' }
    await put('bodies/shop/2026-01-05/r-1.json', body, { ContentType: 'application/json', Metadata })
    const object = await get('bodies/shop/2026-01-05/r-1.json')
    expect(await object.Body?.transformToString()).toBe(body)
    expect([object.ContentType, object.Metadata]).toEqual(['application/json', Metadata])
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'bodies/shop/2026-01-05/r-1.json' }))
    expect([head.ContentLength, head.Metadata, head.ETag]).toEqual([Buffer.byteLength(body), Metadata, object.ETag])
  })

  it('may be streamed, which the SDK sends in frames with a checksum behind', async () => {
    const parts = Array.from({ length: 5 }, (_, i) => Buffer.alloc(70_000, i))
    await put('streamed', Readable.from(parts), { ContentLength: 350_000 })
    const object = await get('streamed')
    expect(Buffer.from((await object.Body?.transformToByteArray()) ?? [])).toEqual(Buffer.concat(parts))
  })

  it.each(['crc32', 'sha1', 'sha256'])('are checked by %s', async (name) => {
    const ChecksumAlgorithm = name.toUpperCase() as 'CRC32' | 'SHA1' | 'SHA256'
    await put('checked', 'abc', { ChecksumAlgorithm })
    expect(await text('checked')).toBe('abc')
    const wrong = { [`Checksum${ChecksumAlgorithm}`]: Buffer.from('wrong').toString('base64') }
    expect(await refusal(put('checked', 'abd', wrong))).toMatch(/BadDigest|InvalidRequest/)
    expect(await text('checked')).toBe('abc')
  })

  it('may be empty, binary and large', async () => {
    await put('empty', Buffer.alloc(0))
    expect(await text('empty')).toBe('')
    const large = Buffer.alloc(6_000_000, 'é')
    await put('large', large)
    expect(Buffer.compare(Buffer.from((await (await get('large')).Body?.transformToByteArray()) ?? []), large)).toBe(0)
  })

  it('may be read in part', async () => {
    await put('part', '0123456789')
    const part = await get('part', { Range: 'bytes=2-4' })
    expect([await part.Body?.transformToString(), part.ContentRange]).toEqual(['234', 'bytes 2-4/10'])
  })

  it('are replaced by another put, unless it must not', async () => {
    await put('k', 'one')
    await put('k', 'two')
    expect(await text('k')).toBe('two')
    expect(await refusal(put('k', 'three', { IfNoneMatch: '*' }))).toBe('PreconditionFailed')
  })

  it('are gone after a delete, and deleting again is no error', async () => {
    await put('k', 'one')
    for (let i = 0; i < 2; i++) await s3.send(new DeleteObjectCommand({ Bucket, Key: 'k' }))
    expect(await refusal(get('k'))).toBe('NoSuchKey')
    expect(await refusal(s3.send(new HeadObjectCommand({ Bucket, Key: 'k' })))).toBe('NotFound')
  })

  it.each(['a b', 'ü/ß', 'a+b', 'a&<b>"\'', '100%', 'a/../b', 'x?y#z'])('may be called %s', async (key) => {
    await put(key, key)
    expect(await text(key)).toBe(key)
    const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket }))
    expect(Contents?.map((c) => c.Key)).toEqual([key])
  })

  it('take no more than 2 KB of metadata', async () => {
    expect(await refusal(put('k', 'x', { Metadata: { a: 'x'.repeat(2048) } }))).toBe('MetadataTooLarge')
  })

  it('need a bucket', async () => {
    expect(await refusal(s3.send(new GetObjectCommand({ Bucket: test.fresh('none'), Key: 'k' })))).toBe('NoSuchBucket')
  })
})

describe('lists', () => {
  beforeEach(async () => {
    for (const key of ['spool/shop/3', 'spool/shop/1', 'spool/other/2', 'bodies/4', 'Z']) await put(key, key)
  })
  const list = (more: Partial<ListObjectsV2CommandInput>) => s3.send(new ListObjectsV2Command({ Bucket, ...more }))

  it('are sorted by bytes and narrowed by a prefix', async () => {
    expect((await list({})).Contents?.map((c) => c.Key)).toEqual([
      'Z',
      'bodies/4',
      'spool/other/2',
      'spool/shop/1',
      'spool/shop/3',
    ])
    const narrowed = await list({ Prefix: 'spool/shop/' })
    expect(narrowed.Contents?.map((c) => [c.Key, c.Size])).toEqual([
      ['spool/shop/1', 12],
      ['spool/shop/3', 12],
    ])
    expect((await list({ Prefix: 'none' })).Contents).toBeUndefined()
  })

  it('go on from page to page', async () => {
    const seen: (string | undefined)[] = []
    let token: string | undefined
    do {
      const page = await list({ MaxKeys: 2, ...(token === undefined ? {} : { ContinuationToken: token }) })
      seen.push(...(page.Contents ?? []).map((c) => c.Key))
      token = page.NextContinuationToken
    } while (token)
    expect(seen).toEqual(['Z', 'bodies/4', 'spool/other/2', 'spool/shop/1', 'spool/shop/3'])
  })

  it('fold at a delimiter', async () => {
    const folded = await list({ Delimiter: '/', Prefix: 'spool/' })
    expect(folded.CommonPrefixes?.map((p) => p.Prefix)).toEqual(['spool/other/', 'spool/shop/'])
    expect(folded.Contents).toBeUndefined()
  })
})
