import { randomUUID } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import type { Clock, Timer } from '../../clock.ts'
import { AwsError } from '../aws-error.ts'
import type { S3Engine } from '../s3/engine.ts'
import type { FirehoseEngine, NewDeliveryStream } from './engine.ts'

const MOST_RECORDS = 500
const RECORD_BYTES = 1_024_000
const CALL_BYTES = 4 * 1_048_576
const MEGABYTE = 1_048_576

export type WireRecord = { readonly Data?: string }
export type FirehoseSnapshot = readonly (NewDeliveryStream & {
  readonly oldestAtMs: number | null
  readonly recordsBase64: readonly string[]
})[]

type Stream = NewDeliveryStream & { records: Buffer[]; bytes: number; oldestAtMs: number | null; timer?: Timer }

/** Delivers a stream's records as one object when the first of them has waited for the interval, or when they are as large as the hint. */
export class LocalFirehose implements FirehoseEngine {
  readonly #clock: Clock
  readonly #s3: S3Engine
  readonly #streams = new Map<string, Stream>()

  constructor(clock: Clock, s3: S3Engine) {
    this.#clock = clock
    this.#s3 = s3
  }

  ensure(stream: NewDeliveryStream): void {
    keyPrefix(stream.prefix, 0)
    const { records = [], bytes = 0, oldestAtMs = null, timer } = this.#streams.get(stream.name) ?? {}
    this.#clock.clear(timer)
    const settled: Stream = { ...stream, records, bytes, oldestAtMs }
    this.#streams.set(stream.name, settled)
    this.#plan(settled)
  }

  streamNames(): readonly string[] {
    return [...this.#streams.keys()]
  }

  waiting(name: string): number {
    return this.#stream(name).records.length
  }

  flush(): void {
    for (const stream of this.#streams.values()) this.#deliver(stream)
  }

  /** @throws AwsError as the service refuses a call as a whole. */
  put(name: string, records: readonly WireRecord[]): readonly { readonly RecordId: string }[] {
    const stream = this.#stream(name)
    if (records.length === 0 || records.length > MOST_RECORDS)
      throw invalid(`a call takes 1 to ${MOST_RECORDS} records, not ${records.length}`)
    const data = records.map(({ Data = '' }) => Buffer.from(Data, 'base64'))
    const largest = Math.max(...data.map(({ length }) => length))
    if (largest > RECORD_BYTES) throw invalid(`a record takes up to ${RECORD_BYTES} bytes, not ${largest}`)
    const total = data.reduce((sum, { length }) => sum + length, 0)
    if (total > CALL_BYTES) throw invalid(`a call takes up to ${CALL_BYTES} bytes, not ${total}`)
    stream.oldestAtMs ??= this.#clock.now()
    stream.records.push(...data)
    stream.bytes += total
    if (stream.bytes >= stream.megabytes * MEGABYTE) this.#deliver(stream)
    else this.#plan(stream)
    return data.map(() => ({ RecordId: randomUUID() }))
  }

  describe(name: string): NewDeliveryStream {
    return this.#stream(name)
  }

  snapshot(): FirehoseSnapshot {
    return [...this.#streams.values()].map(({ records, bytes: _bytes, timer: _timer, ...rest }) => ({
      ...rest,
      recordsBase64: records.map((record) => record.toString('base64')),
    }))
  }

  restore(snapshot: FirehoseSnapshot): void {
    for (const { recordsBase64, ...rest } of snapshot) {
      const records = recordsBase64.map((record) => Buffer.from(record, 'base64'))
      const stream: Stream = { ...rest, records, bytes: records.reduce((sum, { length }) => sum + length, 0) }
      this.#streams.set(rest.name, stream)
      this.#plan(stream)
    }
  }

  close(): void {
    for (const { timer } of this.#streams.values()) this.#clock.clear(timer)
  }

  #plan(stream: Stream): void {
    if (stream.timer !== undefined || stream.oldestAtMs === null) return
    stream.timer = this.#clock.at(stream.oldestAtMs + stream.intervalSeconds * 1000, () => this.#deliver(stream))
  }

  #deliver(stream: Stream): void {
    this.#clock.clear(stream.timer)
    delete stream.timer
    const { records, oldestAtMs, gzip } = stream
    if (oldestAtMs === null) return
    const body = Buffer.concat(records)
    // named by the oldest record, as the service does
    const key = `${keyPrefix(stream.prefix, oldestAtMs)}${stream.name}-1-${stamp('yyyy-MM-dd-HH-mm-ss', oldestAtMs)}-${randomUUID()}`
    this.#s3.put(stream.bucket, gzip ? `${key}.gz` : key, { body: gzip ? gzipSync(body) : body })
    stream.records = []
    stream.bytes = 0
    stream.oldestAtMs = null
  }

  #stream(name: string): Stream {
    const stream = this.#streams.get(name)
    if (stream) return stream
    throw new AwsError('ResourceNotFoundException', `Firehose ${name} under account 000000000000 not found.`)
  }
}

const invalid = (message: string): AwsError => new AwsError('InvalidArgumentException', message)

/** @throws AwsError for an expression that is not known here. */
function keyPrefix(prefix: string, atMs: number): string {
  return prefix.replace(/!\{([^}]*)\}/g, (_all, expression: string) => {
    const format = /^timestamp:([yMdHms/_-]+)$/.exec(expression)?.[1]
    if (format === undefined) throw invalid(`the prefix holds !{${expression}}, which is not known locally`)
    return stamp(format, atMs)
  })
}

function stamp(format: string, atMs: number): string {
  const [date = '', time = ''] = new Date(atMs).toISOString().split('T')
  const [yyyy = '', MM = '', dd = ''] = date.split('-')
  const [HH = '', mm = '', seconds = ''] = time.split(':')
  const parts: Readonly<Record<string, string>> = { yyyy, MM, dd, HH, mm, ss: seconds.slice(0, 2) }
  return format.replace(/yyyy|MM|dd|HH|mm|ss/g, (letters) => parts[letters] ?? letters)
}
