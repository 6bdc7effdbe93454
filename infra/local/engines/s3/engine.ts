/** S3 in process: what the runner's wiring and tests use beside the REST API. */

export type StoredObject = {
  readonly bucket: string
  readonly key: string
  readonly body: Buffer
  readonly etag: string
  readonly contentType: string
  readonly lastModifiedMs: number
  /** User metadata without the `x-amz-meta-` prefix. */
  readonly metadata: Readonly<Record<string, string>>
}

export type ObjectCreated = {
  readonly bucket: string
  readonly key: string
  readonly sizeBytes: number
  /** Without quotes, as in event notifications. */
  readonly etag: string
  readonly atMs: number
  /** Rises with every write; orders two events of one key, as S3's `sequencer`. */
  readonly sequencer: string
}

export type PutObject = {
  readonly body: Buffer | string
  readonly contentType?: string
  readonly metadata?: Readonly<Record<string, string>>
}

export type S3Engine = {
  /** Creating an existing bucket does nothing. */
  createBucket(name: string): void
  bucketNames(): readonly string[]
  put(bucket: string, key: string, object: PutObject): StoredObject
  get(bucket: string, key: string): StoredObject | undefined
  delete(bucket: string, key: string): void
  /** Keys in S3's order (UTF-8 bytes). */
  keys(bucket: string, prefix?: string): readonly string[]
  /** Called after every put, in process or by REST. Gives the unsubscriber. */
  onObjectCreated(listener: (event: ObjectCreated) => void): () => void
}
