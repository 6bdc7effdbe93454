import { createHash } from 'node:crypto'
import type { SendRequest } from './engine.ts'
import { invalidValue, missing } from './message.ts'

/** SQS forgets deduplication ids after five minutes. */
const WINDOW_MS = 300_000

export type FirstOfItsKind = { readonly atMs: number; readonly id: string; readonly sequence: string }
export type DedupeSnapshot = readonly (readonly [string, FirstOfItsKind])[]

/** The deduplication id of a message to a FIFO queue; throws what SQS throws for one without a group or an id. */
export function dedupIdOf(request: SendRequest, attributes: Readonly<Record<string, string>>): string {
  if (!request.MessageGroupId) throw missing('MessageGroupId')
  if (request.DelaySeconds) {
    throw invalidValue(
      `Value ${request.DelaySeconds} for parameter DelaySeconds is invalid. Reason: The request include parameter that is not valid for this queue type.`,
    )
  }
  if (request.MessageDeduplicationId) return request.MessageDeduplicationId
  if (attributes.ContentBasedDeduplication === 'true') {
    return createHash('sha256').update(request.MessageBody).digest('hex')
  }
  throw invalidValue(
    'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
  )
}

/** The memory of a FIFO queue: which messages of the last five minutes came first. It outlives the messages. */
export class Deduplication {
  #first = new Map<string, FirstOfItsKind>()

  find(key: string, nowMs: number): FirstOfItsKind | undefined {
    for (const [old, first] of this.#first) {
      if (nowMs - first.atMs < WINDOW_MS) break
      this.#first.delete(old)
    }
    return this.#first.get(key)
  }

  remember(key: string, first: FirstOfItsKind): void {
    this.#first.set(key, first)
  }

  snapshot(): DedupeSnapshot {
    return [...this.#first]
  }

  restore(snapshot: DedupeSnapshot): void {
    this.#first = new Map(snapshot)
  }
}
