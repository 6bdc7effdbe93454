/** Who would do for a conversation, and why the others would not. */
import type { Candidate, Demand, Unfit, Waivable } from './choice-terms.ts'
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
  if (demand.atOnce === true && candidate.load.unanswered > 0) unfit.push('busy')
  if (demand.passed.includes(operator.operatorId)) unfit.push('passed')
  if (demand.takenFrom?.includes(operator.operatorId) === true) unfit.push('taken_from')
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

/** What is given up, least first, before a customer is left with nobody. Skills, teams, capacity, and that a person took it from him never are. */
const WAIVERS: readonly (readonly Waivable[])[] = [
  [],
  ['shift_ends'],
  ['lacks_language'],
  ['lacks_language', 'shift_ends'],
  ['passed'],
  ['lacks_language', 'shift_ends', 'passed'],
]

/**
 * What this demand has to do without. The shift's last minutes, the language, and who had it before count as long as
 * somebody is at work, even if full or busy, who would do all the same. Where waiting for them has taken half of the time there
 * was, somebody free is better; but then too it does not go back to who had it.
 */
export function waivedOf(
  demand: Demand,
  reasons: readonly (readonly Unfit[])[],
  context: ChoiceContext,
): readonly Waivable[] {
  const among = (allowed: readonly Unfit[]) =>
    reasons.some((unfit) => unfit.every((reason) => allowed.includes(reason)))
  if (among([])) return []
  const least = WAIVERS.find((waived) => among([...waived, 'full', 'busy'])) ?? []
  if (among(least) || !isLate(demand, context)) return least
  return WAIVERS.find((waived) => !waived.includes('passed') && among(waived)) ?? least
}

/** Reasons that are left. */
export const without = (unfit: readonly Unfit[], waived: readonly Unfit[]): Unfit[] =>
  waived.length === 0 ? [...unfit] : unfit.filter((reason) => !waived.includes(reason))

function isLate({ waitingSinceMs, dueAtMs }: Demand, { document, nowMs }: ChoiceContext): boolean {
  if (dueAtMs !== null) return nowMs >= dueAtMs - Math.max(0, dueAtMs - (waitingSinceMs ?? nowMs)) / 2
  return waitingSinceMs !== null && nowMs - waitingSinceMs >= document.takeBack.withoutDeadlineSeconds * 1000
}

/** Reasons that pass by themselves. */
const PASSING: readonly Unfit[] = ['offline', 'away', 'off_shift', 'shift_ends', 'full', 'busy', 'passed']

/** Nobody who could do it will be at work when the document's closing minutes are over. */
export function isClosing(
  options: readonly { readonly candidate: Candidate; readonly unfit: readonly Unfit[] }[],
  { document, nowMs }: ChoiceContext,
): boolean {
  const { closingMinutes } = document.choice
  if (closingMinutes === undefined) return false
  const profiles = profilesOf(document)
  return !options.some(({ candidate: { operator }, unfit }) => {
    if (!unfit.every((reason) => PASSING.includes(reason))) return false
    const { shift } = profiles.of(operator.operatorId)
    return shift === null ? operator.availability !== 'offline' : shift.isOpen(nowMs + closingMinutes * 60_000)
  })
}
