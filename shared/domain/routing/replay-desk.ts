/** The desk of a replay of routing, and what happens at it. Changed in place: a week has tens of thousands of steps. */
import type { ChoiceReceipt, ChosenBy, Need } from './choice-terms.ts'
import { planPass } from './plan-pass.ts'
import { effortOf } from './profile.ts'
import {
  type Case,
  candidatesAt,
  demandOf,
  isHopeless,
  isWaiting,
  openCase,
  type Tally,
  takeBackAtMs,
} from './replay-case.ts'
import type { Moment, RoutingStory } from './replay-moments.ts'
import { isAtWork, type OperatorStory, type Stand, standAt } from './replay-operators.ts'
import type { RoutingDocument } from './routing-policy.ts'

export type Given = {
  readonly atMs: number
  readonly operatorId: number
  readonly chosenBy: ChosenBy | null
  readonly need: Need
}

export type Desk = {
  readonly operators: ReadonlyMap<number, OperatorStory>
  readonly document: RoutingDocument
  readonly efforts: Pick<RoutingDocument, 'channels' | 'otherChannels'>
  readonly fromMs: number
  readonly cases: Map<number, Case>
  /** Of them, those that have still to be answered. */
  readonly waits: Set<Case>
  /** Answers under way, by operator. */
  readonly answering: Map<number, { readonly of: Case; readonly doneAtMs: number }>
  readonly tallies: Map<number, Tally>
  /** The first time that each was given to somebody. */
  readonly given: Map<number, Given>
  /** What was asked for in vain, the last time that it was. */
  readonly nobody: Map<number, Need>
  /** Conversations whose first answer came too late, and how many further answers did. */
  readonly breached: Set<number>
  furtherLate: number
}

/** An answer is a part of what a conversation takes; its end takes the whole. As in the forecast of breaches. */
const ANSWERS_A_CONVERSATION = 3
const UNKNOWN: Stand = { availability: 'offline', sinceMs: 0 }

/** Before the span everything is as the ledgers have it. */
export function seat(desk: Desk, story: RoutingStory, known: Moment): void {
  const one = openCase(story, known)
  desk.cases.set(story.conversationId, one)
  if (one.wait !== null) desk.waits.add(one)
}

/** What customers did, and how it ended. Whom people assigned is left aside. */
export function live(desk: Desk, story: RoutingStory, moment: Moment): void {
  const known = desk.cases.get(story.conversationId)
  if (known === undefined) {
    seat(desk, story, { ...moment, situation: { ...moment.situation, operatorId: null } })
    return
  }
  const before = known.moment
  known.moment = moment
  known.hopeless = false
  if (moment.wait !== null) desk.nobody.delete(story.conversationId)
  if (moment.wait !== null && moment.wait.sinceMs !== before.wait?.sinceMs) {
    known.closing = false
    // what the replay has not answered yet waits on since then
    known.wait ??= moment.wait
    desk.waits.add(known)
  } else if (known.wait !== null && moment.wait === null) {
    const wasAnswered = before.wait === null || moment.answered
    if (wasAnswered) known.closing = moment.situation.status === 'resolved'
    else end(desk, known, moment.atMs)
  }
}

/** Nobody has to answer any more. */
function end(desk: Desk, one: Case, atMs: number): void {
  judge(desk, one, atMs)
  one.wait = null
  one.closing = false
  desk.waits.delete(one)
  for (const [id, { of }] of desk.answering) if (of === one) desk.answering.delete(id)
}

/** Notes an answer that was due in the span, and was not there by then. Once for each wait: when it ends, or the span does. */
export function judge(desk: Desk, { wait, story }: Case, atMs: number): void {
  if (wait === null || wait.dueAtMs === null) return
  if (wait.dueAtMs < desk.fromMs || wait.dueAtMs >= atMs) return
  if (wait.first) desk.breached.add(story.conversationId)
  else desk.furtherLate += 1
}

export function finishAnswers(desk: Desk, nowMs: number): void {
  for (const [operatorId, { of, doneAtMs }] of desk.answering) {
    if (doneAtMs > nowMs) continue
    end(desk, of, doneAtMs)
    of.answeredAtMs = doneAtMs
    of.lastOperator = { id: operatorId, atMs: doneAtMs }
    of.passed = []
  }
}

export function takeBack(desk: Desk, nowMs: number): void {
  for (const one of desk.waits) {
    const { operatorId } = one
    if (operatorId === null || (takenAtMs(desk, one, nowMs) ?? Number.POSITIVE_INFINITY) > nowMs) continue
    one.passed = [...one.passed, operatorId]
    one.takenBack += 1
    one.operatorId = null
  }
}

/** Null: not as things stand, or he is just answering it. */
function takenAtMs(desk: Desk, one: Case, nowMs: number): number | null {
  if (one.operatorId === null || desk.answering.get(one.operatorId)?.of === one) return null
  const story = desk.operators.get(one.operatorId)
  return takeBackAtMs(one, story === undefined ? UNKNOWN : standAt(story, nowMs), desk.document)
}

export function give(desk: Desk, nowMs: number): void {
  const { document, operators, cases, tallies } = desk
  const at = { document, nowMs }
  // by night, what was asked for in vain is not asked for again and again
  const isWorth = [...operators.values()].some((story) => isAtWork(story, at))
    ? isWaiting
    : (one: Case) => isWaiting(one) && !isKnown(desk, one)
  const demands = [...desk.waits].filter(isWorth).map((one) => demandOf(one, at))
  if (demands.length === 0) return
  const planned = planPass(
    demands,
    candidatesAt({ operators: [...operators.values()], cases: cases.values(), tallies }, at),
    at,
  )
  for (const { conversationId, choice } of planned) {
    const { need, chosenBy } = choice.receipt
    if (choice.kind === 'nobody') leave(desk, conversationId, choice.receipt)
    else assign(desk, conversationId, { atMs: nowMs, operatorId: choice.operatorId, chosenBy, need })
  }
}

const isKnown = ({ nobody }: Desk, { story }: Case): boolean => nobody.has(story.conversationId)

function leave(desk: Desk, conversationId: number, receipt: ChoiceReceipt): void {
  desk.nobody.set(conversationId, receipt.need)
  const one = desk.cases.get(conversationId)
  if (one !== undefined) one.hopeless = isHopeless(receipt)
}

function assign(desk: Desk, conversationId: number, given: Given): void {
  const one = desk.cases.get(conversationId)
  if (one === undefined) return
  const { operatorId, atMs } = given
  one.operatorId = operatorId
  one.givenAtMs = atMs
  const { minutes = 0, hardCases = 0 } = desk.tallies.get(operatorId) ?? {}
  const { situation, hard } = one.moment
  desk.tallies.set(operatorId, {
    lastGivenAtMs: atMs,
    minutes: minutes + effortOf(situation.channel, { ...desk.document, ...desk.efforts }).minutes,
    hardCases: hardCases + Number(hard),
  })
  if (!desk.given.has(conversationId)) desk.given.set(conversationId, given)
}

/** Whoever is there and free begins with the most urgent that is his. */
export function begin(desk: Desk, nowMs: number): void {
  const next = new Map<number, Case>()
  for (const one of desk.waits) {
    if (one.operatorId === null || desk.answering.has(one.operatorId)) continue
    const known = next.get(one.operatorId)
    if (known === undefined || isBefore(one, known)) next.set(one.operatorId, one)
  }
  for (const [operatorId, of] of next) {
    const story = desk.operators.get(operatorId)
    if (story === undefined || standAt(story, nowMs).availability !== 'available') continue
    const { minutes } = effortOf(of.moment.situation.channel, { ...desk.document, ...desk.efforts })
    desk.answering.set(operatorId, { of, doneAtMs: nowMs + Math.round((minutes * 60_000) / ANSWERS_A_CONVERSATION) })
  }
}

function isBefore(a: Case, b: Case): boolean {
  const [dueA, dueB] = [a.wait?.dueAtMs ?? Number.MAX_SAFE_INTEGER, b.wait?.dueAtMs ?? Number.MAX_SAFE_INTEGER]
  return dueA < dueB || (dueA === dueB && a.story.conversationId < b.story.conversationId)
}

/** While anything waits, it is looked at again so often: shifts begin, and silent customers take no room any more. */
const LOOK_AGAIN_MS = 5 * 60_000

/** The next instant at which the desk does something by itself, later than now. */
export function nextAtDesk(desk: Desk, nowMs: number): number {
  let next = Number.POSITIVE_INFINITY
  for (const { doneAtMs } of desk.answering.values()) next = Math.min(next, doneAtMs)
  for (const one of desk.waits) {
    const instant = isWaiting(one) ? nowMs + LOOK_AGAIN_MS : takenAtMs(desk, one, nowMs)
    if (instant !== null) next = Math.min(next, instant)
  }
  return Math.max(next, nowMs + 1)
}
