/** One look at everything that waits in an account: follow what became of decisions, then decide anew. */
import type { Directory, Operator } from '#domain/operator'
import type { Demand } from '#domain/routing/choice-terms'
import { planPass } from '#domain/routing/plan-pass'
import { needOf } from '#domain/routing/requirement'
import type { RoutingDocument } from '#domain/routing/routing-policy'
import type { RoutedFor } from '#domain/routing/routing-record'
import { waitsForAnybodyMs } from '#domain/routing/waiting'
import type { Activated } from '#domain/sla-policy'
import { waitingSinceMs } from '#domain/turn'
import { activeEscalations, nextDue } from '#domain/watch'
import { fullJitterMs } from '#runtime/retry'
import { candidatesOf } from './candidates.ts'
import { decideFor } from './decide-for.ts'
import { follow } from './follow.ts'
import { proposeHandOvers } from './hand-overs.ts'
import { passedOver, takenFromIn } from './passed-over.ts'
import type { Held, RouteDeps } from './route-deps.ts'
import { takeBacks } from './take-backs.ts'
import { waitingNow } from './waiting-now.ts'
import { windowOf } from './window-of.ts'

export type Hint = {
  readonly correlationId: string
  /** It tells of a decision, whose actions may not have been sent. */
  readonly decided: boolean
}
export type Pass = {
  readonly account: string
  /** Conversations that something happened to: the index may not show it yet. */
  readonly hints: Map<number, Hint>
  /** The minute has come: look also at who has gone, and at what was asked and never came. */
  readonly sweep: boolean
  /** Somebody came back: whatever waits for them goes now, however far behind. */
  readonly returned: boolean
}

/** What a pass decides by. */
export type By = {
  readonly pass: Pass
  readonly law: Activated<RoutingDocument>
  readonly operators: readonly Operator[]
  readonly directory: Directory | null
  /** What something happened to, as it is: the index of operators may still show it as it was. */
  readonly hinted: ReadonlyMap<number, Held>
  readonly nowMs: number
  /** Nothing more is decided after this time. */
  readonly untilMs: number
}
/** A conversation that needs somebody, now. */
export type Wanting = {
  readonly held: Held
  readonly routedFor: RoutedFor
  /** Whom it is taken from; null: nobody has it. */
  readonly from: number | null
  /** It is planned for only because of the place it takes. */
  readonly isSettled?: true
}

/** The function has a minute for all its accounts. What is left is for the pass that the events of the decisions cause. */
const DECIDE_WITHIN_MS = 25_000
const TRIES = 5
const BACKOFF = { baseMs: 30, capMs: 500 }

/**
 * `again`: other writers were faster so many times that the queue had better bring it up later, or an action is still at
 * work whose end has to be known first.
 */
export async function runPass(pass: Pass, deps: RouteDeps): Promise<'done' | 'again'> {
  if (await deps.isOff(pass.account)) return 'done'
  deps.count('RoutingPasses')
  const untilMs = deps.now() + DECIDE_WITHIN_MS
  for (let nth = 0; nth < TRIES; nth += 1) {
    const ended = await tryPass(pass, untilMs, deps)
    if (ended !== 'lost') return ended
    deps.count('LostRaces')
    if (deps.now() >= untilMs) return 'again'
    await deps.wait(fullJitterMs(nth, BACKOFF, deps.random))
  }
  return 'again'
}

async function tryPass(pass: Pass, untilMs: number, deps: RouteDeps): Promise<'done' | 'lost' | 'again'> {
  const { account } = pass
  const law = await deps.routing(account)
  const hinted = await deps.conversations(account, [...pass.hints.keys()])
  const followed = await follow(pass, { hinted, law }, deps)
  if (followed === 'lost' || law.document.mode === 'off') return followed
  const listed = await deps.unassigned(account, MOST_LISTED)
  const isWanted =
    listed.length > 0 || [...hinted.values()].some((held) => waitsForAnybodyMs(held.conversation) !== null)
  if (!isWanted && !pass.sweep) return followed
  const unassigned = windowOf(listed, deps.random, pass.returned ? WIDE : undefined)
  const operators = await deps.operators(account)
  // never read, as there is no token for this account: then nothing is routed here, and nothing is said about it
  if (operators.length === 0) return followed
  const directory = await deps.directory(account)
  const by: By = { ...{ pass, law, nowMs: deps.now(), untilMs }, operators, directory, hinted }
  const waiting = await waitingNow([...unassigned, ...hinted.keys()], by, deps)
  if (waiting === 'lost') return 'lost'
  const wanting = [...waiting, ...(pass.sweep ? await takeBacks(by, deps) : [])]
  if (wanting.length > 0 && (await decideAll(wanting, by, deps)) === 'lost') return 'lost'
  // last, as nobody waits for a proposal
  if (pass.sweep) await proposeHandOvers(by, deps)
  return followed
}

/** How many that are drawn by chance where somebody came back: all of them, of any queue that is not beyond help. */
const WIDE = 900

/** Index entries, a megabyte of them at most. */
const MOST_LISTED = 10_000

/** One that cannot be decided must not stop the others; after so many it is the table that is out of order. */
const MOST_FAULTS = 5

async function decideAll(wanting: readonly Wanting[], by: By, deps: RouteDeps): Promise<'done' | 'lost'> {
  const { law, nowMs } = by
  const { document } = law
  const { candidates, board, hardCases } = await candidatesOf(by, deps)
  const asked = new Map(
    wanting.map((one) => [one.held.conversation.conversationId, { one, demand: demandOf(one, by) }]),
  )
  const demands = [...asked.values()].map(({ demand }) => demand)
  const faults: unknown[] = []
  let seats = board
  for (const [nth, { conversationId, choice }] of planPass(demands, candidates, { document, nowMs }).entries()) {
    const wanted = asked.get(conversationId)
    if (wanted === undefined) continue
    if (nth > 0 && deps.now() >= by.untilMs) break
    const { hard } = wanted.demand
    try {
      const decided = await decideFor(wanted.one, { by, choice, seats, hardCases, hard }, deps)
      if (decided === 'lost') return 'lost'
      seats = decided.seats
    } catch (error) {
      deps.log.fault('decision_failed', error, { account: by.pass.account, conversationId })
      faults.push(error)
      if (faults.length === MOST_FAULTS) break
    }
  }
  if (faults.length > 0) throw faults[0]
  return 'done'
}

/** A conversation as the choice sees it. */
export function demandOf(
  { held: { conversation }, from, routedFor }: Wanting,
  { law: { document }, nowMs }: By,
): Demand {
  const taken = takenFromIn(conversation)
  const { conversationId, state, watch } = conversation
  const { snapshot, lastReply } = state
  return {
    conversationId,
    inboxId: snapshot?.inboxId ?? 0,
    channel: snapshot?.channel ?? null,
    priority: snapshot?.priority ?? null,
    need: needOf(state, document, nowMs),
    waitingSinceMs: waitingSinceMs(state),
    dueAtMs: nextDue(watch)?.dueAtMs ?? null,
    lastOperator:
      lastReply === undefined || lastReply.senderId === null ? null : { id: lastReply.senderId, atMs: lastReply.atMs },
    passed: passedOver(conversation, from),
    takenFrom: from === null ? taken : [...taken, from],
    hard: isHard(conversation),
    // he is there, and may be about to begin: to wait for another would win nothing
    ...(routedFor === 'idle' ? { atOnce: true } : {}),
  }
}

/** What wears people out: it sounds bad, comes back, or has been called for more people. */
const isHard = ({ state, watch }: Held['conversation']): boolean =>
  state.flagged !== undefined || (watch?.reopens ?? 0) > 0 || activeEscalations(watch).length > 0
