/** Whose turn it is, and since when a customer waits: read off the merged state, so late and lost webhooks mislead little. */
import type { ConversationState, MessageRef } from './conversation.ts'
import type { Snapshot, Status } from './observation.ts'

/** `queue`: people's turn, and no person has it. `bot`: a bot holds the conversation and owes the answer. */
export const TURNS = ['queue', 'operator', 'bot', 'customer', 'nobody'] as const
export type Turn = (typeof TURNS)[number]

/**
 * Chatwoot builds a message's payload before or after it sets `waiting_since` for that message. A snapshot this close
 * to the message, in milliseconds, may still tell the state before it.
 */
const SETTLING_MS = 10_000

/**
 * Chatwoot deletes without a word: asked, it had the conversation no more. A row that changed later, or was read later,
 * shows that it has it after all, restored or never gone.
 */
export function isDeleted({ deleted, readTo, snapshot }: ConversationState): boolean {
  return deleted !== undefined && deleted.atMs >= Math.max(readTo?.atMs ?? 0, (snapshot?.updatedAtUs ?? 0) / 1000)
}

/** The row as it counts: one that was deleted counts as resolved at the moment somebody noticed. */
export function rowOf(state: ConversationState): Snapshot | undefined {
  const { snapshot, deleted } = state
  if (snapshot === undefined || deleted === undefined || !isDeleted(state)) return snapshot
  if (snapshot.status === 'resolved') return snapshot
  const updatedAtUs = Math.max(snapshot.updatedAtUs, deleted.atMs * 1000)
  return { ...snapshot, updatedAtUs, status: 'resolved', waitingSinceMs: null, snoozedUntilMs: null }
}

/** Null as long as no snapshot is known. */
export const statusOf = (state: ConversationState): Status | null => rowOf(state)?.status ?? null

/** Null if nobody or a bot is assigned: bots do not take work from people's queues. */
export const operatorOf = (state: ConversationState): number | null =>
  state.snapshot?.assignee?.kind === 'operator' ? state.snapshot.assignee.id : null

/** The newest public reply that ends a wait, by a person or a bot. Messages are ordered by id. */
export function lastAnswer(state: ConversationState): MessageRef | undefined {
  const { lastReply, lastBotReply } = state
  if (lastReply === undefined) return lastBotReply
  return lastBotReply !== undefined && lastBotReply.id > lastReply.id ? lastBotReply : lastReply
}

/**
 * Epoch milliseconds since which a customer waits for an answer, of a person or (status pending) of a bot; null if
 * nobody waits. Chatwoot's own `waiting_since` counts, but messages we know of correct a snapshot older than they are:
 * - it speaks of a wait that began after the newest answer: so it is;
 * - a bot spoke last, and an open row that knows of it still names a wait: the bot handed over, the customer waits on;
 * - the newest message answers: nobody waits;
 * - a customer wrote last: they wait since then, unless a snapshot clearly later than the message says that nobody does
 *   (resolved and reopened, or answered by a message we never saw).
 */
export function waitingSinceMs(state: ConversationState): number | null {
  const { lastInbound } = state
  const snapshot = rowOf(state)
  if (snapshot?.status === 'resolved' || snapshot?.status === 'snoozed') return null
  const said = snapshot?.waitingSinceMs ?? null
  const answer = lastAnswer(state)
  if (said !== null && (answer === undefined || said > answer.atMs || isHandOver(answer, state))) return said
  if (lastInbound === undefined || (answer !== undefined && answer.id > lastInbound.id)) return null
  const cleared = said === null && snapshot !== undefined && isClearlyAfter(snapshot.updatedAtUs, lastInbound)
  return cleared ? null : lastInbound.atMs
}

/**
 * Who has to act next. Resolved and snoozed: nobody. A pending conversation waits on its bot, not on people. In an open
 * one a waiting customer waits on the assigned operator; without one (nobody, or a bot that handed over) on the queue.
 */
export function turnOf(state: ConversationState): Turn {
  const status = statusOf(state)
  if (status === null || status === 'resolved' || status === 'snoozed') return 'nobody'
  if (waitingSinceMs(state) === null) return 'customer'
  if (status === 'pending') return 'bot'
  return operatorOf(state) === null ? 'queue' : 'operator'
}

/**
 * A bot's last words before or after it hands over are a message like its answers, but they end no wait, or one begins
 * in the same second. Only the row tells. Should a row catch the instant before an answer ends the wait, the next one,
 * which that change itself brings, corrects it.
 */
const isHandOver = (answer: MessageRef, { snapshot, lastBotReply }: ConversationState): boolean =>
  snapshot?.status === 'open' && answer.id === lastBotReply?.id && knows(snapshot, answer)

/** Not every version moves `updated_at` with a message; its activity is known to the second. */
const knows = (row: Snapshot, message: MessageRef): boolean =>
  row.updatedAtUs >= message.atMs * 1000 || row.lastActivityAtMs >= Math.floor(message.atMs / 1000) * 1000

const isClearlyAfter = (atUs: number, message: MessageRef): boolean => atUs >= (message.atMs + SETTLING_MS) * 1000
