/** Bodies of webhooks in S3 that are about the contact, and lines of the archive. */
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  type S3Client,
} from '@aws-sdk/client-s3'
import { eachLimited } from '#runtime/retry'
import { mentionsIn } from './mentions.ts'
import type { Forgotten } from './places.ts'

export type ObjectDeps = {
  readonly s3: S3Client
  readonly bucket: string
  readonly onLooked: (count: number) => void
}

/** Where ingest and process put bodies; what follows is the account's slug. */
export const BODY_PLACES = ['bodies', 'spool', 'unknown'] as const
const AT_ONCE = 8

export type FoundObjects = {
  /** By key. */
  readonly his: readonly { readonly place: string; readonly key: string }[]
  /** Bodies that are no JSON: nothing is known of them, so they count as left over. */
  readonly unreadable: readonly string[]
}

/** Reads every body of the account. @throws the SDK's errors. */
export async function findObjects(of: Forgotten, deps: ObjectDeps): Promise<FoundObjects> {
  const his: FoundObjects['his'][number][] = []
  const unreadable: string[] = []
  let looked = 0
  for (const place of BODY_PLACES) {
    for await (const keys of pages(`${place}/${of.account}/`, deps)) {
      await eachLimited(keys, AT_ONCE, async (key) => {
        const text = await textOf(key, deps)
        deps.onLooked(++looked)
        if (text === undefined) return
        const mentions = mentionsIn(text, of)
        if (mentions === 'yes') his.push({ place, key })
        if (mentions === 'unreadable') unreadable.push(key)
      })
    }
  }
  return { his, unreadable }
}

export async function eraseObjects(found: FoundObjects, { s3, bucket }: ObjectDeps): Promise<void> {
  await eachLimited(found.his, AT_ONCE, async ({ key }) => {
    await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }))
  })
}

async function* pages(Prefix: string, { s3, bucket }: ObjectDeps): AsyncGenerator<readonly string[]> {
  let ContinuationToken: string | undefined
  do {
    const page = await s3.send(
      new ListObjectsV2Command({
        Bucket: bucket,
        Prefix,
        ...(ContinuationToken === undefined ? {} : { ContinuationToken }),
      }),
    )
    yield (page.Contents ?? []).flatMap(({ Key }) => Key ?? [])
    ContinuationToken = page.NextContinuationToken
  } while (ContinuationToken !== undefined)
}

/** Undefined: it has expired meanwhile. */
async function textOf(Key: string, { s3, bucket }: ObjectDeps): Promise<string | undefined> {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key }))
    return await Body?.transformToString('utf-8')
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined
    throw error
  }
}
