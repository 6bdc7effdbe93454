/** How much an operator is needed for what others cannot do. */
import type { Candidate } from './choice-terms.ts'
import type { ChoiceContext } from './fitness.ts'
import { profilesOf, workEndsAtMs } from './profile.ts'
import type { Destination, RoutingDocument } from './routing-policy.ts'

/**
 * Of every place the document may send a conversation to, an operator's share: 1 where only they serve it, 1/5 where
 * five do. Those at work count. Sums are told as above the least: 0 for all where all can do the same. Of those who would
 * do for a conversation each has the same share of its own place, so they compare what else they would be missed for.
 */
export function rarityOf(candidates: readonly Candidate[], context: ChoiceContext): ReadonlyMap<number, number> {
  const { document, nowMs } = context
  const atWork = candidates.filter(
    ({ operator: { availability, operatorId } }) =>
      availability === 'available' && workEndsAtMs(profilesOf(document).of(operatorId), nowMs) !== null,
  )
  const sums = new Map<number, number>()
  for (const place of placesOf(document)) {
    const serving = atWork.filter((candidate) => serves(candidate, place, document))
    for (const { operator } of serving)
      sums.set(operator.operatorId, (sums.get(operator.operatorId) ?? 0) + 1 / serving.length)
  }
  const least = Math.min(...atWork.map(({ operator }) => sums.get(operator.operatorId) ?? 0))
  return new Map([...sums].map(([operatorId, sum]) => [operatorId, sum - least]))
}

const byDocument = new WeakMap<RoutingDocument, readonly Destination[]>()

/** Each once. */
function placesOf(document: RoutingDocument): readonly Destination[] {
  const known = byDocument.get(document)
  if (known !== undefined) return known
  const { rules, topics, triage } = document
  const places = new Map<string, Destination>()
  for (const to of [...rules.map((rule) => rule.to), ...Object.values(topics), triage])
    places.set(JSON.stringify([to.teamId ?? null, [...(to.skills ?? [])].sort()]), to)
  const distinct = [...places.values()]
  byDocument.set(document, distinct)
  return distinct
}

function serves({ operator }: Candidate, { teamId, skills = [] }: Destination, document: RoutingDocument): boolean {
  const known = profilesOf(document).of(operator.operatorId).skills
  return (teamId === undefined || operator.teams.includes(teamId)) && skills.every((skill) => known.has(skill))
}
