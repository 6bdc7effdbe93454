import type { S3Client } from '@aws-sdk/client-s3'

/** The bucket of bodies: too large for a message, spooled while the queue was down, or of an event we do not know. */
export type StoredBody = {
  readonly key: string
  /** JSON, UTF-8. */
  readonly body: Uint8Array | string
  /** S3 lower-cases names and sends them as headers: plain ASCII only. */
  readonly metadata?: Readonly<Record<string, string>>
}
export type FetchedBody = { readonly body: string; readonly metadata: Readonly<Record<string, string>> }

export type Bodies = {
  /** @throws the SDK's errors, and AbortError when `signal` fires. */
  put(object: StoredBody, signal?: AbortSignal): Promise<void>
  /** `undefined` when there is no such object. @throws the SDK's other errors. */
  get(key: string): Promise<FetchedBody | undefined>
  /** Begins to load the S3 client ahead of its first use, which will say so should that fail. */
  warm(): void
}

const nothing = (): void => undefined

type Loaded = { readonly sdk: typeof import('@aws-sdk/client-s3'); readonly client: S3Client }

/**
 * The bucket, whose client is loaded at the first use: most invocations never touch S3, and its SDK is the largest.
 * `attempts`: the SDK's tries a call; 1 where the caller has a plan of its own.
 */
export function bodiesBucket(bucket: string, attempts: number): Bodies {
  let loading: Promise<Loaded> | undefined
  const load = async (): Promise<Loaded> => {
    const sdk = await import('@aws-sdk/client-s3')
    const requestHandler = { connectionTimeout: 1_000, requestTimeout: 4_000, throwOnRequestTimeout: true }
    return { sdk, client: new sdk.S3Client({ maxAttempts: attempts, requestHandler }) }
  }
  const loaded = (): Promise<Loaded> => {
    loading ??= load()
    return loading
  }
  return {
    async put({ key, body, metadata = {} }, signal) {
      const { sdk, client } = await loaded()
      const input = { Bucket: bucket, Key: key, Body: body, ContentType: 'application/json', Metadata: { ...metadata } }
      await client.send(new sdk.PutObjectCommand(input), signal ? { abortSignal: signal } : {})
    },
    async get(key) {
      const { sdk, client } = await loaded()
      try {
        const { Body, Metadata = {} } = await client.send(new sdk.GetObjectCommand({ Bucket: bucket, Key: key }))
        return { body: (await Body?.transformToString('utf-8')) ?? '', metadata: Metadata }
      } catch (error) {
        if (error instanceof sdk.NoSuchKey) return undefined
        throw error
      }
    },
    warm() {
      loaded().then(nothing, nothing)
    },
  }
}
