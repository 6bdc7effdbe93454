/** The publish function over a ledger, a bus and a deadline queue in memory, and records of the stream for it. */
import { marshall } from '@aws-sdk/util-dynamodb'
import type { DynamoDBRecord } from 'aws-lambda'
import type { ArticleFlag } from '#domain/article-health'
import type { Conversation } from '#domain/conversation'
import { COUNT_NAMES } from '#domain/counts'
import type { DeadlineMessage } from '#domain/deadline-message'
import { deriveApprovalEvents } from '#domain/derive-approval-events'
import { derive } from '#domain/derive-events'
import { deriveOperatorEvents } from '#domain/derive-operator-events'
import type { LearningSignal } from '#domain/learning-signal'
import type { StoredOperator } from '#domain/operator'
import type { HeldProposal } from '#domain/proposal-lifecycle'
import type { CustomerWrote } from '#domain/review-message'
import { hasOutcomes } from '#domain/sla-outcomes'
import type { Suggested } from '#domain/suggested'
import type { ConversationEvent } from '#events/conversation-events'
import type { OperatorEvent } from '#events/operator-events'
import { type AnyEvent, type PublishDeps, publishChanges } from '#functions/publish/publish-changes'
import { toItem } from '#store/item'
import {
  articleFlagSk,
  articleHealthPk,
  conversationPk,
  operatorSk,
  operatorsPk,
  proposalSk,
  proposalsPk,
  SUGGESTED_SK,
  signalSk,
  signalsPk,
} from '#store/keys'
import {
  approvalInImage,
  conversationInImage,
  isApprovalImage,
  isOperatorImage,
  operatorInImage,
} from '#store/stream-image'
import { toldInImage } from '#store/told-image'
import { aConversation, START_MS } from '#tests/support/builders'
import { recorder } from '#tests/support/recorder'
import { aWatched } from '#tests/support/watched'

export type Change = Parameters<PublishDeps['record']>[0]
type Tally = Parameters<PublishDeps['noteIntake']>[0]

/** A ledger in memory that counts a change once, however often it is recorded, as shared/store/ledger.ts does. */
export function aPublisher(changes: Partial<PublishDeps> = {}) {
  const ledger = new Map<string, ConversationEvent>()
  const counters: Record<string, number> = {}
  const outcomesByDay: Record<string, number> = {}
  const operatorLedger = new Map<string, OperatorEvent>()
  const bus: AnyEvent[] = []
  const reviewed: CustomerWrote[] = []
  const tallies: Tally[] = []
  const canaries: { readonly account: string; readonly atMs: number; readonly lagMs: number }[] = []
  const announced: (readonly DeadlineMessage[])[] = []
  const { log, count, counts: metrics, codes } = recorder()
  const record = async ({ events, delta, outcomes }: Change) => {
    const [first] = events
    const counted = hasOutcomes(outcomes) || COUNT_NAMES.some((name) => delta[name] !== 0)
    if (counted && first && ledger.has(first.id)) return 'already_recorded' as const
    for (const event of events) ledger.set(event.id, event)
    for (const name of COUNT_NAMES) counters[name] = (counters[name] ?? 0) + delta[name]
    for (const [day, byName] of outcomes.days)
      for (const [name, by] of Object.entries(byName)) {
        outcomesByDay[`${day} ${name}`] = (outcomesByDay[`${day} ${name}`] ?? 0) + by
      }
    return 'recorded' as const
  }
  const recordOperator = async (events: readonly OperatorEvent[]) => {
    for (const event of events) operatorLedger.set(event.id, event)
  }
  const deps: PublishDeps = {
    isOperator: isOperatorImage,
    isApproval: isApprovalImage,
    conversationIn: conversationInImage,
    operatorIn: operatorInImage,
    toldIn: toldInImage,
    approvalIn: approvalInImage,
    derive,
    deriveOperator: deriveOperatorEvents,
    deriveApproval: deriveApprovalEvents,
    record,
    recordOperator,
    putOnBus: async (events) => {
      bus.push(...events)
      return new Set<string>()
    },
    announce: async (deadlines) => void announced.push(deadlines),
    tellReview: async (messages) => void reviewed.push(...messages),
    noteCanary: async (account, heard) => void canaries.push({ account, ...heard }),
    noteIntake: async (tally) => void tallies.push(tally),
    now: () => START_MS + 5_000,
    count,
    log,
    ...changes,
  }
  return {
    publish: (...records: DynamoDBRecord[]) => publishChanges(records, deps),
    record,
    ledger,
    operatorLedger,
    counters,
    outcomesByDay,
    bus,
    tallies,
    canaries,
    announced,
    reviewed,
    metrics,
    codes,
  }
}

type Image = NonNullable<NonNullable<DynamoDBRecord['dynamodb']>['NewImage']>
export const image = (conversation: Conversation): Image => marshall(toItem({ conversation, carried: {} }, 30)) as Image

export function aStreamRecord(sequence: number, after: Conversation, before?: Conversation): DynamoDBRecord {
  return {
    eventName: before ? 'MODIFY' : 'INSERT',
    dynamodb: {
      SequenceNumber: String(sequence),
      NewImage: image(after),
      ...(before ? { OldImage: image(before) } : {}),
    },
  }
}

export const operatorImage = (operator: StoredOperator): Image =>
  marshall({ pk: operatorsPk(operator.account), sk: operatorSk(operator.operatorId), operator }) as Image

export const anOperatorRecord = (sequence: number, after: StoredOperator, before?: StoredOperator): DynamoDBRecord => ({
  eventName: before ? 'MODIFY' : 'INSERT',
  dynamodb: {
    SequenceNumber: String(sequence),
    NewImage: operatorImage(after),
    ...(before ? { OldImage: operatorImage(before) } : {}),
  },
})
export const aSignalRecord = (sequence: number, signal: LearningSignal): DynamoDBRecord => ({
  eventName: 'INSERT',
  dynamodb: {
    SequenceNumber: String(sequence),
    NewImage: marshall({
      pk: signalsPk(signal.account),
      sk: signalSk(signal.endedAtMs, signal.conversationId, signal.id),
      signal,
    }) as Image,
  },
})
export const aSuggestedRecord = (sequence: number, suggested: Suggested): DynamoDBRecord => ({
  eventName: 'MODIFY',
  dynamodb: {
    SequenceNumber: String(sequence),
    NewImage: marshall({
      pk: conversationPk(suggested.account, suggested.conversationId),
      sk: SUGGESTED_SK,
      suggested,
    }) as Image,
  },
})
const toldRecord = (sequence: number, item: Readonly<Record<string, unknown>>): DynamoDBRecord => ({
  eventName: 'INSERT',
  dynamodb: { SequenceNumber: String(sequence), NewImage: marshall(item) as Image },
})
export const aFlagRecord = (sequence: number, flagged: ArticleFlag): DynamoDBRecord =>
  toldRecord(sequence, {
    pk: articleHealthPk(flagged.account),
    sk: articleFlagSk(flagged.articleId, flagged.approvalId),
    flagged,
  })
export const aProposalRecord = (sequence: number, proposal: HeldProposal): DynamoDBRecord =>
  toldRecord(sequence, { pk: proposalsPk(proposal.account), sk: proposalSk(proposal.id), proposal })
export const opened = (conversationId: number) => aConversation({ conversationId })
export const resolved = (conversationId: number) => aConversation({ conversationId, version: 2, status: 'resolved' })
export const fails = (sequence: number) => ({ batchItemFailures: [{ itemIdentifier: String(sequence) }] })
export const succeeds = { batchItemFailures: [] }
export const down = () => Promise.reject(new Error('down'))

export const MINUTE_MS = 60_000
/** An open conversation whose customer began to wait `waitedMs` before the writes of these tests. */
export const waitingFor = (conversationId: number, waitedMs: number, version = 1) => {
  const atMs = START_MS + 5_000 - waitedMs
  return aWatched({
    conversationId,
    version,
    writtenAtMs: START_MS + 4_000,
    snapshot: { createdAtMs: atMs, waitingSinceMs: atMs },
  })
}

export const byId = (a: { readonly id: string }, b: { readonly id: string }): number => (a.id < b.id ? -1 : 1)

/** The id of the conversation, operator or article that an event is of. */
export function subjectOf(event: AnyEvent): number {
  if ('conversationId' in event) return event.conversationId
  return 'operatorId' in event ? event.operatorId : Number(event.articleId)
}
