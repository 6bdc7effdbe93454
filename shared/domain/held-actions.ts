/** Actions that outage mode holds, and the order in which they go when it is over. */
import type { ActionKey } from './action.ts'

export type HeldAction = ActionKey & {
  readonly requestedAtMs: number
  readonly heldAtMs: number
}

/**
 * The conversation with the least time left first, those without a clock last; of one conversation in the order in which
 * they were asked for. The same for any order of `held`.
 */
export function drainOrder<Held extends HeldAction>(
  held: readonly Held[],
  dueAtMs: (of: Held) => number | null,
): readonly Held[] {
  const dues = new Map(held.map((one) => [one, dueAtMs(one) ?? Number.POSITIVE_INFINITY]))
  const dueOf = (one: Held): number => dues.get(one) ?? Number.POSITIVE_INFINITY
  return held.toSorted(
    (a, b) =>
      compared(dueOf(a), dueOf(b)) ||
      compared(a.account, b.account) ||
      a.conversationId - b.conversationId ||
      a.requestedAtMs - b.requestedAtMs ||
      a.heldAtMs - b.heldAtMs ||
      compared(a.id, b.id),
  )
}

/** Not by subtraction: two without an end would give no number. */
const compared = <Value extends number | string>(a: Value, b: Value): number => (a < b ? -1 : a > b ? 1 : 0)
