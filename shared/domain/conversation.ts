import type { CsatFact, Snapshot } from './observation.ts'

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
}

/** The stored conversation. `version` and the stamps belong to the write, not to the join. */
export type Conversation = {
  readonly account: string
  readonly conversationId: number
  /** 1 for the first write, then +1 a write. */
  readonly version: number
  readonly state: ConversationState
  /** The newest receipt among the observations of the last write, epoch milliseconds. */
  readonly observedAtMs: number
  /** Epoch milliseconds of the last write. */
  readonly writtenAtMs: number
  /** Correlation id of the newest observation of the last write. */
  readonly correlationId: string
  readonly source: 'webhook' | 'reconciled'
}
