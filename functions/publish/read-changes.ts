import type { DynamoDBRecord } from 'aws-lambda'
import type { Approval } from '#domain/approval'
import type { Conversation } from '#domain/conversation'
import { type Counts, countDelta } from '#domain/counts'
import type { StoredOperator } from '#domain/operator'
import type { ApprovalEvent } from '#events/approval-events'
import type { ArticleEvent } from '#events/article-events'
import type { ConversationEvent } from '#events/conversation-events'
import type { GradeEvent } from '#events/grade-events'
import type { OperatorEvent } from '#events/operator-events'
import type { SignalEvent } from '#events/signal-events'
import type { SuggestionEvent } from '#events/suggestion-events'

export type Image = NonNullable<NonNullable<DynamoDBRecord['dynamodb']>['NewImage']>

/** A stream record that tells a change of a conversation. */
export type ConversationChange = {
  readonly of: 'conversation'
  readonly sequenceNumber: string
  readonly before: Conversation | undefined
  readonly after: Conversation
  readonly events: readonly ConversationEvent[]
  readonly delta: Counts
}
/** A stream record that tells a change of an operator. */
export type OperatorChange = {
  readonly of: 'operator'
  readonly sequenceNumber: string
  readonly after: StoredOperator
  readonly events: readonly OperatorEvent[]
}
/** A stream record that is told and not recorded: it is its own record. */
export type ToldChange = {
  readonly of: 'told'
  readonly sequenceNumber: string
  readonly after: { readonly account: string }
  readonly events: readonly ToldEvent[]
}
export type ToldEvent = SignalEvent | GradeEvent | SuggestionEvent | ArticleEvent
/** A stream record that tells a change of an approval. */
export type ApprovalChange = {
  readonly of: 'approval'
  readonly sequenceNumber: string
  readonly after: Approval
  readonly events: readonly ApprovalEvent[]
}
export type Change = ConversationChange | OperatorChange | ApprovalChange | ToldChange
export const isOfConversation = (change: Change): change is ConversationChange => change.of === 'conversation'

export type ReadChangesDeps = {
  readonly isOperator: (image: Image) => boolean
  readonly isApproval: (image: Image) => boolean
  /** @throws Error when the image is none of a conversation. */
  readonly conversationIn: (image: Image) => Conversation
  /** @throws Error when the image is none of an operator. */
  readonly operatorIn: (image: Image) => StoredOperator
  /** What an image tells that is neither of a conversation nor of an operator; undefined: it is of one of them. */
  readonly toldIn: (image: Image) => Pick<ToldChange, 'after' | 'events'> | undefined
  /** @throws Error when the image is none of an approval. */
  readonly approvalIn: (image: Image) => Approval
  readonly derive: (before: Conversation | undefined, after: Conversation) => ConversationEvent[]
  readonly deriveOperator: (before: StoredOperator | undefined, after: StoredOperator) => OperatorEvent[]
  readonly deriveApproval: (before: Approval | undefined, after: Approval) => ApprovalEvent[]
  readonly log: { fault(code: string, error: unknown, fields: Readonly<Record<string, string | number>>): void }
}

/** The changes up to the first record that cannot be read, and that record's sequence number. */
export function readChanges(
  records: readonly DynamoDBRecord[],
  deps: ReadChangesDeps,
): { readonly changes: readonly Change[]; readonly unreadable: string | undefined } {
  const changes: Change[] = []
  for (const { dynamodb } of records) {
    const sequenceNumber = dynamodb?.SequenceNumber ?? ''
    const { NewImage, OldImage } = dynamodb ?? {}
    // A removal is an expired conversation: nothing happened to it.
    if (NewImage === undefined) continue
    try {
      changes.push(readChange({ sequenceNumber, NewImage, OldImage }, deps))
    } catch (error) {
      deps.log.fault('change_unreadable', error, { sequenceNumber })
      return { changes, unreadable: sequenceNumber }
    }
  }
  return { changes, unreadable: undefined }
}

type Images = {
  readonly sequenceNumber: string
  readonly NewImage: Image
  readonly OldImage: Image | undefined
}

function readChange({ sequenceNumber, NewImage, OldImage }: Images, deps: ReadChangesDeps): Change {
  const told = deps.toldIn(NewImage)
  if (told !== undefined) return { of: 'told', sequenceNumber, ...told }
  if (deps.isOperator(NewImage)) {
    const after = deps.operatorIn(NewImage)
    const before = OldImage === undefined ? undefined : deps.operatorIn(OldImage)
    return { of: 'operator', sequenceNumber, after, events: deps.deriveOperator(before, after) }
  }
  if (deps.isApproval(NewImage)) {
    const after = deps.approvalIn(NewImage)
    const before = OldImage === undefined ? undefined : deps.approvalIn(OldImage)
    return { of: 'approval', sequenceNumber, after, events: deps.deriveApproval(before, after) }
  }
  const after = deps.conversationIn(NewImage)
  const before = OldImage === undefined ? undefined : deps.conversationIn(OldImage)
  const events = deps.derive(before, after)
  return { of: 'conversation', sequenceNumber, before, after, events, delta: countDelta(before, after) }
}
