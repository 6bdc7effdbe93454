/** Why somebody who would have done was not chosen: what put the chosen one before them. Pure. */
import type { ChoiceReceipt, Considered } from './choice-terms.ts'

/**
 * `answered_less_lately`: the chosen one answered this customer last. `more_in_hand`, `kept_for_few`, `more_hard_cases`: the
 * largest part of what their score was higher by. `given_later`: the same score, and they were given something more
 * recently. `number_after`: alike in everything, and the lower id goes first.
 */
export const BEHIND = [
  'answered_less_lately',
  'more_in_hand',
  'kept_for_few',
  'more_hard_cases',
  'given_later',
  'number_after',
] as const
export type Behind = (typeof BEHIND)[number]

/** Null: the chosen one, one who would not do, or nobody was chosen. */
export function behindOf(receipt: ChoiceReceipt, one: Considered): Behind | null {
  const chosen = receipt.considered.find(({ operatorId }) => operatorId === receipt.chosen)
  if (chosen === undefined || chosen === one || one.score === null || chosen.score === null) return null
  if (receipt.chosenBy === 'sticky') return 'answered_less_lately'
  if (one.score !== chosen.score) return largestPart(one, chosen)
  return isIdleForLess(one, chosen) ? 'given_later' : 'number_after'
}

function largestPart(one: Considered, chosen: Considered): Behind {
  const parts = (['more_in_hand', 'kept_for_few', 'more_hard_cases'] as const).map(
    (name) => [name, PART[name](one) - PART[name](chosen)] as const,
  )
  return parts.reduce((most, part) => (part[1] > most[1] ? part : most))[0]
}

const rareOf = ({ rareMinutes = 0 }: Considered): number => rareMinutes
const PART = {
  more_in_hand: ({ minutes }: Considered): number => minutes,
  kept_for_few: rareOf,
  more_hard_cases: (of: Considered): number => (of.score ?? 0) - of.minutes - rareOf(of),
} as const

/** Who was never given anything has been idle for longest. */
const isIdleForLess = (one: Considered, chosen: Considered): boolean =>
  (one.idleSeconds ?? Number.MAX_SAFE_INTEGER) < (chosen.idleSeconds ?? Number.MAX_SAFE_INTEGER)
