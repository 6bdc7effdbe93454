/**
 * What was given to whom a moment ago. The index of conversations by operator lags behind by Chatwoot's answer, its
 * webhook and DynamoDB's own delay: until it shows a conversation, its reservation counts. One board an account, written
 * on condition of its version with each decision, so that two routers never fill the same seat.
 */
import type { Conversation } from '#domain/conversation'
import { operatorOf, statusOf } from '#domain/turn'
import type { Effort } from './routing-policy.ts'

export type Reservation = Effort & { readonly operatorId: number; readonly untilMs: number }

export type Board = {
  /** 0: not there yet. */
  readonly version: number
  /** By conversation. */
  readonly reserved: { readonly [conversationId: string]: Reservation }
  /** When an operator was last given one, epoch milliseconds, by id. */
  readonly givenAtMs: { readonly [operatorId: string]: number }
}

export const EMPTY_BOARD: Board = { version: 0, reserved: {}, givenAtMs: {} }

/** Longer than an action that is carried out takes from the decision to the index. */
const RESERVED_MS = 300_000
/** Longer than an action may take at all, Chatwoot being down: what has not ended then has got lost. */
export const LOST_AFTER_MS = 30 * 60_000

/** The board after a conversation was given away; what has run out is left behind. */
export function withGiven(
  board: Board,
  given: Effort & { readonly conversationId: number; readonly operatorId: number },
  nowMs: number,
): Board {
  const { conversationId, operatorId, points, minutes } = given
  return {
    version: board.version + 1,
    reserved: {
      ...liveOf(board, nowMs),
      [conversationId]: { operatorId, points, minutes, untilMs: nowMs + LOST_AFTER_MS },
    },
    givenAtMs: { ...board.givenAtMs, [operatorId]: nowMs },
  }
}

export type ReservedSeat = Reservation & { readonly conversationId: number }

/** Reservations that have not run out. */
export const reservedSeats = (board: Board, nowMs: number): readonly ReservedSeat[] =>
  Object.entries(liveOf(board, nowMs)).map(([id, reservation]) => ({ ...reservation, conversationId: Number(id) }))

/**
 * Whether a seat is taken by a conversation that the index does not show with its operator yet: still on its way to him, or
 * his already. Resolved, or given to somebody else since, it has left the seat.
 */
export function isTaken(
  { operatorId }: ReservedSeat,
  { state, routing }: Pick<Conversation, 'state' | 'routing'>,
): boolean {
  if (statusOf(state) !== 'open') return false
  return operatorOf(state) === operatorId || (routing?.state === 'asked' && routing.operatorId === operatorId)
}

/**
 * The board without what is over: of seats that were given so long ago that the index would show them only those that
 * are still taken, as their actions wait for Chatwoot.
 */
export const tidied = (board: Board, isStillTaken: (conversationId: number) => boolean, nowMs: number): Board => ({
  ...board,
  reserved: Object.fromEntries(
    Object.entries(board.reserved).filter(
      ([id, { untilMs }]) => nowMs < untilMs - LOST_AFTER_MS + RESERVED_MS || isStillTaken(Number(id)),
    ),
  ),
})

const liveOf = ({ reserved }: Board, nowMs: number): Board['reserved'] =>
  Object.fromEntries(Object.entries(reserved).filter(([, { untilMs }]) => untilMs > nowMs))
