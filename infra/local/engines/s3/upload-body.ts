import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { crc32 } from 'node:zlib'
import { AwsError } from '../aws-error.ts'

const ALGORITHMS: Readonly<Record<string, (body: Buffer) => Buffer>> = {
  crc32: (body) => {
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32BE(crc32(body))
    return bytes
  },
  sha1: (body) => createHash('sha1').update(body).digest(),
  sha256: (body) => createHash('sha256').update(body).digest(),
}

export type Upload = {
  readonly body: Buffer
  /** The checksum header that came with it and holds, to be given back: the SDK checks downloads by it. */
  readonly checksum: Readonly<Record<string, string>>
}

/** The payload of an upload: out of its aws-chunked frames, checksums (header or trailer) and MD5 verified. */
export function readUpload(headers: IncomingHttpHeaders, raw: Buffer): Upload {
  const framed = /aws-chunked/.test(headers['content-encoding'] ?? '')
  const { body, trailers } = framed ? unframe(raw) : { body: raw, trailers: new Map<string, string>() }
  const stated = headers['content-md5']
  if (stated !== undefined && createHash('md5').update(body).digest('base64') !== stated) throw badDigest('Content-MD5')
  const decodedLength = headers['x-amz-decoded-content-length']
  if (framed && decodedLength !== undefined && Number(decodedLength) !== body.length) {
    throw new AwsError(
      'IncompleteBody',
      'You did not provide the number of bytes specified by the Content-Length HTTP header.',
    )
  }
  for (const [name, compute] of Object.entries(ALGORITHMS)) {
    const header = `x-amz-checksum-${name}`
    const value = headers[header] ?? trailers.get(header)
    if (typeof value !== 'string') continue
    if (compute(body).toString('base64') !== value) throw badDigest(name.toUpperCase())
    return { body, checksum: { [header]: value, 'x-amz-checksum-type': 'FULL_OBJECT' } }
  }
  return { body, checksum: {} }
}

const badDigest = (what: string): AwsError =>
  new AwsError('BadDigest', `The ${what} you specified did not match the calculated checksum.`)

/** Frames are `<hex length>[;chunk-signature=...]\r\n<data>\r\n`, ended by an empty one and trailing headers. */
function unframe(raw: Buffer): { readonly body: Buffer; readonly trailers: ReadonlyMap<string, string> } {
  const chunks: Buffer[] = []
  let at = 0
  for (;;) {
    const lineEnd = raw.indexOf('\r\n', at)
    const length = Number.parseInt(raw.subarray(at, lineEnd).toString(), 16)
    if (lineEnd < 0 || Number.isNaN(length)) throw new AwsError('InvalidRequest', 'The aws-chunked body is malformed.')
    const start = lineEnd + 2
    if (length === 0) return { body: Buffer.concat(chunks), trailers: readTrailers(raw.subarray(start).toString()) }
    chunks.push(raw.subarray(start, start + length))
    at = start + length + 2
  }
}

const readTrailers = (text: string): ReadonlyMap<string, string> =>
  new Map(
    text.split('\r\n').flatMap((line): [string, string][] => {
      const colon = line.indexOf(':')
      return colon < 0 ? [] : [[line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()]]
    }),
  )
