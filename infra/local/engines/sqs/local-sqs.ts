import type { Clock } from '../../clock.ts'
import type { SqsEngine } from './engine.ts'
import { LocalQueue } from './local-queue.ts'
import { invalidValue } from './message.ts'
import { MoveTasks } from './move-tasks.ts'
import type { QueueSnapshot } from './surroundings.ts'

export type SqsSnapshot = { readonly queues: readonly QueueSnapshot[] }

const NAME = /^[\w-]{1,80}$/

export class LocalSqs implements SqsEngine {
  readonly #clock: Clock
  readonly #baseUrl: () => string
  readonly #queues = new Map<string, LocalQueue>()
  readonly moves: MoveTasks

  constructor(clock: Clock, baseUrl: () => string) {
    this.#clock = clock
    this.#baseUrl = baseUrl
    this.moves = new MoveTasks({
      clock,
      byArn: (arn) => this.byArn(arn),
      sourcesOf: (arn) => this.sourcesOf(arn),
    })
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

  move(SourceArn: string, DestinationArn?: string): number {
    const move = { SourceArn, ...(DestinationArn === undefined ? {} : { DestinationArn }) }
    return this.moves.start(move).ApproximateNumberOfMessagesMoved
  }

  close(): void {
    this.moves.close()
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
