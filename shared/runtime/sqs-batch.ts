import type { SQSBatchResponse, SQSEvent, SQSMessageAttributes, SQSRecord } from 'aws-lambda'
import type { Log } from './log.ts'
import type { Random } from './retry.ts'

/**
 * The only loop over SQS messages. The work sees the whole batch, so that it can fold messages that belong together,
 * and says for each message how it ended.
 *
 * - `done`: the message is deleted.
 * - `retry`: received again later; the wait grows with the receive count and is jittered. The queue's redrive policy
 *   moves it to the dead-letter queue after its last receive.
 * - `dead`: no retry can help. It goes to the dead-letter queue now: body and attributes intact, plus `reason` and `detail`.
 */
export type Outcome =
  | { readonly kind: 'done' }
  | {
      readonly kind: 'retry'
      /** No sooner than so many seconds from now, whatever its receive count. */
      readonly afterS?: number
    }
  | {
      readonly kind: 'dead'
      /** A stable code, for filters and alarms. */
      readonly reason: string
      /** What was wrong, in words, without customer data. */
      readonly detail: string
    }

export const DONE: Outcome = { kind: 'done' }
export const RETRY: Outcome = { kind: 'retry' }

/** By `messageId`. A message without an entry is retried. */
export type Outcomes = ReadonlyMap<string, Outcome>
export type BatchWork = (messages: readonly SQSRecord[]) => Promise<Outcomes>

export type TextAttributes = Readonly<Record<string, string>>
/** Where a message stands in a FIFO queue. */
export type FifoPlace = { readonly groupId: string; readonly deduplicationId: string }
export type DeadLetter = {
  readonly body: string
  readonly attributes: TextAttributes
  /** Of a message from a FIFO queue, whose dead-letter queue is one too. */
  readonly fifo?: FifoPlace
}

export type BatchDeps = {
  readonly work: BatchWork
  /** Sends to the dead-letter queue. Throws when it could not. */
  readonly bury: (letter: DeadLetter) => Promise<void>
  /** Makes a received message invisible for so many more seconds. Throws when it could not. */
  readonly postpone: (delays: readonly Postponement[]) => Promise<void>
  /** Attributes a dead letter can do without, given up first when there would be more than SQS's ten. */
  readonly expendable: readonly string[]
  readonly random: Random
  readonly log: Log
  readonly count: (name: 'DeadLettered' | 'Retried', by?: number) => void
}
export type Postponement = { readonly receiptHandle: string; readonly seconds: number }

const ATTRIBUTE_LIMIT = 10
const DETAIL_LIMIT = 300

/**
 * Runs one batch. Throws nothing that belongs to a message: every message ends as done or as a batch item failure.
 *
 * In a FIFO queue a group keeps its order: once a message of it is to come back, all that follow it in the batch come
 * back too, whatever the work said about them. Other groups go on.
 */
export async function runBatch(event: SQSEvent, deps: BatchDeps): Promise<SQSBatchResponse> {
  const outcomes = await outcomesOf(event.Records, deps)
  const failed = new Set<SQSRecord>()
  await Promise.all(
    lanesOf(event.Records).map(async (lane) => {
      for (const [nth, message] of lane.entries()) {
        if (await ended(message, outcomes.get(message.messageId) ?? RETRY, deps)) continue
        for (const blocked of lane.slice(nth)) failed.add(blocked)
        return
      }
    }),
  )
  const returned = event.Records.filter((message) => failed.has(message))
  if (returned.length > 0) await postponeAll(returned, outcomes, deps)
  return { batchItemFailures: returned.map(({ messageId }) => ({ itemIdentifier: messageId })) }
}

/** The messages that must keep their order: those of a FIFO group together, any other alone. */
function lanesOf(messages: readonly SQSRecord[]): SQSRecord[][] {
  const lanes = new Map<string, SQSRecord[]>()
  for (const message of messages) {
    const { MessageGroupId: group } = message.attributes
    const name = group === undefined ? `message ${message.messageId}` : `group ${group}`
    lanes.set(name, [...(lanes.get(name) ?? []), message])
  }
  return [...lanes.values()]
}

async function ended(message: SQSRecord, outcome: Outcome, deps: BatchDeps): Promise<boolean> {
  if (outcome.kind === 'dead') return buried(message, outcome, deps)
  return outcome.kind === 'done'
}

async function outcomesOf(messages: readonly SQSRecord[], deps: BatchDeps): Promise<Outcomes> {
  try {
    return await deps.work(messages)
  } catch (error) {
    // A fault of the whole batch: nothing is known to be done, so every message is retried.
    deps.log.fault('batch_failed', error, { messages: messages.length })
    return new Map()
  }
}

async function buried(message: SQSRecord, outcome: Outcome & { kind: 'dead' }, deps: BatchDeps): Promise<boolean> {
  const letter = deadLetter(message, outcome, deps.expendable)
  const about = { reason: outcome.reason, messageId: message.messageId, correlationId: correlationOf(message) }
  try {
    await deps.bury(letter)
  } catch (error) {
    // Still in the source queue: it comes back, and the redrive policy is the second way to the dead-letter queue.
    deps.log.fault('dead_letter_failed', error, about)
    return false
  }
  deps.count('DeadLettered')
  deps.log.error('dead_lettered', { ...about, detail: letter.attributes.detail ?? null })
  return true
}

async function postponeAll(messages: readonly SQSRecord[], outcomes: Outcomes, deps: BatchDeps): Promise<void> {
  deps.count('Retried', messages.length)
  const delays = messages.map((message) => ({
    receiptHandle: message.receiptHandle,
    seconds: Math.max(
      leastDelayS(outcomes.get(message.messageId)),
      retryDelayS(Number(message.attributes.ApproximateReceiveCount), deps.random),
    ),
  }))
  try {
    await deps.postpone(delays)
  } catch (error) {
    // The queue's own visibility timeout applies instead: later than wanted, never lost.
    deps.log.fault('postpone_failed', error, { messages: messages.length })
  }
}

const leastDelayS = (outcome: Outcome | undefined): number => (outcome?.kind === 'retry' ? (outcome.afterS ?? 0) : 0)

/**
 * Seconds until the next receive: 20, 60, 180, 540, then 900 at most, of which a random half is taken off.
 * Five receives span 7 to 13 minutes, longer than a throttled table or a failing dependency usually needs.
 */
export function retryDelayS(receiveCount: number, random: Random): number {
  const nth = Number.isFinite(receiveCount) && receiveCount >= 1 ? receiveCount : 1
  const longest = Math.min(900, 20 * 3 ** (nth - 1))
  return Math.ceil(longest / 2 + (longest / 2) * random())
}

/** Text attributes of a message; binary ones are not ours and are left out. */
export function textAttributes(attributes: SQSMessageAttributes): TextAttributes {
  const texts: Record<string, string> = {}
  for (const [name, { stringValue }] of Object.entries(attributes)) if (stringValue) texts[name] = stringValue
  return texts
}

function deadLetter(
  message: SQSRecord,
  outcome: Outcome & { kind: 'dead' },
  expendable: readonly string[],
): DeadLetter {
  const attributes: Record<string, string> = {
    ...textAttributes(message.messageAttributes),
    reason: outcome.reason,
    detail: outcome.detail.slice(0, DETAIL_LIMIT) || '-',
  }
  for (const name of [...expendable, 'detail']) {
    if (Object.keys(attributes).length <= ATTRIBUTE_LIMIT) break
    delete attributes[name]
  }
  const { MessageGroupId: groupId } = message.attributes
  return {
    body: message.body,
    attributes,
    // By its own id, the letter of a message that dies twice after a redrive is not taken for a duplicate of the first.
    ...(groupId === undefined ? {} : { fifo: { groupId, deduplicationId: message.messageId } }),
  }
}

const correlationOf = (message: SQSRecord): string =>
  message.messageAttributes.correlationId?.stringValue ?? message.messageId
