/**
 * Where a conversation's routing stands: kept on its item, beside state and watch. `route` alone writes it.
 *
 * `held`: nobody is asked yet, `why` says what it waits for. `asked`: an operator was chosen, and the action to assign him
 * is on its way. `assigned`: Chatwoot shows him. `yielded`: a person decided otherwise, and the router keeps its hands off
 * until the conversation is with nobody again, or has been resolved.
 */
export const ROUTING_STATES = ['held', 'asked', 'assigned', 'yielded'] as const
export type RoutingState = (typeof ROUTING_STATES)[number]

export const ROUTING_MOVES: Readonly<Record<RoutingState, readonly RoutingState[]>> = {
  held: ['held', 'asked', 'yielded'],
  asked: ['asked', 'assigned', 'yielded', 'held'],
  assigned: ['asked', 'yielded', 'held'],
  yielded: ['yielded', 'asked', 'held'],
}

/** `greeting`: nothing to route by yet. `nobody`: no operator would do now. `suggested`: the document only suggests. */
export const HELD_FOR = ['greeting', 'nobody', 'suggested', 'refused'] as const
export type HeldFor = (typeof HELD_FOR)[number]

/** Why somebody was asked. `waiting`: the customer had nobody. The others took it from somebody. */
export const ROUTED_FOR = ['waiting', 'offline', 'away', 'idle', 'human'] as const
export type RoutedFor = (typeof ROUTED_FOR)[number]

export type Routing = {
  readonly state: RoutingState
  readonly atMs: number
  /** `held`. */
  readonly why?: HeldFor
  /** `held` for a greeting: until then. */
  readonly untilMs?: number
  /** Whom it chose: `asked` and `assigned`; whom it had chosen: `yielded`. */
  readonly operatorId?: number
  /** `asked`: whom it is taken from; `held` as suggested: whom it would be taken from; absent: nobody has it. */
  readonly from?: number
  /** `yielded` while the action to assign somebody else was still on its way: it may yet overwrite what the person chose. */
  readonly raced?: true
  /** `yielded`: whom the person chose; null: nobody. */
  readonly yieldedTo?: number | null
  readonly routedFor?: RoutedFor
  /** The last decision: its receipt and its action are named after it. Counts from 1. */
  readonly decision: number
  readonly policyVersion: number
  readonly ruleId: string | null
  /** The topic that said what it needs, where no rule did. */
  readonly topic?: string
  /** `asked`: how often in a row somebody was asked before, and nothing came of it. */
  readonly vain?: number
  /** How often it was taken from somebody. */
  readonly takenBack?: number
  /** Who had it and lost it: not asked again while somebody else would do. */
  readonly passed?: readonly number[]
  /** Whom a person took it from, to leave it with nobody: not asked again. */
  readonly takenFrom?: readonly number[]
  /** Of the row that was decided on, by Chatwoot's own clock, epoch microseconds: it tells what was done after that. */
  readonly rowUs?: number
}
