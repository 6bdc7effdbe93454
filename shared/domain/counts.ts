import type { ConversationState } from './conversation.ts'
import { operatorOf, statusOf, waitingSinceMs } from './turn.ts'
import { activeEscalations, isRunning, type Watch } from './watch.ts'

export const COUNT_NAMES = [
  ...(['open', 'pending', 'snoozed', 'unassigned', 'waiting'] as const),
  ...(['warned', 'breached', 'escalated'] as const),
] as const
export type CountName = (typeof COUNT_NAMES)[number]
export type Counts = Readonly<Record<CountName, number>>

/** As much of a conversation as counts. */
export type Counted = { readonly state: ConversationState; readonly watch?: Watch }

/**
 * How one conversation adds to its account's counters: 0 or 1 each. `unassigned` (no operator; a bot is none) and
 * `waiting` count open conversations only. `breached`: a running clock is past its target; `warned`: one has given a
 * warning, and none is past. No conversation, or one without a snapshot yet, counts nowhere.
 */
export function counts(conversation: Counted | undefined): Counts {
  const state = conversation?.state
  const running = Object.values(conversation?.watch?.runs ?? {}).filter(isRunning)
  const breached = running.some(({ breachedAtMs }) => breachedAtMs !== undefined)
  const status = state === undefined ? null : statusOf(state)
  const open = state !== undefined && status === 'open'
  return {
    open: one(open),
    pending: one(status === 'pending'),
    snoozed: one(status === 'snoozed'),
    unassigned: one(open && operatorOf(state) === null),
    waiting: one(open && waitingSinceMs(state) !== null),
    warned: one(!breached && running.some(({ warned }) => warned !== undefined)),
    breached: one(breached),
    escalated: one(activeEscalations(conversation?.watch).length > 0),
  }
}

/** What the change adds to the counters: -1, 0 or 1 each. */
export function countDelta(before: Counted | undefined, after: Counted | undefined): Counts {
  const from = counts(before)
  const to = counts(after)
  return Object.fromEntries(COUNT_NAMES.map((name) => [name, to[name] - from[name]])) as Counts
}

const one = (yes: boolean): number => (yes ? 1 : 0)
