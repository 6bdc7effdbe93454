import type { HeldFor, RoutedFor } from '#domain/routing/routing-record'

type OfDecision = {
  /** Names the receipt of this conversation that tells why. */
  decision: number
  policyVersion: number
  ruleId: string | null
}

/** Events of routing: whom a conversation was given to, and who decided otherwise. */
export type RoutingEventData = {
  /** Nobody is asked for the time being. `operatorId`: who would be, where the document only suggests. */
  'routing.held.v1': OfDecision & { why: HeldFor; untilMs: number | null; operatorId: number | null }
  /** An operator was chosen; assigning him in Chatwoot is on its way. `from`: whom it is taken from. */
  'routing.asked.v1': OfDecision & { operatorId: number; from: number | null; routedFor: RoutedFor }
  /** A person decided otherwise, and the router keeps its hands off. `chosen`: whom it had asked. */
  'routing.yielded.v1': { decision: number; chosen: number | null; to: number | null }
}
