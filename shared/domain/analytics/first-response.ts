/**
 * The first response: from when a customer waits for people to the first reply of a person that is more than a promise of
 * another. Bots answer nobody here, and what is handed over by a bot is owed from then on.
 */
import { type Situation, turnIn } from '#domain/situation'
import type { ConversationEvent } from '#events/conversation-events'
import type { HoldingReply } from './fact.ts'
import type { Tally } from './tally.ts'

type Replied = Extract<ConversationEvent, { readonly type: 'conversation.operator_replied.v1' }>
type Promised = Extract<ConversationEvent, { readonly type: 'promise.made.v1' }>

const FIRST = 'first'
/** Holding replies that are remembered for whoever says that one was none. */
const MOST_HELD = 5

export const replyName = (messageId: number): string => `reply:${messageId}`

/** Keeps since when people owe the first response. */
export function owe(before: Situation, atMs: number, { progress }: Tally): void {
  if (progress.answered) return
  const { situation, owedSinceMs, holding } = progress
  const turn = turnIn(situation)
  if (turn === 'queue' || turn === 'operator')
    progress.owedSinceMs = owedSinceMs ?? (turnIn(before) === 'bot' ? atMs : (situation.waitingSinceMs ?? atMs))
  // whom somebody promised an answer still waits for it, though the turn is the customer's
  else if (holding.length === 0) progress.owedSinceMs = null
}

export function countReply({ occurredAtMs: atMs, data }: Replied, tally: Tally): void {
  const { progress } = tally
  const { messageId, operatorId, first, waitedMs } = data
  const { owedSinceMs, answered, holding } = progress
  tally.put('replies', atMs, { operatorId, of: replyName(messageId) })
  const isFirst = !answered && owedSinceMs !== null && (first || holding.length > 0)
  progress.answered = true
  progress.owedSinceMs = null
  progress.firstReply = null
  if (isFirst) {
    const { teamId } = progress.situation
    progress.firstReply = { messageId, atMs, owedSinceMs, teamId, operatorId }
    putFirst(progress.firstReply, tally)
  } else if (waitedMs !== null) tally.put('next_response', atMs, { operatorId, value: waitedMs })
}

/** The reply turns out to promise another: it holds the customer off, and answers nothing. */
export function holdReply({ occurredAtMs, data }: Promised, tally: Tally): void {
  const { progress } = tally
  const { firstReply } = progress
  tally.put('holding_replies', occurredAtMs, { operatorId: data.operatorId })
  if (firstReply === null || firstReply.messageId !== data.messageId) return
  tally.withdraw(FIRST)
  progress.answered = false
  progress.owedSinceMs = firstReply.owedSinceMs
  progress.firstReply = null
  progress.holding = [...progress.holding, firstReply].slice(-MOST_HELD)
}

/** Somebody says that it was no promise: then it was the first response, unless there was one before it. */
export function dismissHolding(messageId: number, tally: Tally): void {
  const { progress } = tally
  const held = progress.holding.find((one) => one.messageId === messageId)
  if (held === undefined || (progress.firstReply !== null && progress.firstReply.atMs <= held.atMs)) return
  tally.withdraw(FIRST)
  progress.holding = progress.holding.filter((one) => one !== held)
  progress.answered = true
  progress.owedSinceMs = null
  progress.firstReply = held
  putFirst(held, tally)
}

const putFirst = ({ atMs, owedSinceMs, teamId, operatorId }: HoldingReply, tally: Tally): void =>
  tally.put('first_response', atMs, { value: Math.max(0, atMs - owedSinceMs), teamId, operatorId, of: FIRST })
