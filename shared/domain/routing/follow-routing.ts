/** What has become of a decision, by what Chatwoot's row shows now. */
import type { ConversationState } from '#domain/conversation'
import { operatorOf, statusOf } from '#domain/turn'
import type { Routing } from './routing-record.ts'

/**
 * The record after what the state shows; the same object where it tells nothing new. A person's decision always wins:
 * whoever is assigned otherwise than was asked makes the record `yielded`. With its resolution a conversation's past is
 * forgotten: reopened, it may go to anybody.
 */
export function followRouting(routing: Routing, state: ConversationState, nowMs: number): Routing {
  if (statusOf(state) === 'resolved') return withoutPast(routing)
  const operatorId = operatorOf(state)
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
  const ours = handed.to === routing.operatorId && handed.to === operatorOf(state) && handed.atUs >= routing.atMs * 1000
  return ours && handed.from !== routing.from ? handed.from : null
}

/** He had it, and a person took it from him, before anybody here saw that he had it. */
const isReleased = ({ operatorId, atMs }: Routing, { handed }: ConversationState): boolean =>
  handed !== undefined && handed.from === operatorId && handed.to === null && handed.atUs >= atMs * 1000

/** An action takes a minute at most, once Chatwoot answers. */
const OVERWRITES_WITHIN_MS = 120_000

const isOverwritten = (routing: Routing, state: ConversationState, nowMs: number): boolean =>
  routing.state === 'yielded' &&
  routing.raced === true &&
  typeof routing.yieldedTo === 'number' &&
  routing.operatorId !== undefined &&
  operatorOf(state) === routing.operatorId &&
  nowMs - routing.atMs <= OVERWRITES_WITHIN_MS

/** Nobody is a choice too: whoever had it is not asked again. */
function yieldedTo(operatorId: number | null, routing: Routing, nowMs: number): Routing {
  const { raced: _r, why: _w, untilMs: _u, from: _f, ...rest } = withoutVain(routing)
  const lost = routing.state === 'yielded' ? routing.yieldedTo : routing.operatorId
  return {
    ...rest,
    state: 'yielded',
    atMs: nowMs,
    yieldedTo: operatorId,
    ...(operatorId === null && typeof lost === 'number' ? { passed: withOne(routing.passed, lost) } : {}),
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
  if (routing.passed === undefined && routing.takenBack === undefined) return routing
  const { passed: _p, takenBack: _t, ...rest } = routing
  return rest
}
