/** Writes a decision: the conversation, the seat it fills, the receipt and the actions in one piece; then sends them. */
import { type Board, withGiven } from '#domain/routing/board'
import type { Choice } from '#domain/routing/choice-terms'
import { addHardCase, type HardCases } from '#domain/routing/hard-cases'
import { effortOf } from '#domain/routing/profile'
import type { HeldFor, Routing } from '#domain/routing/routing-record'
import { keptOf, type StoredReceipt } from '#domain/routing/stored-receipt'
import { actionsOf, askedActions } from './asked-actions.ts'
import { pastOf } from './passed-over.ts'
import type { Decision, Held, RouteDeps } from './route-deps.ts'
import type { By, Wanting } from './run-pass.ts'

type Choosing = {
  readonly by: By
  readonly choice: Choice
  readonly seats: Board
  /** Of operators; those that this pass adds to are put in. */
  readonly hardCases: Map<number, HardCases>
  /** Counts in them. */
  readonly hard: boolean
}

/** Gives the seats as they are afterwards. */
export async function decideFor(
  wanting: Wanting,
  choosing: Choosing,
  deps: RouteDeps,
): Promise<'lost' | { readonly seats: Board }> {
  const { choice, by, seats } = choosing
  if (wanting.isSettled === true) return { seats }
  if (choice.kind === 'nobody') {
    // whoever has it keeps it: with nobody it would be no better off
    if (wanting.from !== null) return { seats }
    const held = await holdFor(wanting.held, { by, why: 'nobody', choice }, deps)
    return held === 'lost' ? 'lost' : { seats }
  }
  if (by.law.document.mode === 'suggest') {
    const held = await holdFor(wanting.held, { by, why: 'suggested', choice, from: wanting.from }, deps)
    return held === 'lost' ? 'lost' : { seats }
  }
  return ask(wanting, { ...choosing, choice }, deps)
}

async function ask(
  { held, from, routedFor }: Wanting,
  { by, choice, seats, hardCases, hard }: Choosing & { readonly choice: Choice & { kind: 'chosen' } },
  deps: RouteDeps,
): Promise<'lost' | { readonly seats: Board }> {
  const { conversation } = held
  const { conversationId, state, routing } = conversation
  const { operatorId, receipt } = choice
  // to be asked once more for what nothing came of takes it from nobody
  const isTaking = from !== null && !(routing?.state === 'asked' && routing.from === from)
  const takenBack = (routing?.takenBack ?? 0) + Number(isTaking)
  const vain = routing?.state === 'asked' ? (routing.vain ?? 0) + 1 : 0
  const next: Routing = {
    ...decisionOf(held, { by, choice }),
    state: 'asked',
    operatorId,
    routedFor,
    ...(from === null ? {} : { from }),
    ...pastOf(conversation, { from, to: operatorId }),
    ...(takenBack === 0 ? {} : { takenBack }),
    ...(vain === 0 ? {} : { vain }),
  }
  const effort = effortOf(state.snapshot?.channel ?? null, by.law.document)
  const board = { before: seats, after: withGiven(seats, { ...effort, conversationId, operatorId }, by.nowMs) }
  const isGone = by.operators.some((one) => one.operatorId === from && one.gone === true)
  const actions = askedActions(conversation, { need: receipt.need, routing: next, operatorId, from, isGone })
  const days = hard ? addHardCase(hardCases.get(operatorId) ?? {}, by.nowMs) : null
  const stored = await store(
    held,
    {
      next,
      receipt: { ...receiptOf(held, { by, choice, next }), outcome: 'asked', why: null, routedFor, from, actions },
      board,
      ...(days === null ? {} : { hardCases: { operatorId, days } }),
    },
    deps,
  )
  if (stored === 'lost') return 'lost'
  if (days !== null) hardCases.set(operatorId, days)
  deps.count('RoutingAsked')
  if (isTaking) deps.count('RoutingTakenBack')
  return { seats: board.after }
}

type Holding = {
  readonly by: By
  readonly why: HeldFor
  readonly untilMs?: number
  readonly choice?: Choice
  /** Whom it would be taken from; absent or null: nobody. */
  readonly from?: number | null
}

/**
 * Notes why nobody is asked, once for as long as it is so. The team, priority and labels it needs are set all the same, unless
 * the document only suggests.
 */
export async function holdFor(held: Held, holding: Holding, deps: RouteDeps): Promise<'lost' | 'held'> {
  const { by, why, untilMs, choice, from = null } = holding
  const { conversation } = held
  const chosen = choice?.kind === 'chosen' ? choice.operatorId : undefined
  const next: Routing = {
    ...decisionOf(held, { by, choice }),
    state: 'held',
    why,
    ...(untilMs === undefined ? {} : { untilMs }),
    ...(chosen === undefined ? {} : { operatorId: chosen }),
    ...(from === null ? {} : { from }),
    ...keptIn(held),
  }
  if (isSameHold(conversation.routing, next)) return 'held'
  const acts = why === 'nobody' && choice !== undefined && by.law.document.mode === 'assign'
  const need = choice?.receipt.need ?? null
  const actions = acts ? askedActions(conversation, { need, routing: next, operatorId: null, from: null }) : []
  const receipt = {
    ...receiptOf(held, { by, choice, next }),
    outcome: 'held' as const,
    why,
    routedFor: null,
    from,
    actions,
  }
  if ((await store(held, { next, receipt }, deps)) === 'lost') return 'lost'
  deps.count('RoutingHeld')
  return 'held'
}

/** A person chose, and our own assignment came a moment later and undid it: the person's choice is put back, once. */
export async function giveBack(
  held: Held,
  {
    by,
    operatorId,
    to,
  }: { readonly by: Pick<By, 'law' | 'nowMs' | 'pass'>; readonly operatorId: number; readonly to: number },
  deps: RouteDeps,
): Promise<'lost' | 'given_back'> {
  const next: Routing = {
    ...decisionOf(held, { by }),
    state: 'asked',
    operatorId: to,
    from: operatorId,
    routedFor: 'human',
    ...keptIn(held),
  }
  const actions = askedActions(held.conversation, { need: null, routing: next, operatorId: to, from: operatorId })
  const receipt = {
    ...receiptOf(held, { by, next }),
    ...{ outcome: 'returned' as const, why: null, routedFor: 'human' as const, from: operatorId, actions },
  }
  if ((await store(held, { next, receipt }, deps)) === 'lost') return 'lost'
  deps.count('RoutingReturned')
  return 'given_back'
}

type Numbered = Pick<Routing, 'atMs' | 'rowUs' | 'decision' | 'policyVersion' | 'ruleId' | 'topic'>
type Why = { readonly by: Pick<By, 'law' | 'nowMs' | 'pass'>; readonly choice?: Choice | undefined }

function decisionOf({ conversation: { routing, state } }: Held, { by, choice }: Why): Numbered {
  const needBy = choice?.receipt.need.by
  return {
    atMs: by.nowMs,
    ...(state.snapshot === undefined ? {} : { rowUs: state.snapshot.updatedAtUs }),
    decision: (routing?.decision ?? 0) + 1,
    policyVersion: by.law.version,
    ruleId: needBy?.kind === 'rule' ? needBy.ruleId : null,
    ...(needBy?.kind === 'topic' ? { topic: needBy.topic } : {}),
  }
}

const keptIn = ({ conversation }: Held): Pick<Routing, 'passed' | 'takenFrom' | 'takenBack'> => {
  const { takenBack } = conversation.routing ?? {}
  return { ...pastOf(conversation, { from: null }), ...(takenBack === undefined ? {} : { takenBack }) }
}

function receiptOf(
  { conversation }: Held,
  { by, choice, next }: Why & { readonly next: Routing },
): Pick<
  StoredReceipt,
  'account' | 'conversationId' | 'decision' | 'atMs' | 'policyVersion' | 'model' | 'correlationId' | 'choice'
> {
  const { account, conversationId, correlationId } = conversation
  return {
    account,
    conversationId,
    decision: next.decision,
    atMs: next.atMs,
    policyVersion: next.policyVersion,
    model: by.law.document.classifier?.model ?? null,
    correlationId: by.pass.hints.get(conversationId)?.correlationId ?? correlationId,
    choice: choice === undefined ? null : keptOf(choice.receipt),
  }
}

const isSameHold = (before: Routing | undefined, next: Routing): boolean =>
  before?.state === 'held' &&
  before.why === next.why &&
  before.untilMs === next.untilMs &&
  before.operatorId === next.operatorId &&
  before.from === next.from &&
  before.ruleId === next.ruleId &&
  before.topic === next.topic &&
  before.policyVersion === next.policyVersion

type Storing = Pick<Decision, 'receipt' | 'board' | 'hardCases'> & { readonly next: Routing }

async function store(held: Held, { next, ...rest }: Storing, deps: RouteDeps): Promise<'lost' | 'stored'> {
  const { version: _v, writtenAtMs: _w, ...conversation } = held.conversation
  const { correlationId } = rest.receipt
  const actions = actionsOf(rest.receipt)
  const draft = { ...conversation, routing: next, source: 'routing' as const, correlationId }
  const decided = await deps.decide({ ...rest, draft, over: held, actions })
  if (decided.kind === 'lost') return 'lost'
  // Should we stop here, the event of this write has them sent again.
  for (const action of actions) await deps.send(action)
  const { account, conversationId, decision, outcome } = rest.receipt
  deps.log.info('routing_decided', { account, conversationId, correlationId, decision, outcome })
  return 'stored'
}
