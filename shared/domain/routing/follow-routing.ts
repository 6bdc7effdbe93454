/** What has become of a decision, by what Chatwoot's row shows now. */
import type { ConversationState } from '#domain/conversation'
import type { Handed } from '#domain/observation'
import { operatorOf, statusOf } from '#domain/turn'
import type { Routing } from './routing-record.ts'

/**
 * The record after what the state shows; the same object where it tells nothing new. A person's decision always wins:
 * whoever is assigned otherwise than was asked makes the record `yielded`. With its resolution a conversation's past is
 * forgotten: reopened, it may go to anybody, and at once, so what was asked before it was closed is over.
 */
export function followRouting(routing: Routing, state: ConversationState, nowMs: number): Routing {
  const status = statusOf(state)
  const operatorId = operatorOf(state)
  if (routing.state === 'asked' && operatorId === null && status !== 'open') return putOff(routing, state, nowMs)
  if (status === 'resolved') return withoutPast(routing)
  switch (routing.state) {
    case 'held':
      return operatorId === null || operatorId === routing.from ? routing : yieldedTo(operatorId, routing, nowMs)
    case 'asked':
      if (operatorId === null && isReleased(routing, state)) return yieldedTo(null, routing, nowMs)
      if (operatorId === null || operatorId === routing.from) return routing
      if (operatorId !== routing.operatorId) return { ...yieldedTo(operatorId, routing, nowMs), raced: true }
      return { ...withoutVain(routing), state: 'assigned', atMs: nowMs }
    case 'assigned':
      return operatorId === routing.operatorId ? routing : yieldedTo(operatorId, routing, nowMs)
    case 'yielded':
      if (operatorId === (routing.yieldedTo ?? null) || isOverwritten(routing, state, nowMs)) return routing
      return yieldedTo(operatorId, routing, nowMs)
  }
}

/**
 * Whom a person had chosen when our assignment came and undid it; null: nobody. Chatwoot has no conditional assignment:
 * `act` looks before it writes, and a few milliseconds remain. It shows in two ways, as webhooks come in any order: the row
 * with the person's choice was seen before the one with ours, or the save that made ours says from whom it took it. Only if
 * the action was carried out indeed (`act` gives up where it sees a person's choice) is it to be put back, once.
 */
export function undoneChoice(routing: Routing, state: ConversationState, nowMs: number): number | null {
  if (isOverwritten(routing, state, nowMs)) return routing.yieldedTo ?? null
  const { handed } = state
  if (routing.state !== 'asked' || routing.routedFor === 'human' || handed === undefined) return null
  const ours = handed.to === routing.operatorId && handed.to === operatorOf(state) && isSince(handed, routing)
  return ours && handed.from !== routing.from ? handed.from : null
}

/** After the decision. By the row it was made on, as Chatwoot's clock need not be ours. */
const isSince = ({ atUs }: Handed, { rowUs, atMs }: Routing): boolean =>
  rowUs === undefined ? atUs >= atMs * 1000 : atUs > rowUs

/** He had it, and a person took it from him, before anybody here saw that he had it. */
const isReleased = (routing: Routing, { handed }: ConversationState): boolean =>
  handed !== undefined && handed.from === routing.operatorId && handed.to === null && isSince(handed, routing)

/** An action takes a minute at most, once Chatwoot answers. */
const OVERWRITES_WITHIN_MS = 120_000

const isOverwritten = (routing: Routing, state: ConversationState, nowMs: number): boolean =>
  routing.state === 'yielded' &&
  routing.raced === true &&
  typeof routing.yieldedTo === 'number' &&
  routing.operatorId !== undefined &&
  operatorOf(state) === routing.operatorId &&
  nowMs - routing.atMs <= OVERWRITES_WITHIN_MS

/** A person closed it, or put it off, before anybody had it. */
function putOff(routing: Routing, state: ConversationState, nowMs: number): Routing {
  const { raced: _r, from: _f, ...rest } = withoutVain(routing)
  const over: Routing = { ...rest, state: 'yielded', atMs: nowMs, yieldedTo: null }
  return statusOf(state) === 'resolved' ? withoutPast(over) : over
}

/** Nobody is a choice too: whoever had it is not asked again. Whom it is given to is not held to what was before. */
function yieldedTo(operatorId: number | null, routing: Routing, nowMs: number): Routing {
  const { raced: _r, why: _w, untilMs: _u, from: _f, ...rest } = withoutVain(routing)
  const lost = routing.state === 'yielded' ? routing.yieldedTo : routing.operatorId
  const left = operatorId === null && typeof lost === 'number' ? lost : undefined
  return {
    ...rest,
    state: 'yielded',
    atMs: nowMs,
    yieldedTo: operatorId,
    ...(left === undefined
      ? {}
      : { passed: withOne(routing.passed, left), takenFrom: withOne(routing.takenFrom, left) }),
  }
}

/** The last few are enough: a desk that gives one conversation to so many has other troubles. */
const PASSED_KEPT = 5
export const withOne = (passed: readonly number[] | undefined, operatorId: number): readonly number[] =>
  [...(passed ?? []).filter((one) => one !== operatorId), operatorId].slice(-PASSED_KEPT)

function withoutVain({ vain: _v, ...rest }: Routing): Routing {
  return rest
}

function withoutPast(routing: Routing): Routing {
  const { passed, takenFrom, takenBack, ...rest } = routing
  return passed === undefined && takenFrom === undefined && takenBack === undefined ? routing : rest
}
