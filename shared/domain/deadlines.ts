import type { ConversationState } from './conversation.ts'
import type { Priority } from './observation.ts'
import { statusOf, waitingSinceMs } from './turn.ts'

export type Deadline = {
  /** Epoch milliseconds by which an answer is due. */
  readonly deadlineAtMs: number
  /** Epoch milliseconds from which the deadline is at risk. */
  readonly atRiskAtMs: number
  readonly clock: 'first_response' | 'next_response'
}

const MINUTE_MS = 60_000
/** The shipped promise: elapsed time from the start of the wait to a person's answer. */
const ANSWER_WITHIN_MS: Readonly<Record<Priority | 'none', number>> = {
  urgent: 15 * MINUTE_MS,
  high: 30 * MINUTE_MS,
  medium: 60 * MINUTE_MS,
  none: 60 * MINUTE_MS,
  low: 240 * MINUTE_MS,
}
const AT_RISK_SHARE = 0.75

/** When people owe an answer next; null if they owe none: nobody waits, or a bot has the turn (status pending). */
export function deadlineOf(state: ConversationState): Deadline | null {
  const sinceMs = waitingSinceMs(state)
  if (sinceMs === null || statusOf(state) !== 'open') return null
  const withinMs = ANSWER_WITHIN_MS[state.snapshot?.priority ?? 'none']
  return {
    deadlineAtMs: sinceMs + withinMs,
    atRiskAtMs: sinceMs + withinMs * AT_RISK_SHARE,
    clock: hasHumanReply(state) ? 'next_response' : 'first_response',
  }
}

const hasHumanReply = (state: ConversationState): boolean =>
  state.firstReply !== undefined || (state.snapshot?.firstReplyAtMs ?? null) !== null
