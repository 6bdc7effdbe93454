import { createHash } from 'node:crypto'
import type { Clock } from '../../clock.ts'
import { AwsError } from '../aws-error.ts'
import { Listeners } from '../listeners.ts'
import type { ObjectCreated, PutObject, S3Engine, StoredObject } from './engine.ts'

export const MAX_METADATA_BYTES = 2048
const MAX_KEY_BYTES = 1024

export type S3Snapshot = {
  readonly buckets: readonly {
    readonly name: string
    readonly objects: readonly (Omit<StoredObject, 'body'> & { readonly bodyBase64: string })[]
  }[]
}

export class LocalS3 implements S3Engine {
  readonly #clock: Clock
  readonly #buckets = new Map<string, Map<string, StoredObject>>()
  readonly #created = new Listeners<[ObjectCreated]>()
  #sequencer = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  createBucket(name: string): void {
    if (!this.#buckets.has(name)) this.#buckets.set(name, new Map())
  }

  bucketNames(): readonly string[] {
    return [...this.#buckets.keys()]
  }

  put(bucket: string, key: string, object: PutObject): StoredObject {
    const objects = this.#objects(bucket)
    const metadata = object.metadata ?? {}
    if (Buffer.byteLength(key) > MAX_KEY_BYTES) throw new AwsError('KeyTooLongError', 'Your key is too long')
    const bytes = Object.entries(metadata).reduce((n, [k, v]) => n + Buffer.byteLength(k) + Buffer.byteLength(v), 0)
    if (bytes > MAX_METADATA_BYTES) {
      throw new AwsError('MetadataTooLarge', 'Your metadata headers exceed the maximum allowed metadata size')
    }
    const body = typeof object.body === 'string' ? Buffer.from(object.body) : object.body
    const etag = createHash('md5').update(body).digest('hex')
    const stored: StoredObject = {
      bucket,
      key,
      body,
      etag,
      contentType: object.contentType ?? 'application/octet-stream',
      lastModifiedMs: this.#clock.now(),
      metadata,
    }
    objects.set(key, stored)
    this.#created.tell({
      bucket,
      key,
      sizeBytes: body.length,
      etag,
      atMs: stored.lastModifiedMs,
      sequencer:
        `${stored.lastModifiedMs.toString(16)}${(this.#sequencer++).toString(16).padStart(8, '0')}`.toUpperCase(),
    })
    return stored
  }

  get(bucket: string, key: string): StoredObject | undefined {
    return this.#objects(bucket).get(key)
  }

  delete(bucket: string, key: string): void {
    this.#objects(bucket).delete(key)
  }

  keys(bucket: string, prefix = ''): readonly string[] {
    const keys = [...this.#objects(bucket).keys()].filter((key) => key.startsWith(prefix))
    return keys.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
  }

  onObjectCreated(listener: (event: ObjectCreated) => void): () => void {
    return this.#created.add(listener)
  }

  snapshot(): S3Snapshot {
    return {
      buckets: [...this.#buckets].map(([name, objects]) => ({
        name,
        objects: [...objects.values()].map(({ body, ...rest }) => ({ ...rest, bodyBase64: body.toString('base64') })),
      })),
    }
  }

  restore(snapshot: S3Snapshot): void {
    for (const { name, objects } of snapshot.buckets) {
      this.createBucket(name)
      for (const { bodyBase64, ...rest } of objects) {
        this.#objects(name).set(rest.key, { ...rest, body: Buffer.from(bodyBase64, 'base64') })
      }
    }
  }

  #objects(bucket: string): Map<string, StoredObject> {
    const objects = this.#buckets.get(bucket)
    if (objects) return objects
    throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', { status: 404 })
  }
}
