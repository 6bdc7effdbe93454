/** An escalation as the API lists it. */
import type { ListedEscalation } from '#functions/console/src/watch-shapes'

export const START_MS = 1_789_376_400_000

export function aListedEscalation(part: Partial<ListedEscalation> = {}): ListedEscalation {
  const { conversationId = 1042, cause = 'response', raisedAtMs = START_MS } = part
  return {
    id: `shop.${conversationId}.${cause}.${raisedAtMs}`,
    conversationId,
    cause,
    rules: ['answer-late'],
    clock: 'first_response',
    raisedAtMs,
    rung: 0,
    rungName: 'assignee',
    rungAtMs: raisedAtMs,
    climbAtMs: raisedAtMs + 600_000,
    acknowledged: null,
    ended: null,
    feedback: null,
    packet: null,
    ...part,
  }
}
