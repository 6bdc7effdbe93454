import type { ConversationState } from './conversation.ts'
import { operatorOf, statusOf, waitingSinceMs } from './turn.ts'

export const COUNT_NAMES = ['open', 'pending', 'snoozed', 'unassigned', 'waiting'] as const
export type CountName = (typeof COUNT_NAMES)[number]
export type Counts = Readonly<Record<CountName, number>>

/**
 * How one conversation adds to its account's counters: 0 or 1 each. `unassigned` (no operator; a bot is none) and
 * `waiting` count open conversations only. No state, or one without a snapshot yet, counts nowhere.
 */
export function counts(state: ConversationState | undefined): Counts {
  const status = state === undefined ? null : statusOf(state)
  const open = state !== undefined && status === 'open'
  return {
    open: one(open),
    pending: one(status === 'pending'),
    snoozed: one(status === 'snoozed'),
    unassigned: one(open && operatorOf(state) === null),
    waiting: one(open && waitingSinceMs(state) !== null),
  }
}

/** What the change adds to the counters: -1, 0 or 1 each. */
export function countDelta(before: ConversationState | undefined, after: ConversationState | undefined): Counts {
  const from = counts(before)
  const to = counts(after)
  return {
    open: to.open - from.open,
    pending: to.pending - from.pending,
    snoozed: to.snoozed - from.snoozed,
    unassigned: to.unassigned - from.unassigned,
    waiting: to.waiting - from.waiting,
  }
}

const one = (yes: boolean): number => (yes ? 1 : 0)
