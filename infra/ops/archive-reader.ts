/** The archive of webhooks as the command line reads it: by time, object by object, line by line. */
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { createGunzip, gzipSync } from 'node:zlib'
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { ARCHIVE_PREFIX, type ArchivedWebhook, archivedWebhook } from '#messaging/archive'
import type { Values } from './area.ts'
import { clientConfig } from './aws-access.ts'
import { bodiesBucketOf } from './deployment.ts'

/** Epoch milliseconds, both included. */
export type Window = { readonly fromMs: number; readonly toMs: number }

export type ArchiveReader = {
  /**
   * Keys of the objects that may hold webhooks received in the window, oldest first. An object lies under the hour in which
   * its first record came to the stream: up to `SLACK_MS` before the window, and `lateMs` after it, since a webhook may have
   * waited on its queue.
   */
  objects(window: Window & { readonly lateMs?: number }): AsyncIterable<string>
  /** As they stand there, without their ends. None where the object has expired meanwhile. */
  lines(key: string): AsyncIterable<string>
  /** Puts an object with these lines in the place of this one, or nothing where there are none. */
  replace(key: string, lines: readonly string[]): Promise<void>
  /** A body that lies apart; undefined when it has expired. */
  body(key: string): Promise<string | undefined>
}

/** Firehose's buffering, what it needs to write, and clocks that differ. */
const SLACK_MS = 15 * 60_000
/** How much later than it was received a webhook usually reaches the archive at most. */
export const LATE_MS = 60 * 60_000
const GZIP_MAGIC = 0x1f8b

export function archiveReader({
  client,
  bucket,
}: {
  readonly client: S3Client
  readonly bucket: string
}): ArchiveReader {
  const get = async (key: string) => {
    try {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }))
      return Body
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined
      throw error
    }
  }
  return {
    async *objects({ fromMs, toMs, lateMs = LATE_MS }) {
      // The hour's own name sorts before every object in it.
      const StartAfter = hourPrefix(Math.max(0, fromMs - SLACK_MS))
      const end = `${hourPrefix(toMs + Math.max(lateMs, SLACK_MS))}\uffff`
      let ContinuationToken: string | undefined
      do {
        const list = new ListObjectsV2Command({ Bucket: bucket, Prefix: ARCHIVE_PREFIX, StartAfter, ContinuationToken })
        const { Contents = [], NextContinuationToken } = await client.send(list)
        for (const { Key } of Contents) {
          if (Key === undefined) continue
          if (Key > end) return
          yield Key
        }
        ContinuationToken = NextContinuationToken
      } while (ContinuationToken !== undefined)
    },

    async *lines(key) {
      const body = await get(key)
      if (body === undefined) return
      const bytes = Buffer.from(await body.transformToByteArray())
      const packed = bytes.length > 1 && bytes.readUInt16BE(0) === GZIP_MAGIC
      const source = Readable.from([bytes])
      const text = packed ? source.pipe(createGunzip()) : source
      for await (const line of createInterface({ input: text, crlfDelay: Number.POSITIVE_INFINITY }))
        if (line !== '') yield line
    },

    async replace(key, lines) {
      if (lines.length === 0) {
        await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }))
        return
      }
      const Body = gzipSync(`${lines.join('\n')}\n`)
      await client.send(
        new PutObjectCommand({ Bucket: bucket, Key: key, Body, ContentType: 'application/octet-stream' }),
      )
    },

    async body(key) {
      return (await get(key))?.transformToString('utf-8')
    },
  }
}

/** @throws Error when nothing is deployed there, and the SDK's errors. */
export async function openArchive(values: Values): Promise<ArchiveReader> {
  // The runner's buckets have no names of their own under its address.
  const client = new S3Client({ ...clientConfig(values), forcePathStyle: values.endpoint !== undefined })
  return archiveReader({ client, bucket: await bodiesBucketOf(values) })
}

export type Wanted = Window & { readonly lateMs?: number; readonly accounts: ReadonlySet<string> }

/**
 * Webhooks received in the window, each once, in the order of the archive, which is roughly that of their receipt. Lines that
 * are none of ours are counted as `odd`.
 */
export async function* webhooksIn(
  reader: ArchiveReader,
  wanted: Wanted,
  odd: () => void,
): AsyncIterable<ArchivedWebhook> {
  const seen = new Set<string>()
  for await (const key of reader.objects(wanted)) {
    for await (const line of reader.lines(key)) {
      const webhook = archivedWebhook(line)
      if (webhook === undefined) {
        odd()
        continue
      }
      const { receiptId, account, receivedAtMs } = webhook
      const within = receivedAtMs >= wanted.fromMs && receivedAtMs <= wanted.toMs
      if (!within || !wanted.accounts.has(account) || seen.has(receiptId)) continue
      seen.add(receiptId)
      yield webhook
    }
  }
}

/** `archive/2026/01/05/09/` */
const hourPrefix = (atMs: number): string =>
  `${ARCHIVE_PREFIX}${new Date(Math.min(atMs, 8.64e15)).toISOString().slice(0, 13).replace(/[-T]/g, '/')}/`
