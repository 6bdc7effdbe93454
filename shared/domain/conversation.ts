import type {
  CanaryHeard,
  CsatFact,
  Deleted,
  Handed,
  MessageSignals,
  PromiseKind,
  ReadTo,
  Snapshot,
} from './observation.ts'
import type { Routing } from './routing/routing-record.ts'
import type { Said } from './topic.ts'
import type { Watch } from './watch.ts'

/** A message as far as the turn and the clocks need it. */
export type MessageRef = { readonly id: number; readonly atMs: number; readonly senderId: number | null }

/**
 * What we know of one conversation: a join semilattice. Every field is a register with a total order, so `merge` is
 * commutative, associative and idempotent (property test: tests/unit/domain/merge.property.test.ts).
 */
export type ConversationState = {
  /** Greatest by (updatedAtUs, lastActivityAtMs, firstReplyAtMs, canonical text). */
  readonly snapshot?: Snapshot
  /** Greatest by (atUs, name). */
  readonly inboxName?: { readonly name: string; readonly atUs: number }
  /** Least id; for one id the larger `atMs`, then the larger `senderId` (null least). The same for the others below. */
  readonly firstInbound?: MessageRef
  /** Greatest id; for one id the larger `atMs`. */
  readonly lastInbound?: MessageRef
  /** Public replies by a person: least and greatest id. */
  readonly firstReply?: MessageRef
  readonly lastReply?: MessageRef
  /** Public answers by a bot or Captain that clear the waiting: greatest id. */
  readonly lastBotReply?: MessageRef
  /** Greatest by (updatedAtUs, receivedAtMs or 0, messageId, rating, hasFeedback). */
  readonly csat?: CsatFact
  /** The newest customer's message that sounds worth a look: greatest id. */
  readonly flagged?: Flagged
  /** The newest save that took it from an operator: greatest by (atUs, from, to). */
  readonly handed?: Handed
  /** The newest promise of an operator: greatest id. */
  readonly promised?: Promised
  /**
   * What the customer's first messages are about, by message id: substantive ones first, at most `SAID_KEPT`. For one id the
   * greatest by (substantive, scored, canonical text).
   */
  readonly said?: readonly Said[]
  /** The newest message of the canary: greatest id; for one id the earliest receipt, then the larger `sentAtMs`. */
  readonly canary?: CanaryHeard
  /** How far readings of the API have seen it: the greatest of each. */
  readonly readTo?: ReadTo
  /** Chatwoot said that it has no such conversation: the greatest instant. `isDeleted` weighs it against signs of life. */
  readonly deleted?: Deleted
}

export type Flagged = MessageSignals & { readonly messageId: number; readonly atMs: number }
export type Promised = {
  readonly messageId: number
  readonly operatorId: number | null
  readonly madeAtMs: number
  readonly dueAtMs: number
  readonly kind: PromiseKind
}

/** What caused a write: a webhook, a reading of the API, a deadline that was reached, a person's command, or a decision of routing. */
export const WRITE_SOURCES = ['webhook', 'reconciled', 'clock', 'person', 'routing'] as const
export type WriteSource = (typeof WRITE_SOURCES)[number]

/** The stored conversation. `version` and the stamps belong to the write, not to the join. */
export type Conversation = {
  readonly account: string
  readonly conversationId: number
  /** 1 for the first write, then +1 a write. */
  readonly version: number
  readonly state: ConversationState
  /** Clocks, escalations and promises; absent as long as no snapshot is known, and on items of earlier releases. */
  readonly watch?: Watch
  /** Where its routing stands: written by `route` alone, and carried over by every other writer. */
  readonly routing?: Routing
  /** The newest receipt among the observations of the last write that had any, epoch milliseconds. */
  readonly observedAtMs: number
  /** Epoch milliseconds of the last write. */
  readonly writtenAtMs: number
  /** Correlation id of the last write: of its newest observation, or of the deadline or request that caused it. */
  readonly correlationId: string
  readonly source: WriteSource
}
