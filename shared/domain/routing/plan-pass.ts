/** One look over everything that waits: who gets what, now. */
import { chooseAmong, type Option } from './choice.ts'
import type { Candidate, Choice, Demand } from './choice-terms.ts'
import { type ChoiceContext, unfitFor, waivedOf, without } from './fitness.ts'
import { withOneMore } from './load.ts'
import { effortOf, profilesOf } from './profile.ts'
import { rarityOf } from './rarity.ts'

export type Planned = { readonly conversationId: number; readonly choice: Choice }

/** A demand, and everybody as they stand for it. */
type Waiting = { readonly demand: Demand; readonly options: Option[] /** Who would do. */; fit: readonly number[] }

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
  const queue = [...demands].sort(byUrgency).map((demand): Waiting => {
    const options = candidates.map((candidate) => ({ candidate, unfit: unfitFor(demand, candidate, context) }))
    return { demand, options, fit: fitAmong(demand, options, context) }
  })
  const weighing = { ...context, rarity: rarityOf(candidates, context) }
  return queue.map((waiting, index) => {
    const behind = queue.slice(index + 1)
    const needed = waiting.fit.length < 2 ? NOBODY : neededBehind(waiting, behind, context)
    const spared = waiting.fit.every((id) => needed.has(id)) ? NOBODY : needed
    const choice = chooseAmong({ ...waiting, spared }, weighing)
    if (choice.kind === 'chosen') give({ ...waiting, operatorId: choice.operatorId }, behind, context)
    return { conversationId: waiting.demand.conversationId, choice }
  })
}

function fitAmong(demand: Demand, options: readonly Option[], context: ChoiceContext): readonly number[] {
  const waived = waivedOf(
    demand,
    options.map(({ unfit }) => unfit),
    context,
  )
  return options
    .filter(({ unfit }) => without(unfit, waived).length === 0)
    .map(({ candidate }) => candidate.operator.operatorId)
}

/** Operators without room for this demand beside those behind that only they can take. */
function neededBehind(
  { demand, options }: Waiting,
  behind: readonly Waiting[],
  { document }: ChoiceContext,
): ReadonlySet<number> {
  const pointsNeeded = new Map<number, number>()
  for (const { demand: other, fit } of behind) {
    const [only] = fit
    if (only === undefined || fit.length > 1) continue
    pointsNeeded.set(only, (pointsNeeded.get(only) ?? 0) + effortOf(other.channel, document).points)
  }
  const { points } = effortOf(demand.channel, document)
  const tight = options.filter(({ candidate: { operator, load } }) => {
    const needed = pointsNeeded.get(operator.operatorId)
    const { capacityPoints } = profilesOf(document).of(operator.operatorId)
    return needed !== undefined && load.points + points + needed > capacityPoints
  })
  return new Set(tight.map(({ candidate }) => candidate.operator.operatorId))
}

/** What he is given is his load from now on, and may leave no room for those behind. */
function give(
  { demand, options, operatorId }: Waiting & { readonly operatorId: number },
  behind: readonly Waiting[],
  context: ChoiceContext,
): void {
  const at = options.findIndex(({ candidate }) => candidate.operator.operatorId === operatorId)
  const before = options[at]?.candidate
  if (before === undefined) return
  const candidate: Candidate = {
    ...before,
    load: withOneMore(before.load, demand.channel, context.document),
    lastGivenAtMs: context.nowMs,
    hardCases: before.hardCases + Number(demand.hard),
  }
  for (const other of behind) {
    other.options[at] = { candidate, unfit: unfitFor(other.demand, candidate, context) }
    if (other.fit.includes(operatorId)) other.fit = fitAmong(other.demand, other.options, context)
  }
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
