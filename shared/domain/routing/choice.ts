/** Who gets a conversation, and the whole story of why. Pure: the same question has the same answer. */
import type { Candidate, Choice, ChoiceReceipt, ChosenBy, Considered, Demand, Unfit } from './choice-terms.ts'
import { anyLanguage, type ChoiceContext, languageCounts, unfitFor } from './fitness.ts'
import { profilesOf } from './profile.ts'

const DAY_MS = 86_400_000

/** Whom a pass keeps free for others, beside what the choice itself is made from. */
export type PassContext = ChoiceContext & { readonly spared?: ReadonlySet<number> }

/**
 * Of those who would do: the operator who answered last, if that was within the sticky days; else the least minutes of work
 * in hand, where a hard case also weighs those of the last four weeks; else who was given nothing for longest; else the
 * lowest id. The order of the candidates makes no difference.
 */
export function choose(demand: Demand, candidates: readonly Candidate[], context: PassContext): Choice {
  const waived = demand.need.language !== null && !languageCounts(demand, candidates, context)
  const asked = waived ? anyLanguage(demand) : demand
  const weighed = candidates.map((candidate) => weigh(asked, candidate, context)).sort(byRank)
  const fit = weighed.filter(({ unfit }) => unfit.length === 0)
  const sticky = fit.find(({ operatorId }) => operatorId === stickyTo(demand, context))
  const best = sticky ?? fit[0]
  const considered = sticky === undefined ? weighed : [sticky, ...weighed.filter((other) => other !== sticky)]
  const receipt: ChoiceReceipt = {
    need: demand.need,
    chosen: best?.operatorId ?? null,
    chosenBy: best === undefined ? null : sticky !== undefined ? 'sticky' : whyFirst(fit),
    considered,
    ...(waived ? { waived: 'language' } : {}),
  }
  return best === undefined ? { kind: 'nobody', receipt } : { kind: 'chosen', operatorId: best.operatorId, receipt }
}

function weigh(demand: Demand, candidate: Candidate, context: PassContext): Considered {
  const { operator, load, lastGivenAtMs, hardCases } = candidate
  const { document, nowMs, spared } = context
  const unfit: Unfit[] = unfitFor(demand, candidate, context)
  if (unfit.length === 0 && spared?.has(operator.operatorId) === true) unfit.push('spared')
  const ledgerMinutes = demand.hard ? hardCases * document.choice.hardCaseMinutes : 0
  return {
    operatorId: operator.operatorId,
    name: operator.name,
    points: load.points,
    capacityPoints: profilesOf(document).of(operator.operatorId).capacityPoints,
    minutes: load.minutes,
    hardCases,
    idleSeconds: lastGivenAtMs === null ? null : Math.max(0, Math.floor((nowMs - lastGivenAtMs) / 1000)),
    unfit,
    score: unfit.length === 0 ? load.minutes + ledgerMinutes : null,
  }
}

/** Best first, then who would not do. */
function byRank(a: Considered, b: Considered): number {
  if (a.score === null || b.score === null)
    return Number(a.score === null) - Number(b.score === null) || a.operatorId - b.operatorId
  return a.score - b.score || byIdleness(a, b) || a.operatorId - b.operatorId
}

/** Who was never given anything has been idle for longest. */
function byIdleness(a: Considered, b: Considered): number {
  const [idleA, idleB] = [a.idleSeconds ?? Number.MAX_SAFE_INTEGER, b.idleSeconds ?? Number.MAX_SAFE_INTEGER]
  return idleB - idleA
}

function whyFirst(fit: readonly Considered[]): ChosenBy {
  const [first, second] = fit
  if (first === undefined || second === undefined) return 'only_one'
  if (first.score === second.score) return 'longest_idle'
  return fit.some(({ minutes }) => minutes < first.minutes) ? 'fairness' : 'least_load'
}

function stickyTo({ lastOperator }: Demand, { document, nowMs }: ChoiceContext): number | null {
  const { stickyDays } = document.choice
  if (lastOperator === null || stickyDays <= 0) return null
  return nowMs - lastOperator.atMs <= stickyDays * DAY_MS ? lastOperator.id : null
}
