/** Who would do for a conversation, and why the others would not. */
import type { Candidate, Demand, Unfit } from './choice-terms.ts'
import { effortOf, type Profile, profilesOf, workEndsAtMs } from './profile.ts'
import type { RoutingDocument } from './routing-policy.ts'

export type ChoiceContext = { readonly document: RoutingDocument; readonly nowMs: number }

/** Every reason, in the order of `UNFIT`; none: would do. */
export function unfitFor(demand: Demand, candidate: Candidate, { document, nowMs }: ChoiceContext): Unfit[] {
  const { operator } = candidate
  const { need } = demand
  const profile = profilesOf(document).of(operator.operatorId)
  const unfit: Unfit[] = []
  if (operator.availability !== 'available') unfit.push(operator.availability)
  if (!operator.inboxes.includes(demand.inboxId)) unfit.push('not_in_inbox')
  if (need.teamId !== null && !operator.teams.includes(need.teamId)) unfit.push('not_in_team')
  if (!need.skills.every((skill) => profile.skills.has(skill))) unfit.push('lacks_skill')
  if (need.language !== null && profile.languages?.has(need.language) === false) unfit.push('lacks_language')
  const endsAtMs = workEndsAtMs(profile, nowMs)
  if (endsAtMs === null) unfit.push('off_shift')
  else if (endsAtMs - nowMs < document.choice.drainMinutes * 60_000) unfit.push('shift_ends')
  if (isFull({ demand, candidate, profile, document })) unfit.push('full')
  if (demand.passed.includes(operator.operatorId)) unfit.push('passed')
  return unfit
}

/** Who has nothing in hand has room for one conversation, however large, unless his capacity is nothing. */
function isFull(of: { demand: Demand; candidate: Candidate; profile: Profile; document: RoutingDocument }): boolean {
  const { capacityPoints } = of.profile
  const { points } = of.candidate.load
  return (
    capacityPoints <= 0 || (points > 0 && points + effortOf(of.demand.channel, of.document).points > capacityPoints)
  )
}

export const anyLanguage = (demand: Demand): Demand => ({ ...demand, need: { ...demand.need, language: null } })

/**
 * Whether the customer's language is asked for. It is given up where nobody who speaks it is at work, and where waiting
 * for those who are has taken half of the time there was. Skills are never given up.
 */
export function languageCounts(demand: Demand, candidates: readonly Candidate[], context: ChoiceContext): boolean {
  if (demand.need.language === null || isLate(demand, context)) return false
  return candidates.some((candidate) => unfitFor(demand, candidate, context).every((reason) => reason === 'full'))
}

function isLate({ waitingSinceMs, dueAtMs }: Demand, { document, nowMs }: ChoiceContext): boolean {
  if (dueAtMs !== null) return nowMs >= dueAtMs - Math.max(0, dueAtMs - (waitingSinceMs ?? nowMs)) / 2
  return waitingSinceMs !== null && nowMs - waitingSinceMs >= document.takeBack.withoutDeadlineSeconds * 1000
}
