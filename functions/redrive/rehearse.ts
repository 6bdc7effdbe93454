import type { SQSMessageAttributes, SQSRecord } from 'aws-lambda'
import { asResent } from '#messaging/resend-letters'
import type { Taken } from '#messaging/take-letters'
import { type BatchWork, type Outcome, RETRY } from '#runtime/sqs-batch'
import { paperTable } from '#store/paper-table'
import { rehearseActions } from './rehearse-actions.ts'
import { rehearseAnalytics } from './rehearse-analytics.ts'
import { rehearseDeadlines } from './rehearse-deadlines.ts'
import { rehearseDrafts } from './rehearse-drafts.ts'
import { rehearseEscalations } from './rehearse-escalations.ts'
import { rehearseGrades } from './rehearse-grades.ts'
import { rehearseInbound } from './rehearse-inbound.ts'
import { rehearseKnowledge } from './rehearse-knowledge.ts'
import { rehearsePresence } from './rehearse-presence.ts'
import { rehearseReconcile } from './rehearse-reconcile.ts'
import { rehearseReview } from './rehearse-review.ts'
import { rehearseRouting } from './rehearse-routing.ts'
import { type Seen, watching } from './seen.ts'
import type { Stage, World } from './world.ts'

/**
 * What sending a letter again would do now.
 * - `applies`: it would change something; `does` says what.
 * - `nothing_new`: it would change nothing, and be done with.
 * - `draft`: a reply that is too old to be sent would wait for a person.
 * - `refused`: it would die again; `code` is the reason.
 * - `comes_back`: it would be tried again, and end here once more unless things change; `code` says why.
 */
export type Effect = 'applies' | 'nothing_new' | 'draft' | 'refused' | 'comes_back'
export type Rehearsed = {
  readonly id: string
  readonly effect: Effect
  readonly code: string | null
  readonly does: readonly string[]
}
export type Rehearsal = {
  readonly rehearsed: readonly Rehearsed[]
  /** Every item of the table that would be another. */
  readonly written: ReturnType<ReturnType<typeof paperTable>['written']>
}

/** A worker of a queue on paper: its own work, and what its counts mean. */
export type Rehearser = (stage: Stage) => {
  readonly work: BatchWork
  /** Of a message that was done. */
  readonly effectOf: (seen: Seen) => Pick<Rehearsed, 'effect' | 'code' | 'does'>
}

/** By dead-letter queue. */
const REHEARSERS: Readonly<Record<string, Rehearser>> = {
  inbound: rehearseInbound,
  spool: rehearseInbound,
  deadlines: rehearseDeadlines,
  routing: rehearseRouting,
  escalations: rehearseEscalations,
  drafts: rehearseDrafts,
  review: rehearseReview,
  grades: rehearseGrades,
  actions: rehearseActions,
  presence: rehearsePresence,
  analytics: rehearseAnalytics,
  reconcile: rehearseReconcile,
  knowledge: rehearseKnowledge,
}

export const canRehearse = (queue: string): boolean => Object.hasOwn(REHEARSERS, queue)

/**
 * Has the queue's worker do its work on each letter, in order, with writes off: it reads what it would read, and what it
 * would write is kept on paper, so that a letter meets what those before it would have left. The code is the worker's
 * own, which is why this says what sending them again does. Once it is late no further letter is begun.
 */
export async function rehearse(
  queue: string,
  taken: readonly Taken[],
  { isLate = () => false, ...world }: World & { readonly isLate?: () => boolean },
): Promise<Rehearsal> {
  const rehearser = Object.hasOwn(REHEARSERS, queue) ? REHEARSERS[queue] : undefined
  if (rehearser === undefined) throw new Error(`There is no rehearsal of ${queue}`)
  const watch = watching()
  const paper = paperTable(world.client)
  const { work, effectOf } = rehearser({ ...world, paper, watch })
  const rehearsed: Rehearsed[] = []
  for (const one of taken) {
    if (isLate()) break
    const record = asRecord(asResent(one))
    const outcome = (await work([record])).get(record.messageId) ?? RETRY
    rehearsed.push({ id: one.letter.id, ...ended(outcome, watch.take(), effectOf) })
  }
  return { rehearsed, written: paper.written() }
}

function ended(
  outcome: Outcome,
  seen: Seen,
  effectOf: (seen: Seen) => Pick<Rehearsed, 'effect' | 'code' | 'does'>,
): Pick<Rehearsed, 'effect' | 'code' | 'does'> {
  switch (outcome.kind) {
    case 'dead':
      return { effect: 'refused', code: outcome.reason, does: [outcome.detail] }
    case 'retry':
      return { effect: 'comes_back', code: seen.code ?? seen.faults[0] ?? 'not_finished', does: [] }
    case 'done':
      return effectOf(seen)
  }
}

/** As Lambda would hand it to the worker. */
function asRecord({ message }: Taken): SQSRecord {
  const { MessageId: messageId = '', Body: body = '', Attributes = {}, MessageAttributes = {} } = message
  const messageAttributes: SQSMessageAttributes = {}
  for (const [name, { StringValue }] of Object.entries(MessageAttributes))
    if (StringValue !== undefined) messageAttributes[name] = { stringValue: StringValue, dataType: 'String' }
  return {
    messageId,
    receiptHandle: '',
    body,
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: Attributes.SentTimestamp ?? '0',
      SenderId: '',
      ApproximateFirstReceiveTimestamp: Attributes.SentTimestamp ?? '0',
      ...(Attributes.MessageGroupId === undefined ? {} : { MessageGroupId: Attributes.MessageGroupId }),
    },
    messageAttributes,
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: '',
    awsRegion: '',
  }
}
