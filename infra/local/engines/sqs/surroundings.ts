import type { Clock } from '../../clock.ts'
import type { FifoSnapshot } from './fifo-memory.ts'
import type { LocalQueue } from './local-queue.ts'
import type { StoredMessage } from './message.ts'

/** What a queue needs of the engine around it. */
export type Surroundings = {
  readonly clock: Clock
  baseUrl(): string
  byArn(arn: string): LocalQueue | undefined
}

export type QueueSnapshot = {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly createdAtMs: number
  readonly messages: readonly StoredMessage[]
  readonly fifo: FifoSnapshot
}
