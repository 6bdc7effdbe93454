import type { Directory } from '#domain/operator'
import type { Holding } from './load.ts'

/** An open conversation of an operator as the index shows it, without a second read. */
export type OpenEntry = {
  readonly conversationId: number
  readonly inboxId: number | null
  /** Since when its customer waits, epoch milliseconds; null: it is the customer's turn. */
  readonly waitingSinceMs: number | null
  /** Of the customer's turn: the last activity. */
  readonly quietSinceMs: number | null
}

/** An entry tells the inbox, and whose turn it is; whether somebody has answered before it does not. */
export const holdingIn =
  (directory: Pick<Directory, 'inboxes'> | null) =>
  ({ inboxId, waitingSinceMs, quietSinceMs }: OpenEntry): Holding => ({
    channel: directory?.inboxes.find(({ id }) => id === inboxId)?.channel ?? null,
    turn: waitingSinceMs === null ? 'customer' : 'operator',
    quietSinceMs,
    underWay: false,
  })
