/** Lines of the archive of webhooks that are about the contact: the others of an object stay as they are. */
import { ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3'
import { ARCHIVE_FAILED_PREFIX } from '#messaging/archive'
import { parsedJson } from '#runtime/json'
import { type ArchiveReader, archiveReader } from '../archive-reader.ts'
import { mentionsIn } from './mentions.ts'
import type { Forgotten } from './places.ts'

export type ArchiveDeps = {
  readonly s3: S3Client
  readonly bucket: string
  /** Epoch milliseconds. */
  readonly now: () => number
  /** Of bodies in S3 that are his: a line that points to one goes with it. */
  readonly erasedKeys: ReadonlySet<string>
  readonly onLooked: (count: number) => void
}

/** An object with a line of him. */
export type FoundLines = {
  readonly his: number
  /** Lines of which nobody can say anything. */
  readonly odd: number
  /** Takes his lines out of the object. */
  erase(): Promise<void>
}

/** In what was archived, and in what could not be. @throws the SDK's errors. */
export async function* findLines(of: Forgotten, deps: ArchiveDeps): AsyncGenerator<FoundLines> {
  const reader = archiveReader({ client: deps.s3, bucket: deps.bucket })
  let looked = 0
  for await (const key of keysIn(reader, deps)) {
    const kept: string[] = []
    let his = 0
    let odd = 0
    for await (const line of reader.lines(key)) {
      deps.onLooked(++looked)
      const verdict = verdictOn(line, of, deps.erasedKeys)
      if (verdict === 'his') his++
      else kept.push(line)
      if (verdict === 'odd') odd++
    }
    if (his > 0 || odd > 0) yield { his, odd, erase: () => reader.replace(key, kept) }
  }
}

async function* keysIn(reader: ArchiveReader, { s3, bucket, now }: ArchiveDeps): AsyncGenerator<string> {
  yield* reader.objects({ fromMs: 0, toMs: now() })
  let ContinuationToken: string | undefined
  do {
    const list = new ListObjectsV2Command({ Bucket: bucket, Prefix: ARCHIVE_FAILED_PREFIX, ContinuationToken })
    const { Contents = [], NextContinuationToken } = await s3.send(list)
    for (const { Key } of Contents) if (Key !== undefined) yield Key
    ContinuationToken = NextContinuationToken
  } while (ContinuationToken !== undefined)
}

type Line = {
  readonly account?: unknown
  readonly body?: unknown
  readonly bodyKey?: unknown
  /** Of what could not be archived: our line as Firehose got it. */
  readonly rawData?: unknown
}

function verdictOn(line: string, of: Forgotten, erasedKeys: ReadonlySet<string>): 'his' | 'other' | 'odd' {
  const read = parsedJson(line) as Line | undefined
  if (typeof read !== 'object' || read === null) return 'odd'
  const { account, body, bodyKey, rawData } = read
  if (typeof rawData === 'string')
    return verdictOn(Buffer.from(rawData, 'base64').toString('utf8').trim(), of, erasedKeys)
  if (account !== of.account) return 'other'
  if (typeof body === 'string') return mentionsIn(body, of) === 'yes' ? 'his' : 'other'
  return typeof bodyKey === 'string' && erasedKeys.has(bodyKey) ? 'his' : 'other'
}
