/**
 * What this page has done to escalations, as the answers told it. The list is written a moment after the conversation
 * (docs/api/escalations.md): without this, what was just taken would be free again for a blink.
 */
import type { ListedEscalation } from './watch-shapes.ts'

/** By id, as they were after the last thing done here. */
export type OwnResults = ReadonlyMap<string, ListedEscalation>

/** The list, with everything done here that it does not tell yet. Those ended here stay in it, marked as ended. */
export const settled = (listed: readonly ListedEscalation[], own: OwnResults): ListedEscalation[] =>
  listed.map((one) => settledOne(one, own.get(one.id)))

function settledOne(listed: ListedEscalation, own: ListedEscalation | undefined): ListedEscalation {
  if (own === undefined) return listed
  const taken = isNewsOfTaking(listed, own) ? { acknowledged: own.acknowledged, climbAtMs: own.climbAtMs } : {}
  return {
    ...listed,
    ...taken,
    ended: listed.ended ?? own.ended,
    feedback: (own.feedback?.atMs ?? 0) > (listed.feedback?.atMs ?? 0) ? own.feedback : listed.feedback,
  }
}

/** A graver rule may have taken it up the ladder since: then it is free again, and the list is right. */
const isNewsOfTaking = (listed: ListedEscalation, own: ListedEscalation): boolean =>
  own.acknowledged !== null && listed.acknowledged === null && (listed.rungAtMs ?? 0) <= own.acknowledged.atMs

/** Those ended here since an instant that the list has dropped already: they wait for the question whether they were right. */
export const endedSince = (own: OwnResults, sinceMs: number): ListedEscalation[] =>
  [...own.values()].filter(({ ended }) => ended !== null && ended.atMs >= sinceMs)

/** One list of two; of the same one, that of the first. */
export function joined(first: readonly ListedEscalation[], second: readonly ListedEscalation[]): ListedEscalation[] {
  const known = new Set(first.map(({ id }) => id))
  return [...first, ...second.filter(({ id }) => !known.has(id))]
}
