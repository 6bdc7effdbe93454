import { AwsError } from '../aws-error.ts'
import { toXml } from '../query-protocol.ts'
import type { LocalS3 } from './local-s3.ts'

const PAGE = 1000

/** The XML of ListObjectsV2: keys in byte order, folded at the delimiter, with a token to go on. */
export function listObjects(s3: LocalS3, bucket: string, query: URLSearchParams): string {
  const prefix = query.get('prefix') ?? ''
  const delimiter = query.get('delimiter') ?? ''
  const max = Math.min(Number(query.get('max-keys') ?? PAGE), PAGE)
  if (!Number.isInteger(max) || max < 0)
    throw new AwsError('InvalidArgument', 'Argument max-keys must be an integer between 0 and 2147483647')
  const token = query.get('continuation-token')
  const after = token === null ? (query.get('start-after') ?? '') : Buffer.from(token, 'base64url').toString()
  const name = (key: string): string =>
    query.get('encoding-type') === 'url' ? encodeURIComponent(key).replaceAll('%2F', '/') : key

  const entries = new Set<string>()
  let last = ''
  let truncated = false
  for (const key of s3.keys(bucket, prefix)) {
    const folded = fold(key, prefix, delimiter)
    if (Buffer.compare(Buffer.from(folded), Buffer.from(after)) <= 0 || entries.has(folded)) continue
    if (entries.size >= max) {
      truncated = true
      break
    }
    entries.add(folded)
    last = folded
  }
  const contents = [...entries]
    .filter((e) => !isFolder(e, prefix, delimiter))
    .map((key) => content(s3, bucket, key, name(key)))
  const folders = [...entries].filter((e) => isFolder(e, prefix, delimiter))
  const head = {
    Name: bucket,
    Prefix: prefix,
    KeyCount: entries.size,
    MaxKeys: max,
    IsTruncated: truncated,
    NextContinuationToken: truncated ? Buffer.from(last).toString('base64url') : undefined,
  }
  return (
    `<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${toXml(head)}${contents.join('')}` +
    `${folders.map((f) => `<CommonPrefixes>${toXml({ Prefix: name(f) })}</CommonPrefixes>`).join('')}</ListBucketResult>`
  )
}

function content(s3: LocalS3, bucket: string, key: string, shown: string): string {
  const object = s3.get(bucket, key)
  if (!object) return ''
  const LastModified = new Date(object.lastModifiedMs).toISOString()
  return `<Contents>${toXml({ Key: shown, LastModified, ETag: `"${object.etag}"`, Size: object.body.length, StorageClass: 'STANDARD' })}</Contents>`
}

/** The key, or the part of it up to the first delimiter after the prefix. */
function fold(key: string, prefix: string, delimiter: string): string {
  const at = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length)
  return at < 0 ? key : key.slice(0, at + delimiter.length)
}

const isFolder = (entry: string, prefix: string, delimiter: string): boolean =>
  delimiter !== '' && entry.length > prefix.length && entry.endsWith(delimiter)
