/** One look over everything that waits: who gets what, now. */
import { choose } from './choice.ts'
import type { Candidate, Choice, Demand } from './choice-terms.ts'
import { anyLanguage, type ChoiceContext, languageCounts, unfitFor } from './fitness.ts'
import { withOneMore } from './load.ts'
import { effortOf, profilesOf } from './profile.ts'

export type Planned = { readonly conversationId: number; readonly choice: Choice }

/** A demand, and the operators who would do for it as things stand. */
type Waiting = { readonly demand: Demand; readonly fit: Set<number> }

const URGENCY = { urgent: 0, high: 1, medium: 2, low: 3 } as const
/** Deadlines count in steps of a minute: within one, priority decides. */
const STEP_MS = 60_000
const NOBODY: ReadonlySet<number> = new Set()

/**
 * Chooses for the most urgent first: the next deadline, then priority, then who waits longest, then the lowest id. What is
 * given to an operator is load for those behind. One whom a conversation further behind needs, because nobody else would
 * do for it, is spared as long as another would do. One entry a demand, in the order of the choice.
 */
export function planPass(
  demands: readonly Demand[],
  candidates: readonly Candidate[],
  context: ChoiceContext,
): readonly Planned[] {
  const now = new Map(candidates.map((candidate) => [candidate.operator.operatorId, candidate]))
  const queue = [...demands]
    .sort(byUrgency)
    .map((demand): Waiting => ({ demand, fit: fittingFor(demand, candidates, context) }))
  return queue.map(({ demand, fit }, index) => {
    const behind = queue.slice(index + 1)
    const spared = fit.size < 2 ? NOBODY : neededBehind({ demand, behind, now, context })
    const choice = choose(demand, [...now.values()], {
      ...context,
      spared: [...fit].every((id) => spared.has(id)) ? NOBODY : spared,
    })
    if (choice.kind === 'chosen') give({ demand, operatorId: choice.operatorId, behind, now, context })
    return { conversationId: demand.conversationId, choice }
  })
}

function fittingFor(demand: Demand, candidates: readonly Candidate[], context: ChoiceContext): Set<number> {
  const asked = languageCounts(demand, candidates, context) ? demand : anyLanguage(demand)
  const fit = candidates.filter((candidate) => unfitFor(asked, candidate, context).length === 0)
  return new Set(fit.map(({ operator }) => operator.operatorId))
}

type Step = {
  readonly demand: Demand
  readonly behind: readonly Waiting[]
  readonly now: Map<number, Candidate>
  readonly context: ChoiceContext
}

/** Operators without room for this demand beside those behind that only they can take. */
function neededBehind({ demand, behind, now, context: { document } }: Step): ReadonlySet<number> {
  const pointsNeeded = new Map<number, number>()
  for (const { demand: other, fit } of behind) {
    const [only] = fit
    if (only === undefined || fit.size > 1) continue
    pointsNeeded.set(only, (pointsNeeded.get(only) ?? 0) + effortOf(other.channel, document).points)
  }
  const { points } = effortOf(demand.channel, document)
  const full = [...pointsNeeded].filter(([id, needed]) => {
    const held = now.get(id)?.load.points ?? 0
    return held + points + needed > profilesOf(document).of(id).capacityPoints
  })
  return new Set(full.map(([id]) => id))
}

/** What he is given is his load from now on, and may leave no room for those behind. */
function give({ demand, operatorId, behind, now, context }: Step & { readonly operatorId: number }): void {
  const before = now.get(operatorId)
  if (before === undefined) return
  const candidate: Candidate = {
    ...before,
    load: withOneMore(before.load, demand.channel, context.document),
    lastGivenAtMs: context.nowMs,
    hardCases: before.hardCases + Number(demand.hard),
  }
  now.set(operatorId, candidate)
  for (const other of behind)
    if (other.fit.has(operatorId) && unfitFor(other.demand, candidate, context).includes('full'))
      other.fit.delete(operatorId)
}

function byUrgency(a: Demand, b: Demand): number {
  return (
    compare(stepOf(a.dueAtMs), stepOf(b.dueAtMs)) ||
    rankOf(a) - rankOf(b) ||
    compare(a.waitingSinceMs ?? Number.POSITIVE_INFINITY, b.waitingSinceMs ?? Number.POSITIVE_INFINITY) ||
    a.conversationId - b.conversationId
  )
}

const stepOf = (dueAtMs: number | null): number =>
  dueAtMs === null ? Number.POSITIVE_INFINITY : Math.floor(dueAtMs / STEP_MS)
const compare = (a: number, b: number): number => (a === b ? 0 : a < b ? -1 : 1)
/** A rule's priority wins; none at all counts as medium. */
const rankOf = ({ need, priority }: Demand): number => URGENCY[need.priority ?? priority ?? 'medium']
