/** A conversation in a replay of routing: what the ledger says of it, and what the replay has made of it. */

import { languageSaid, likeliestTopic } from '#domain/topic'
import type { Candidate, ChoiceReceipt, Demand, Unfit } from './choice-terms.ts'
import { type Holding, loadOf } from './load.ts'
import type { Moment, RoutingStory, Wait } from './replay-moments.ts'
import { type OperatorStory, type Stand, standAt } from './replay-operators.ts'
import { requirementOf } from './requirement.ts'
import type { RoutingDocument } from './routing-policy.ts'

export type Case = {
  readonly story: RoutingStory
  moment: Moment
  /** By the replay: null while nobody has it. */
  operatorId: number | null
  /** Since when he has it. */
  givenAtMs: number
  /** What the replay has still to answer. */
  wait: Wait | null
  /** In the ledger it was answered and resolved: by the replay it is, once it is answered. */
  closing: boolean
  answeredAtMs: number | null
  lastOperator: Moment['lastOperator']
  passed: readonly number[]
  takenBack: number
  /** Nobody on the desk will ever do for what it needs, unless it comes to need something else. */
  hopeless: boolean
}

/** As the ledger leaves it at the beginning of the span. */
export const openCase = (story: RoutingStory, moment: Moment): Case => ({
  story,
  moment,
  operatorId: moment.situation.operatorId,
  givenAtMs: moment.atMs,
  wait: moment.wait,
  closing: false,
  answeredAtMs: moment.lastOperator?.atMs ?? null,
  lastOperator: moment.lastOperator,
  passed: [],
  takenBack: 0,
  hopeless: false,
})

/** Nobody has it, it waits for people, and there is somebody to hope for. */
export const isWaiting = (one: Case): boolean => one.wait !== null && one.operatorId === null && !one.hopeless

/** Time changes nothing about these. */
const FOR_GOOD: ReadonlySet<Unfit> = new Set(['not_in_inbox', 'not_in_team', 'lacks_skill'])
export const isHopeless = ({ considered }: ChoiceReceipt): boolean =>
  considered.every(({ unfit }) => unfit.some((reason) => FOR_GOOD.has(reason)))

export function demandOf(
  { story, moment, wait, lastOperator, passed }: Case,
  { document, nowMs }: { readonly document: RoutingDocument; readonly nowMs: number },
): Demand {
  const { situation, hard, words } = moment
  const { said, conversationId } = story
  const subject = { situation, topic: likeliestTopic(said), language: languageSaid(said), words, nowMs }
  return {
    conversationId,
    inboxId: situation.inboxId ?? 0,
    channel: situation.channel,
    priority: situation.priority,
    need: requirementOf(subject, document),
    waitingSinceMs: wait?.sinceMs ?? null,
    dueAtMs: wait?.dueAtMs ?? null,
    lastOperator,
    passed,
    hard,
  }
}

/** Undefined: takes nothing of anybody. */
function holdingIn({ wait, moment, closing, answeredAtMs }: Case): Holding | undefined {
  const { status, channel, answeredBefore } = moment.situation
  if (status !== 'open' && !closing) return undefined
  const underWay = answeredBefore && wait?.first !== true
  if (wait !== null) return { channel, turn: 'operator', quietSinceMs: null, underWay }
  return { channel, turn: 'customer', quietSinceMs: answeredAtMs, underWay: true }
}

export type Tally = { lastGivenAtMs: number | null; hardCases: number; minutes: number }

export type Standing = {
  readonly operators: readonly OperatorStory[]
  readonly cases: Iterable<Case>
  readonly tallies: ReadonlyMap<number, Tally>
}

/** Everybody with what he has in hand at that moment. */
export function candidatesAt(
  { operators, cases, tallies }: Standing,
  at: { readonly document: RoutingDocument; readonly nowMs: number },
): readonly Candidate[] {
  const held = new Map<number, Holding[]>()
  for (const one of cases) {
    const holding = one.operatorId === null ? undefined : holdingIn(one)
    if (holding === undefined || one.operatorId === null) continue
    const known = held.get(one.operatorId)
    if (known === undefined) held.set(one.operatorId, [holding])
    else known.push(holding)
  }
  return operators.map((story) => {
    const { operatorId, name, teams, inboxes } = story.operator
    const { availability } = standAt(story, at.nowMs)
    const { lastGivenAtMs = null, hardCases = 0 } = tallies.get(operatorId) ?? {}
    const operator = { operatorId, name, availability, teams, inboxes }
    return { operator, load: loadOf(held.get(operatorId) ?? [], at), lastGivenAtMs, hardCases }
  })
}

/** When it is taken from whoever has it, unless something happens before; null: not. */
export function takeBackAtMs(
  { wait, operatorId, givenAtMs, takenBack }: Case,
  stand: Stand,
  { takeBack }: RoutingDocument,
): number | null {
  if (wait === null || operatorId === null || takenBack >= takeBack.most) return null
  const { offlinePercent, awayPercent, idlePercent } = takeBack
  const since = Math.max(givenAtMs, wait.sinceMs)
  const after = (fromMs: number, percent: number | null): number | null => {
    if (percent === null) return null
    if (wait.dueAtMs === null) return fromMs + takeBack.withoutDeadlineSeconds * 1000
    return fromMs + (Math.max(0, wait.dueAtMs - fromMs) * percent) / 100
  }
  const goneMs = Math.max(since, stand.sinceMs)
  const gone = { available: null, away: after(goneMs, awayPercent), offline: after(goneMs, offlinePercent) }
  const instants = [gone[stand.availability], after(since, idlePercent)].filter((one) => one !== null)
  return instants.length === 0 ? null : Math.min(...instants)
}
