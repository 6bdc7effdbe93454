/** Who gets a conversation, and the whole story of why. Pure: the same question has the same answer. */
import type {
  Candidate,
  Choice,
  ChoiceReceipt,
  ChosenBy,
  Considered,
  Demand,
  Need,
  Unfit,
  Waivable,
} from './choice-terms.ts'
import { type ChoiceContext, isClosing, unfitFor, waivedOf, without } from './fitness.ts'
import { effortOf, profilesOf } from './profile.ts'
import { rarityOf } from './rarity.ts'
import { likelyNeed } from './requirement.ts'

const DAY_MS = 86_400_000
/** What it costs, in minutes of work in hand, to take the only one who could do something else (rarity.ts). */
const RARE_MINUTES = 5

/**
 * Of those who would do: the operator who answered last, if that was within the sticky days; else the least minutes of work
 * in hand, where a hard case also weighs those of the last four weeks, and who knows what few know is kept for it as
 * long as that costs little; else who was given nothing for longest; else the lowest id. Where that one has others to
 * answer first, and somebody could begin at once who is at the end of his shift, or knows the likeliest topic of what is
 * too unsure for anybody but triage, it is given to him. The order of the candidates makes no difference.
 */
export const choose = (demand: Demand, candidates: readonly Candidate[], context: ChoiceContext): Choice =>
  chooseAmong(
    { demand, options: candidates.map((candidate) => ({ candidate, unfit: unfitFor(demand, candidate, context) })) },
    { ...context, rarity: rarityOf(candidates, context) },
  )

export type WeighingContext = ChoiceContext & { readonly rarity: ReadonlyMap<number, number> }
export type Option = { readonly candidate: Candidate; readonly unfit: readonly Unfit[] }
export type Question = {
  readonly demand: Demand
  readonly options: readonly Option[]
  /** Kept free for others. */
  readonly spared?: ReadonlySet<number>
}

/** The same, where the reasons are known. */
export function chooseAmong(question: Question, context: WeighingContext): Choice {
  const waived = waivedFor(question, context)
  const first = chooseWithout(waived, question, context)
  if (first.receipt.chosenBy === 'sticky' || beginsAtOnce(first, question)) return first
  for (const instead of [inTheLastMinutes(question, waived, context), byLikeliestTopic(question, context)]) {
    if (instead?.kind === 'chosen') return instead
  }
  return (first.kind === 'nobody' && beforeClosing(question, waived, context)) || first
}

/** What would be left until they are back is given to whoever has the least in hand, up to twice his capacity. */
function beforeClosing(question: Question, waived: readonly Waivable[], context: WeighingContext): Choice | undefined {
  if (!isClosing(question.options, context)) return
  const profiles = profilesOf(context.document)
  const options = question.options.map((option) => {
    const { operator, load } = option.candidate
    const twice = 2 * profiles.of(operator.operatorId).capacityPoints
    const { points } = effortOf(question.demand.channel, context.document)
    return load.points + points <= twice ? { ...option, unfit: without(option.unfit, ['full']) } : option
  })
  const choice = chooseWithout(waived, { ...question, options }, context)
  if (choice.kind === 'nobody') return
  return { ...choice, receipt: { ...choice.receipt, waived: [...waived, 'full'] } }
}

const waivedFor = ({ demand, options }: Question, context: ChoiceContext): readonly Waivable[] =>
  waivedOf(
    demand,
    options.map(({ unfit }) => unfit),
    context,
  )

const beginsAtOnce = (choice: Choice, { options }: Question): boolean =>
  choice.kind === 'chosen' &&
  options.some(
    ({ candidate: { operator, load } }) => operator.operatorId === choice.operatorId && load.unanswered === 0,
  )

/** Of those who could begin at once. */
function asked(question: Question, need: Need, context: ChoiceContext): Question {
  const demand = { ...question.demand, need, atOnce: true }
  const options = question.options.map(({ candidate }) => ({
    candidate,
    unfit: unfitFor(demand, candidate, context),
  }))
  return { ...question, demand, options }
}

function inTheLastMinutes(
  question: Question,
  waived: readonly Waivable[],
  context: WeighingContext,
): Choice | undefined {
  if (waived.includes('shift_ends') || !question.options.some(({ unfit }) => unfit.includes('shift_ends'))) return
  return chooseWithout([...waived, 'shift_ends'], asked(question, question.demand.need, context), context)
}

/** Not where somebody had it before and lost it: it may well have been about something else. */
function byLikeliestTopic(question: Question, context: WeighingContext): Choice | undefined {
  const need = likelyNeed(question.demand.need, context.document)
  if (need === null || question.demand.passed.length > 0) return
  const instead = asked(question, need, context)
  return chooseWithout(waivedFor(instead, context), instead, context)
}

function chooseWithout(
  waived: readonly Waivable[],
  { demand, options, spared }: Question,
  context: WeighingContext,
): Choice {
  const weighed = options.map(({ candidate, unfit }) => {
    const left = without(unfit, waived)
    if (left.length === 0 && spared?.has(candidate.operator.operatorId) === true) left.push('spared')
    return weigh(candidate, left, { ...context, hard: demand.hard })
  })
  weighed.sort(byRank)
  const fit = weighed.filter(({ unfit }) => unfit.length === 0)
  const sticky = fit.find(({ operatorId }) => operatorId === stickyTo(demand, context))
  const best = sticky ?? fit[0]
  const considered = sticky === undefined ? weighed : [sticky, ...weighed.filter((other) => other !== sticky)]
  const receipt: ChoiceReceipt = {
    need: demand.need,
    chosen: best?.operatorId ?? null,
    chosenBy: best === undefined ? null : sticky !== undefined ? 'sticky' : whyFirst(fit),
    considered,
    ...(waived.length > 0 ? { waived } : {}),
  }
  return best === undefined ? { kind: 'nobody', receipt } : { kind: 'chosen', operatorId: best.operatorId, receipt }
}

function weigh(
  { operator, load, lastGivenAtMs, hardCases }: Candidate,
  unfit: readonly Unfit[],
  { document, nowMs, hard, rarity }: WeighingContext & { readonly hard: boolean },
): Considered {
  const rareMinutes = RARE_MINUTES * (rarity.get(operator.operatorId) ?? 0)
  const hardMinutes = hard ? hardCases * document.choice.hardCaseMinutes : 0
  return {
    operatorId: operator.operatorId,
    name: operator.name,
    points: load.points,
    capacityPoints: profilesOf(document).of(operator.operatorId).capacityPoints,
    minutes: load.minutes,
    hardCases,
    rareMinutes: rounded(rareMinutes),
    idleSeconds: lastGivenAtMs === null ? null : Math.max(0, Math.floor((nowMs - lastGivenAtMs) / 1000)),
    unfit,
    score: unfit.length === 0 ? rounded(load.minutes + hardMinutes + rareMinutes) : null,
  }
}

/** To the second or so: sums of fractions in another order must not decide. */
const rounded = (minutes: number): number => Math.round(minutes * 100) / 100

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

/** Where somebody with less in hand was passed over: because of what he is needed for, or of his share of hard cases. */
function whyFirst(fit: readonly Considered[]): ChosenBy {
  const [first, second] = fit
  if (first === undefined || second === undefined) return 'only_one'
  const freest = fit.reduce((a, b) => (b.minutes < a.minutes ? b : a))
  if (freest.minutes < first.minutes)
    return rareOf(freest) - rareOf(first) >= first.minutes - freest.minutes ? 'specialist' : 'fairness'
  if (first.score === second.score) return 'longest_idle'
  if (second.minutes > first.minutes) return 'least_load'
  return rareOf(second) > rareOf(first) ? 'specialist' : 'fairness'
}

const rareOf = ({ rareMinutes = 0 }: Considered): number => rareMinutes

function stickyTo({ lastOperator }: Demand, { document, nowMs }: ChoiceContext): number | null {
  const { stickyDays } = document.choice
  if (lastOperator === null || stickyDays <= 0) return null
  return nowMs - lastOperator.atMs <= stickyDays * DAY_MS ? lastOperator.id : null
}
