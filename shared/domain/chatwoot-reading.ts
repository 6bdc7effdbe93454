/**
 * Readings: what Backdesk asks Chatwoot to tell, by way of `act`, because nobody else holds the token. A request travels
 * on the queue of actions in a group of its own account; the answer goes to the queue of whoever asked.
 */
import type { Directory, Operator } from './operator.ts'

export type ReadingRequest = {
  readonly kind: 'reading'
  /** `operators`: availability alone, one call. `directory`: also teams, inboxes and who belongs to them. */
  readonly what: 'operators' | 'directory'
  readonly account: string
  /** The same request again is answered once or twice, which is harmless. */
  readonly id: string
  readonly requestedAtMs: number
  readonly correlationId: string
}

/** An operator as read; memberships only where the whole directory was read. */
export type OperatorSeen = Pick<Operator, 'operatorId' | 'name' | 'role' | 'availability'> &
  Partial<Pick<Operator, 'teams' | 'inboxes'>>

export type Reading = {
  readonly kind: 'operators_read'
  readonly account: string
  readonly requestId: string
  /** When Chatwoot was asked, epoch milliseconds: a later reading wins. */
  readonly readAtMs: number
  readonly correlationId: string
  readonly operators: readonly OperatorSeen[]
  /** Absent: availability alone was read, or it stands in part 1. */
  readonly directory?: Omit<Directory, 'account' | 'readAtMs'>
  /** Only of an answer that is too large for one message. */
  readonly split?: ReadingPart
}

export type ReadingPart = {
  /** From 1 to `parts`. Each part has some of the operators, and all of what it says of them. */
  readonly part: number
  readonly parts: number
  /** All operators that were read: each part tells on its own who is gone. */
  readonly operatorIds: readonly number[]
}
