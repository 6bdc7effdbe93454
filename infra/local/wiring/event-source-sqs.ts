import { REGION } from '../aws-names.ts'
import type { Clock } from '../clock.ts'
import { type EventPattern, matchesPattern } from '../engines/events/event-pattern.ts'
import type { Queue, ReceivedMessage } from '../engines/sqs/engine.ts'
import { type Json, type JsonObject, parseJson } from '../json.ts'
import type { Invocable } from '../lambda/pool.ts'
import type { Resource } from '../resources.ts'
import { isStoryClock } from '../story-clock.ts'
import type { Surroundings } from '../surroundings.ts'
import { failedItems } from './batch-response.ts'
import { readFilters } from './filters.ts'

type Mapping = Resource<'AWS::Lambda::EventSourceMapping'>

/** SQS hands out ten messages a call at most, and an invocation carries 6 MB at most. */
const PER_RECEIVE = 10
const PAYLOAD_LIMIT_BYTES = 6_000_000
const LONGEST_VISIBILITY_S = 43_200
const POLL_S = 20
/** Lambda starts with five pollers. */
const DEFAULT_CONCURRENCY = 5

/**
 * An SQS event source mapping: batches by size and window, filters, invokes, and deletes what succeeded.
 * Failed messages stay in flight until their visibility ends, as on AWS.
 */
export class SqsEventSource {
  readonly label: string
  readonly #around: Surroundings
  readonly #mapping: Mapping
  readonly #queue: Queue
  readonly #fn: Invocable
  readonly #filters: readonly EventPattern[]
  readonly #stopped = new AbortController()
  /** Disabled by hand: aborted while it is, so that nobody waits at the queue. */
  #paused = new AbortController()
  #resume: () => void = () => undefined
  #resumed: Promise<void> = Promise.resolve()
  #flush = new AbortController()
  /** Batches whose window is open. */
  #filling = 0
  #loops: Promise<void>[] = []

  constructor(around: Surroundings, mapping: Mapping, ends: { queue: Queue; fn: Invocable }) {
    this.#around = around
    this.#mapping = mapping
    this.#queue = ends.queue
    this.#fn = ends.fn
    this.label = `${ends.queue.name} to ${ends.fn.name}`
    this.#filters = readFilters(mapping)
  }

  start(): void {
    const { ScalingConfig } = this.#mapping.properties
    const pollers = Math.min(
      ScalingConfig?.MaximumConcurrency ?? DEFAULT_CONCURRENCY,
      Math.max(1, this.#fn.concurrency),
    )
    this.#loops = Array.from({ length: pollers }, () => this.#loop())
  }

  /** Closes open batching windows now. */
  flush(): void {
    if (this.#filling === 0) return
    this.#flush.abort()
    this.#flush = new AbortController()
  }

  get functionName(): string {
    return this.#fn.name
  }

  get enabled(): boolean {
    return !this.#paused.signal.aborted
  }

  /** As UpdateEventSourceMapping does: batches under way are finished, and the queue keeps the rest. */
  enable(on: boolean): void {
    if (on === this.enabled) return
    if (on) {
      this.#paused = new AbortController()
      this.#resume()
    } else {
      this.#resumed = new Promise((resolve) => {
        this.#resume = resolve
      })
      this.#paused.abort()
    }
  }

  /** Messages that this mapping still has to deal with; none while it is disabled. */
  pending(): { visible: number; inFlight: number } {
    if (!this.enabled) return { visible: 0, inFlight: 0 }
    const { visible, inFlight } = this.#queue.counts()
    return { visible, inFlight }
  }

  async stop(): Promise<void> {
    this.#stopped.abort()
    this.#resume()
    await Promise.all(this.#loops)
  }

  async #loop(): Promise<void> {
    const size = this.#mapping.properties.BatchSize ?? PER_RECEIVE
    while (!this.#stopped.signal.aborted) {
      if (!this.enabled) {
        await this.#resumed
        continue
      }
      const signal = AbortSignal.any([this.#stopped.signal, this.#paused.signal])
      const first = await this.#receive(size, POLL_S, signal)
      if (first.length > 0) {
        await this.#around.activity.during(this.label, async () => {
          const batch = await this.#fill(first, size)
          for (const part of byPayload(this.#wanted(batch))) await this.#invoke(part)
        })
      }
    }
  }

  /** Waits out the batching window, which opened with the first message, unless the batch is full before. */
  async #fill(first: readonly ReceivedMessage[], size: number): Promise<ReceivedMessage[]> {
    const { clock } = this.#around
    const batch = [...first]
    const closesAtMs = clock.now() + this.#mapping.properties.MaximumBatchingWindowInSeconds * 1000
    this.#filling++
    while (batch.length < size && clock.now() < closesAtMs) {
      const signal = AbortSignal.any([this.#stopped.signal, this.#flush.signal])
      const more = await this.#receive(size - batch.length, (closesAtMs - clock.now()) / 1000, signal)
      if (more.length === 0) break
      batch.push(...more)
    }
    this.#filling--
    return batch
  }

  #receive(max: number, waitS: number, signal: AbortSignal): Promise<readonly ReceivedMessage[]> {
    const visibilityTimeoutS = heldS(this.#queue, this.#around.clock)
    return this.#queue.receive({ max: Math.min(max, PER_RECEIVE), waitS, signal, visibilityTimeoutS })
  }

  /** What no filter wants is deleted, as Lambda does. */
  #wanted(batch: readonly ReceivedMessage[]): ReceivedMessage[] {
    if (this.#filters.length === 0) return [...batch]
    return batch.filter((message) => {
      const record = { ...this.#record(message), body: bodyOf(message.body) }
      const wanted = this.#filters.some((filter) => matchesPattern(filter, record))
      if (!wanted) this.#queue.delete(message.receiptHandle)
      return wanted
    })
  }

  async #invoke(batch: readonly ReceivedMessage[]): Promise<void> {
    let response: Json
    try {
      response = await this.#fn.invoke({ Records: batch.map((message) => this.#record(message)) })
    } catch (error) {
      this.#around.report({
        level: 'error',
        source: this.#fn.name,
        text: `batch of ${batch.length} failed: ${String(error)}`,
      })
      return
    }
    const reporting = this.#mapping.properties.FunctionResponseTypes.length > 0
    const failed = reporting
      ? failedItems(response, new Set(batch.map((message) => message.messageId)))
      : new Set<string>()
    if (failed === 'all') {
      const text = `batch of ${batch.length} failed: batchItemFailures names no message of the batch`
      this.#around.report({ level: 'error', source: this.#fn.name, text })
      return
    }
    for (const message of batch) if (!failed.has(message.messageId)) this.#done(message)
  }

  /** Of a message that was worked on for longer than it was hidden, a FIFO queue does not take the receipt: it comes again. */
  #done(message: ReceivedMessage): void {
    try {
      this.#queue.delete(message.receiptHandle)
    } catch (error) {
      this.#around.report({ level: 'warning', source: this.#fn.name, text: `a message comes again: ${String(error)}` })
    }
  }

  #record(message: ReceivedMessage): JsonObject {
    const messageAttributes: JsonObject = {}
    for (const [name, attribute] of Object.entries(message.messageAttributes)) {
      messageAttributes[name] = {
        ...(attribute.StringValue === undefined ? {} : { stringValue: attribute.StringValue }),
        ...(attribute.BinaryValue === undefined ? {} : { binaryValue: attribute.BinaryValue }),
        stringListValues: [],
        binaryListValues: [],
        dataType: attribute.DataType,
      }
    }
    return {
      messageId: message.messageId,
      receiptHandle: message.receiptHandle,
      body: message.body,
      attributes: { ...message.attributes },
      messageAttributes,
      md5OfBody: message.md5OfBody,
      eventSource: 'aws:sqs',
      eventSourceARN: this.#queue.arn,
      awsRegion: REGION,
    }
  }
}

/**
 * How long a message is held: the queue's visibility, times the speed of time. Code runs in real time; without this a
 * clock 60 times as fast would hand out messages again while they are being worked on.
 */
const heldS = (queue: Queue, clock: Clock): number => {
  const visibilityS = Number(queue.attributes().VisibilityTimeout ?? 30)
  return Math.min(LONGEST_VISIBILITY_S, Math.ceil(visibilityS * (isStoryClock(clock) ? Math.max(1, clock.speed) : 1)))
}

const bodyOf = (text: string): Json => {
  try {
    return parseJson(text)
  } catch {
    // filters may also look at plain text
    return text
  }
}

/** Cuts a batch so that each part fits one invocation. */
const byPayload = (batch: readonly ReceivedMessage[]): ReceivedMessage[][] => {
  const parts: ReceivedMessage[][] = []
  let bytes = Number.POSITIVE_INFINITY
  for (const message of batch) {
    const size = Buffer.byteLength(message.body)
    if (bytes + size > PAYLOAD_LIMIT_BYTES) {
      parts.push([])
      bytes = 0
    }
    parts.at(-1)?.push(message)
    bytes += size
  }
  return parts
}
