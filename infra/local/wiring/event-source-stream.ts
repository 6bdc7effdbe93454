import { randomUUID } from 'node:crypto'
import type { StreamRecord } from '../engines/dynamodb/engine.ts'
import { type EventPattern, matchesPattern } from '../engines/events/event-pattern.ts'
import type { Json, JsonObject } from '../json.ts'
import type { Invocable } from '../lambda/pool.ts'
import type { Resource } from '../resources.ts'
import type { Surroundings } from '../surroundings.ts'
import { failedItems } from './batch-response.ts'
import { readFilters } from './filters.ts'
import { asJsonObject } from './invoke-async.ts'
import { sendToQueue } from './send-to-queue.ts'

type Mapping = Resource<'AWS::Lambda::EventSourceMapping'>
type Buffered = { record: StreamRecord; event: JsonObject }

const DEFAULT_BATCH = 100
const DAY_MS = 86_400_000
/** The first retries come at once, later ones wait, so that a broken function does not spin. */
const RETRY_AFTER_MS = [0, 0, 0, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000]

/**
 * A DynamoDB stream event source mapping: one shard, strict order. A failing batch blocks the shard, is cut in two when
 * the mapping bisects, and goes to the on-failure queue once its retries or its age are used up.
 */
export class StreamEventSource {
  readonly label: string
  readonly #around: Surroundings
  readonly #mapping: Mapping
  readonly #fn: Invocable
  readonly #filters: readonly EventPattern[]
  readonly #buffer: Buffered[] = []
  readonly #note: string
  readonly #unsubscribe: () => void
  #wake: () => void = () => undefined
  #stopped = false
  #paused = false
  #flushing = false
  #busy = 0
  /** Ends the mark that this mapping is at work; a pause is no work. */
  #endMark: () => void = () => undefined
  #loop: Promise<void> = Promise.resolve()

  constructor(around: Surroundings, mapping: Mapping, ends: { table: string; fn: Invocable }) {
    this.#around = around
    this.#mapping = mapping
    this.#fn = ends.fn
    this.#note = `stream position of ${mapping.stack}/${mapping.logicalId}`
    this.label = `stream of ${ends.table} to ${ends.fn.name}`
    this.#filters = readFilters(mapping)
    const { dynamodb } = around.engines
    const fromStart = mapping.properties.StartingPosition === 'TRIM_HORIZON'
    const position = around.engines.notes.get(this.#note)
    const last = typeof position === 'string' ? position : undefined
    if (last !== undefined || fromStart) for (const record of dynamodb.records(ends.table, last)) this.#push(record)
    this.#unsubscribe = dynamodb.onChange(ends.table, (record) => this.#push(record))
  }

  start(): void {
    this.#loop = this.#run()
  }

  /** Closes an open batching window now. */
  flush(): void {
    this.#flushing = true
    this.#wake()
  }

  /** Whether a retry waits for the clock. */
  get paused(): boolean {
    return this.#paused
  }

  /** Records not yet done with. */
  pending(): number {
    return this.#buffer.length + this.#busy
  }

  async stop(): Promise<void> {
    this.#stopped = true
    this.#unsubscribe()
    this.#wake()
    await this.#loop
  }

  #push(record: StreamRecord): void {
    const event = asJsonObject(record)
    const wanted = this.#filters.length === 0 || this.#filters.some((filter) => matchesPattern(filter, event))
    if (!wanted) {
      if (this.pending() === 0) this.#advance(record)
      return
    }
    this.#buffer.push({ record, event })
    this.#wake()
  }

  async #run(): Promise<void> {
    const { BatchSize = DEFAULT_BATCH, MaximumBatchingWindowInSeconds } = this.#mapping.properties
    while (!this.#stopped) {
      if (this.#buffer.length === 0) {
        this.#flushing = false
        await new Promise<void>((resolve) => {
          this.#wake = resolve
        })
        continue
      }
      await this.#window(BatchSize, MaximumBatchingWindowInSeconds * 1000)
      const batch = this.#buffer.splice(0, BatchSize)
      this.#busy = batch.length
      this.#endMark = this.#around.activity.begin(this.label)
      await this.#process(batch, 0)
      this.#endMark()
      this.#busy = 0
    }
  }

  async #window(size: number, windowMs: number): Promise<void> {
    const { clock } = this.#around
    const closesAtMs = clock.now() + windowMs
    while (this.#buffer.length < size && clock.now() < closesAtMs && !this.#flushing && !this.#stopped) {
      await new Promise<void>((resolve) => {
        const timer = clock.at(closesAtMs, resolve)
        this.#wake = () => {
          clock.clear(timer)
          resolve()
        }
      })
    }
  }

  async #process(batch: readonly Buffered[], retries: number): Promise<void> {
    const [first] = batch
    if (first === undefined || this.#stopped) return
    if (this.#tooOld(first)) return this.#discard(batch, { condition: 'RecordAgeExceeded', attempts: retries })
    const failedFrom = await this.#invoke(batch)
    if (failedFrom === undefined) return this.#done(batch)
    if (failedFrom > 0) {
      this.#done(batch.slice(0, failedFrom))
      return this.#process(batch.slice(failedFrom), 0)
    }
    const { BisectBatchOnFunctionError, MaximumRetryAttempts } = this.#mapping.properties
    // cutting in two does not use up a retry
    if (BisectBatchOnFunctionError && batch.length > 1) {
      const middle = Math.ceil(batch.length / 2)
      await this.#process(batch.slice(0, middle), retries)
      return this.#process(batch.slice(middle), retries)
    }
    if (MaximumRetryAttempts >= 0 && retries >= MaximumRetryAttempts) {
      return this.#discard(batch, { condition: 'RetryAttemptsExhausted', attempts: retries + 1 })
    }
    await this.#pause(RETRY_AFTER_MS[Math.min(retries, RETRY_AFTER_MS.length - 1)] ?? 0)
    return this.#process(batch, retries + 1)
  }

  /** Index of the first failed record, or undefined when all went well. */
  async #invoke(batch: readonly Buffered[]): Promise<number | undefined> {
    const { clock, metrics, report } = this.#around
    const ageMs = clock.now() - createdAtMs(batch[0])
    const dimensions = { FunctionName: this.#fn.name }
    metrics.put({ namespace: 'AWS/Lambda', name: 'IteratorAge', dimensions }, Math.max(0, ageMs), clock.now())
    let response: Json
    try {
      response = await this.#fn.invoke({ Records: batch.map((item) => item.event) })
    } catch (error) {
      report({
        level: 'error',
        source: this.#fn.name,
        text: `stream batch of ${batch.length} failed: ${String(error)}`,
      })
      return 0
    }
    if (this.#mapping.properties.FunctionResponseTypes.length === 0) return undefined
    const numbers = batch.map((item) => item.record.dynamodb.SequenceNumber)
    const failed = failedItems(response, new Set(numbers))
    if (failed === 'all') {
      const text = `stream batch of ${batch.length} failed: batchItemFailures names no record of the batch`
      report({ level: 'error', source: this.#fn.name, text })
      return 0
    }
    const index = numbers.findIndex((number) => failed.has(number))
    return index < 0 ? undefined : index
  }

  #done(batch: readonly Buffered[]): void {
    const last = batch.at(-1)
    if (last !== undefined) this.#advance(last.record)
    this.#busy = Math.max(0, this.#busy - batch.length)
  }

  /** The position is saved with the engines' state, so that a restart goes on where this run ended. */
  #advance(record: StreamRecord): void {
    this.#around.engines.notes.set(this.#note, record.dynamodb.SequenceNumber)
  }

  #tooOld(item: Buffered): boolean {
    const { MaximumRecordAgeInSeconds } = this.#mapping.properties
    const limitMs = MaximumRecordAgeInSeconds < 0 ? DAY_MS : MaximumRecordAgeInSeconds * 1000
    return this.#around.clock.now() - createdAtMs(item) > limitMs
  }

  #discard(batch: readonly Buffered[], end: { condition: string; attempts: number }): void {
    const { clock, report } = this.#around
    const numbers = batch.map((item) => item.record.dynamodb.SequenceNumber)
    report({ level: 'error', source: this.#fn.name, text: `gave up ${batch.length} stream records: ${end.condition}` })
    const destination = this.#mapping.properties.DestinationConfig?.OnFailure?.Destination
    if (destination !== undefined) {
      const record = {
        requestContext: {
          requestId: randomUUID(),
          functionArn: this.#fn.arn,
          condition: end.condition,
          approximateInvokeCount: end.attempts,
        },
        responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
        version: '1.0',
        timestamp: new Date(clock.now()).toISOString(),
        DDBStreamBatchInfo: {
          shardId: 'shardId-00000000000000000000-00000000',
          startSequenceNumber: numbers[0],
          endSequenceNumber: numbers.at(-1),
          approximateArrivalOfFirstRecord: new Date(createdAtMs(batch[0])).toISOString(),
          approximateArrivalOfLastRecord: new Date(createdAtMs(batch.at(-1))).toISOString(),
          batchSize: batch.length,
          streamArn: this.#mapping.properties.EventSourceArn,
        },
      }
      sendToQueue(this.#around, destination, { MessageBody: JSON.stringify(record) })
    }
    this.#done(batch)
  }

  async #pause(ms: number): Promise<void> {
    if (ms === 0) return
    const { clock, activity } = this.#around
    const stopWaiting = activity.await(`retry of ${this.label}`)
    this.#endMark()
    this.#paused = true
    await new Promise<void>((resolve) => {
      const timer = clock.at(clock.now() + ms, resolve)
      this.#wake = () => {
        if (!this.#stopped) return
        clock.clear(timer)
        resolve()
      }
    })
    this.#paused = false
    this.#endMark = activity.begin(this.label)
    stopWaiting()
  }
}

const createdAtMs = (item: Buffered | undefined): number =>
  (item?.record.dynamodb.ApproximateCreationDateTime ?? 0) * 1000
