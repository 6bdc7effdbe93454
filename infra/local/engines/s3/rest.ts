import type { Answer } from '../answers.ts'
import { bucketArn, objectArn } from '../arn.ts'
import { AwsError, unknownOperation } from '../aws-error.ts'
import type { RestCall, RestRequest } from '../http-server.ts'
import { toXml } from '../query-protocol.ts'
import type { Permission } from '../service.ts'
import type { StoredObject } from './engine.ts'
import { listObjects } from './list-objects.ts'
import type { LocalS3 } from './local-s3.ts'
import { readUpload } from './upload-body.ts'

/** Checksums of uploads, given back with downloads; kept outside the objects, as only the SDK's own check reads them. */
type Checksums = WeakMap<StoredObject, Readonly<Record<string, string>>>
type Target = { readonly bucket: string; readonly key: string }
type Run = () => Answer

const XML = { 'content-type': 'application/xml' }
const EMPTY: Answer = { status: 200, headers: {}, body: '' }
/** Query parameters that name no other operation. */
const PLAIN =
  /^(x-id|list-type|prefix|delimiter|max-keys|continuation-token|start-after|encoding-type|fetch-owner|X-Amz-.*|response-.*)$/i

/** S3's REST API, path style: what the SDK speaks to an endpoint with an IP address. */
export function s3Rest(s3: LocalS3): (request: RestRequest) => RestCall {
  const checksums: Checksums = new WeakMap()
  return (request) => {
    const path = decodeURIComponent(request.path).slice(1)
    const slash = path.indexOf('/')
    const target: Target =
      slash < 0 ? { bucket: path, key: '' } : { bucket: path.slice(0, slash), key: path.slice(slash + 1) }
    const other = [...request.url.searchParams.keys()].find((name) => !PLAIN.test(name))
    if (other !== undefined || request.headers['x-amz-copy-source'] !== undefined) {
      throw unknownOperation('s3', `${request.method} ?${other ?? 'copy'}`)
    }
    const [operation, run] =
      target.key === '' ? onBucket(s3, request, target) : onObject({ s3, checksums, request, target })
    return {
      service: 's3',
      operation,
      input: { Bucket: target.bucket, Key: target.key },
      accessKeyId: request.accessKeyId,
      permissions: () => permissions(s3, operation, target),
      run,
    }
  }
}

function permissions(s3: LocalS3, operation: string, { bucket, key }: Target): readonly Permission[] {
  if (operation === 'ListBuckets') return [{ action: 'ListAllMyBuckets', resources: ['*'] }]
  const list: Permission = { action: 'ListBucket', resources: [bucketArn(bucket)] }
  if (operation === 'CreateBucket') return [{ action: operation, resources: [bucketArn(bucket)] }]
  if (key === '') return [list]
  const onKey: Permission = {
    action: operation === 'HeadObject' ? 'GetObject' : operation,
    resources: [objectArn(bucket, key)],
  }
  const reads = operation === 'GetObject' || operation === 'HeadObject'
  // without the right to list, S3 does not tell that a key is missing: it refuses
  const missing = reads && s3.bucketNames().includes(bucket) && !s3.get(bucket, key)
  return missing ? [onKey, list] : [onKey]
}

function onBucket(s3: LocalS3, request: RestRequest, { bucket }: Target): readonly [string, Run] {
  if (request.method === 'PUT') {
    return [
      'CreateBucket',
      () => {
        s3.createBucket(bucket)
        return { ...EMPTY, headers: { location: `/${bucket}` } }
      },
    ]
  }
  if (request.method === 'HEAD') {
    return [
      'HeadBucket',
      () => {
        s3.keys(bucket)
        return EMPTY
      },
    ]
  }
  if (request.method !== 'GET') throw unknownOperation('s3', `${request.method} bucket`)
  if (bucket === '') {
    return [
      'ListBuckets',
      () =>
        xml(
          `<ListAllMyBucketsResult><Buckets>${s3
            .bucketNames()
            .map((Name) => `<Bucket>${toXml({ Name })}</Bucket>`)
            .join('')}</Buckets></ListAllMyBucketsResult>`,
        ),
    ]
  }
  return ['ListObjectsV2', () => xml(listObjects(s3, bucket, request.url.searchParams))]
}

type OnObject = {
  readonly s3: LocalS3
  readonly checksums: Checksums
  readonly request: RestRequest
  readonly target: Target
}

function onObject(call: OnObject): readonly [string, Run] {
  const { s3, request, target } = call
  switch (request.method) {
    case 'PUT':
      return ['PutObject', () => putObject(call)]
    case 'GET':
      return ['GetObject', () => getObject(call)]
    case 'HEAD':
      return ['HeadObject', () => getObject(call)]
    case 'DELETE':
      return [
        'DeleteObject',
        () => {
          s3.delete(target.bucket, target.key)
          return { ...EMPTY, status: 204 }
        },
      ]
    default:
      throw unknownOperation('s3', `${request.method} object`)
  }
}

function putObject({ s3, checksums, request, target }: OnObject): Answer {
  const known = s3.get(target.bucket, target.key)
  const { 'if-none-match': ifNoneMatch, 'if-match': ifMatch } = request.headers
  if ((ifNoneMatch === '*' && known) || (ifMatch !== undefined && ifMatch !== quoted(known?.etag ?? ''))) {
    throw new AwsError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', {
      status: 412,
    })
  }
  const { body, checksum } = readUpload(request.headers, request.body)
  const metadata = Object.entries(request.headers).flatMap(([name, value]): [string, string][] =>
    name.startsWith('x-amz-meta-') ? [[name.slice('x-amz-meta-'.length), String(value)]] : [],
  )
  const contentType = request.headers['content-type']
  const stored = s3.put(target.bucket, target.key, {
    body,
    metadata: Object.fromEntries(metadata),
    ...(contentType === undefined ? {} : { contentType }),
  })
  checksums.set(stored, checksum)
  return { ...EMPTY, headers: { etag: quoted(stored.etag), ...checksum } }
}

function getObject({ s3, checksums, request, target }: OnObject): Answer {
  const object = s3.get(target.bucket, target.key)
  if (!object) throw new AwsError('NoSuchKey', 'The specified key does not exist.', { status: 404 })
  const metadata = Object.entries(object.metadata).map(([name, value]) => [`x-amz-meta-${name}`, value] as const)
  const headers = {
    etag: quoted(object.etag),
    'content-type': object.contentType,
    'last-modified': new Date(object.lastModifiedMs).toUTCString(),
    'accept-ranges': 'bytes',
    ...Object.fromEntries(metadata),
  }
  const size = object.body.length
  const range = /^bytes=(\d*)-(\d*)$/.exec(request.headers.range ?? '')
  if (range) {
    const from = range[1] ? Number(range[1]) : Math.max(0, size - Number(range[2]))
    const to = range[1] && range[2] ? Math.min(Number(range[2]), size - 1) : size - 1
    if (from > to) throw new AwsError('InvalidRange', 'The requested range is not satisfiable', { status: 416 })
    const body = object.body.subarray(from, to + 1)
    const part = { 'content-range': `bytes ${from}-${to}/${size}`, 'content-length': String(body.length) }
    return { status: 206, headers: { ...headers, ...part }, body }
  }
  const checksum = request.headers['x-amz-checksum-mode'] === 'ENABLED' ? checksums.get(object) : undefined
  return { status: 200, headers: { ...headers, ...checksum, 'content-length': String(size) }, body: object.body }
}

const quoted = (etag: string): string => `"${etag}"`
const xml = (body: string): Answer => ({
  status: 200,
  headers: XML,
  body: `<?xml version="1.0" encoding="UTF-8"?>${body}`,
})
