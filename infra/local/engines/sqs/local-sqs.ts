import { randomUUID } from 'node:crypto'
import type { Clock } from '../../clock.ts'
import type { SqsEngine } from './engine.ts'
import { LocalQueue } from './local-queue.ts'
import { invalidValue, sqsError } from './message.ts'
import type { QueueSnapshot } from './surroundings.ts'

/** A finished move of dead letters, as ListMessageMoveTasks tells it. */
export type MoveTask = {
  readonly TaskHandle: string
  readonly Status: 'COMPLETED' | 'FAILED'
  readonly SourceArn: string
  readonly DestinationArn?: string
  readonly ApproximateNumberOfMessagesMoved: number
  readonly ApproximateNumberOfMessagesToMove: number
  readonly FailureReason?: string
  readonly StartedTimestamp: number
}

export type SqsSnapshot = { readonly queues: readonly QueueSnapshot[] }

const NAME = /^[\w-]{1,80}$/

export class LocalSqs implements SqsEngine {
  readonly #clock: Clock
  readonly #baseUrl: () => string
  readonly #queues = new Map<string, LocalQueue>()
  readonly #tasks: MoveTask[] = []

  constructor(clock: Clock, baseUrl: () => string) {
    this.#clock = clock
    this.#baseUrl = baseUrl
  }

  create(name: string, attributes: Readonly<Record<string, string>> = {}): LocalQueue {
    const known = this.#queues.get(name)
    if (known) {
      known.setAttributes(attributes)
      return known
    }
    const base = name.endsWith('.fifo') ? name.slice(0, -'.fifo'.length) : name
    if (!NAME.test(base) || name.length > 80) {
      throw invalidValue('Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length')
    }
    if (name.endsWith('.fifo') && String(attributes.FifoQueue) !== 'true') {
      throw invalidValue('The name of a FIFO queue can only be used with the attribute FifoQueue set to true.')
    }
    const queue = new LocalQueue(name, attributes, {
      clock: this.#clock,
      baseUrl: this.#baseUrl,
      byArn: (arn) => this.byArn(arn),
    })
    this.#queues.set(name, queue)
    return queue
  }

  byName(name: string): LocalQueue | undefined {
    return this.#queues.get(name)
  }

  byArn(arn: string): LocalQueue | undefined {
    const queue = this.#queues.get(arn.slice(arn.lastIndexOf(':') + 1))
    return queue?.arn === arn ? queue : undefined
  }

  byUrl(url: string): LocalQueue | undefined {
    return this.#queues.get(url.slice(url.lastIndexOf('/') + 1))
  }

  list(): readonly LocalQueue[] {
    return [...this.#queues.values()]
  }

  remove(name: string): void {
    this.#queues.get(name)?.close()
    this.#queues.delete(name)
  }

  sourcesOf(dlqArn: string): readonly LocalQueue[] {
    return this.list().filter((q) => q.dlqArn === dlqArn)
  }

  move(sourceArn: string, destinationArn?: string): number {
    return this.startMove(sourceArn, destinationArn).ApproximateNumberOfMessagesMoved
  }

  /**
   * Moves what is visible now, at once. A message that was sent to the dead-letter queue directly has no source to go back to:
   * without a destination the task fails there, as in SQS, and the message stays.
   */
  startMove(sourceArn: string, destinationArn?: string): MoveTask {
    const source = this.byArn(sourceArn)
    const destination = destinationArn === undefined ? undefined : this.byArn(destinationArn)
    if (!source || (destinationArn !== undefined && !destination)) {
      throw sqsError(
        'ResourceNotFoundException',
        'The resource that you specified for the SourceArn or DestinationArn parameter does not exist.',
      )
    }
    if (this.sourcesOf(sourceArn).length === 0) {
      throw invalidValue('Source queue must be configured as a Dead Letter Queue.')
    }
    const messages = source.takeVisible()
    let moved = 0
    let failed = false
    for (const m of messages) {
      const target = destination ?? (m.sourceArn === undefined ? undefined : this.byArn(m.sourceArn))
      if (!target) {
        failed = true
        source.adopt(m)
        continue
      }
      // a moved message is a new one: id, sending time and receive count start again
      const { sourceArn: _, firstReceivedAtMs: __, ...rest } = m
      target.adopt({ ...rest, id: randomUUID(), receives: 0, sentAtMs: this.#clock.now() })
      moved++
    }
    const task: MoveTask = {
      TaskHandle: Buffer.from(JSON.stringify({ taskId: randomUUID(), sourceArn })).toString('base64'),
      Status: failed ? 'FAILED' : 'COMPLETED',
      SourceArn: sourceArn,
      ...(destinationArn === undefined ? {} : { DestinationArn: destinationArn }),
      ApproximateNumberOfMessagesMoved: moved,
      ApproximateNumberOfMessagesToMove: messages.length,
      ...(failed ? { FailureReason: 'CouldNotDetermineMessageSource' } : {}),
      StartedTimestamp: this.#clock.now(),
    }
    this.#tasks.unshift(task)
    return task
  }

  moveTasks(sourceArn: string): readonly MoveTask[] {
    return this.#tasks.filter((t) => t.SourceArn === sourceArn).slice(0, 10)
  }

  close(): void {
    for (const queue of this.#queues.values()) queue.close()
  }

  snapshot(): SqsSnapshot {
    return { queues: this.list().map((q) => q.snapshot()) }
  }

  restore(snapshot: SqsSnapshot): void {
    for (const saved of snapshot.queues) {
      const attributes = saved.name.endsWith('.fifo') ? { FifoQueue: 'true' } : {}
      this.create(saved.name, attributes).restore(saved)
    }
  }
}
