import { createHash } from 'node:crypto'
import type { SendRequest } from './engine.ts'
import { invalidValue, missing, type StoredMessage } from './message.ts'

/** SQS forgets deduplication ids after five minutes. */
const WINDOW_MS = 300_000

type FirstOfItsKind = { readonly atMs: number; readonly id: string; readonly sequence: string }

/** The deduplication id of a message to a FIFO queue; throws what SQS throws for one without a group or an id. */
function dedupIdOf(request: SendRequest, attributes: Readonly<Record<string, string>>): string {
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

/** Real sequence numbers have 20 digits too, and compare as text. */
const FIRST_SEQUENCE = 18_800_000_000_000_000_000n

export type FifoSnapshot = {
  readonly sequence: string
  readonly first: readonly (readonly [string, FirstOfItsKind])[]
}

/** What a FIFO queue remembers of messages that came: their numbering, and which of the last five minutes came first. It outlives them. */
export class FifoMemory {
  #sequence = FIRST_SEQUENCE
  #first = new Map<string, FirstOfItsKind>()

  nextSequence(): string {
    this.#sequence += 1n
    return String(this.#sequence)
  }

  /** Numbers a new message, or gives the one whose duplicate it is. */
  admit(
    m: StoredMessage,
    request: SendRequest,
    attributes: Readonly<Record<string, string>>,
  ): FirstOfItsKind | undefined {
    m.dedupId = dedupIdOf(request, attributes)
    const key = attributes.DeduplicationScope === 'messageGroup' ? `${m.groupId}\0${m.dedupId}` : m.dedupId
    for (const [old, { atMs }] of this.#first) {
      if (m.sentAtMs - atMs < WINDOW_MS) break
      this.#first.delete(old)
    }
    const known = this.#first.get(key)
    if (known) return known
    m.sequence = this.nextSequence()
    this.#first.set(key, { atMs: m.sentAtMs, id: m.id, sequence: m.sequence })
    return undefined
  }

  snapshot(): FifoSnapshot {
    return { sequence: String(this.#sequence), first: [...this.#first] }
  }

  restore(snapshot: FifoSnapshot): void {
    this.#sequence = BigInt(snapshot.sequence)
    this.#first = new Map(snapshot.first)
  }
}
