/** What an operator has in hand: points of his capacity, and minutes of work still to be expected. */
import type { ConversationState } from '#domain/conversation'
import { lastAnswer, turnOf } from '#domain/turn'
import type { Load } from './choice-terms.ts'
import { effortOf } from './profile.ts'
import type { RoutingDocument } from './routing-policy.ts'

/** An open conversation of an operator, as far as his load is concerned. */
export type Holding = {
  readonly channel: string | null
  /** Whose turn it is. */
  readonly turn: 'operator' | 'customer'
  /** The customer's: since when, epoch milliseconds; null: unknown, and thus long. */
  readonly quietSinceMs: number | null
  /** A person has answered before. */
  readonly underWay: boolean
}

export const NO_LOAD: Load = { conversations: 0, points: 0, minutes: 0, unanswered: 0 }

/** A customer who has been silent for so long is not expected back at once: the conversation takes no capacity. */
export const QUIET_MS = 15 * 60_000
/** On the customer's turn, the share of the points that is kept for the answer to come. */
const HELD_POINTS = 0.5
/** Shares of a channel's minutes that are still to come. */
const UNDER_WAY = 0.8
const CUSTOMERS_TURN = 0.2

/** Undefined: takes nothing of an operator, because it sleeps, is resolved, with a bot, or with nobody. */
export function holdingOf(state: ConversationState): Holding | undefined {
  const turn = turnOf(state)
  if (turn !== 'operator' && turn !== 'customer') return undefined
  const answer = lastAnswer(state)
  return {
    channel: state.snapshot?.channel ?? null,
    turn,
    quietSinceMs: turn === 'customer' ? (answer?.atMs ?? state.snapshot?.lastActivityAtMs ?? null) : null,
    underWay: state.firstReply !== undefined || (state.snapshot?.firstReplyAtMs ?? null) !== null,
  }
}

/** Of all the open conversations of one operator, whatever their inboxes. */
export function loadOf(
  holdings: readonly Holding[],
  { document, nowMs }: { readonly document: RoutingDocument; readonly nowMs: number },
): Load {
  let { points, minutes, unanswered } = NO_LOAD
  for (const { channel, turn, quietSinceMs, underWay } of holdings) {
    const effort = effortOf(channel, document)
    if (turn === 'operator') {
      unanswered += 1
      points += effort.points
      minutes += effort.minutes * (underWay ? UNDER_WAY : 1)
    } else if (quietSinceMs !== null && nowMs - quietSinceMs < QUIET_MS) {
      points += effort.points * HELD_POINTS
      minutes += effort.minutes * CUSTOMERS_TURN
    }
  }
  return { conversations: holdings.length, points, minutes, unanswered }
}

/** With one more conversation of this channel, not answered yet. */
export function withOneMore(load: Load, channel: string | null, document: RoutingDocument): Load {
  const { points, minutes } = effortOf(channel, document)
  return {
    conversations: load.conversations + 1,
    points: load.points + points,
    minutes: load.minutes + minutes,
    unanswered: load.unanswered + 1,
  }
}
