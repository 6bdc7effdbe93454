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

/**
 * The bucket, whose client is loaded at the first use: most invocations never touch S3, and its SDK is the largest.
 * `attempts`: the SDK's tries a call; 1 where the caller has a plan of its own.
 */
export function bodiesBucket(bucket: string, attempts: number): Bodies {
  const load = async () => {
    const s3 = await import('./s3-bodies.ts')
    return { ...s3, target: { client: s3.s3Client(attempts), bucket } }
  }
  let loading: ReturnType<typeof load> | undefined
  const loaded = (): ReturnType<typeof load> => {
    loading ??= load()
    return loading
  }
  return {
    async put(object, signal) {
      const { putBody, target } = await loaded()
      await putBody(target, object, signal)
    },
    async get(key) {
      const { getBody, target } = await loaded()
      return getBody(target, key)
    },
    warm() {
      loaded().then(nothing, nothing)
    },
  }
}
