/** What the routes need of the store and the queues; handler.ts wires `#store/queue-reads` and `#messaging/queue-depth` in. */
import type { Conversation } from '#domain/conversation'
import type { Counts } from '#domain/counts'
import type { Status } from '#domain/observation'
import type { ConversationEvent } from '#events/conversation-events'

export type QueueFilters = {
  readonly team?: number
  readonly inbox?: number
  readonly operator?: number
  readonly unassigned?: boolean
  readonly atRisk?: boolean
}
export type QueueList = {
  readonly account: string
  readonly status: Status
  readonly sort: 'waiting' | 'deadline'
  readonly filters: QueueFilters
}
export type PageAsked = { readonly cursor: string | null; readonly limit: number }
export type BadCursor = { readonly badCursor: true }

export type Intake = {
  readonly applied: number
  readonly lastReceivedAtMs: number | null
  readonly lastPublishedAtMs: number | null
  readonly lagMs: number | null
}
export type Tallies = { readonly counts: Counts | null; readonly intake: Intake | null }

export type Reads = {
  queuePage(
    list: QueueList,
    page: PageAsked,
  ): Promise<{ readonly items: readonly Conversation[]; readonly nextCursor: string | null } | BadCursor>
  tallies(account: string): Promise<Tallies>
  conversation(account: string, conversationId: number): Promise<Conversation | null>
  ledgerPage(
    of: { account: string; conversationId: number },
    page: PageAsked,
  ): Promise<{ readonly events: readonly ConversationEvent[]; readonly olderCursor: string | null } | BadCursor>
  oldestWaitingSinceMs(account: string): Promise<number | null>
  newestWriteAtMs(account: string): Promise<number | null>
}

/** Messages in the inbound queue and its dead-letter queue, of all accounts together. */
export type Depth = { readonly inQueue: number; readonly deadLettered: number }
/** Null when the queues cannot be read just now. */
export type ReadDepth = () => Promise<Depth | null>
