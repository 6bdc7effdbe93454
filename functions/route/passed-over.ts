import type { Conversation } from '#domain/conversation'
import { withOne } from '#domain/routing/follow-routing'
import type { Routing } from '#domain/routing/routing-record'
import { operatorOf } from '#domain/turn'

/**
 * Who is not asked again while somebody else would do: who lost it before, whoever it is taken from, whom a person has
 * just taken it from, and who was asked twice in vain.
 */
export function passedOver(conversation: Conversation, from: number | null): readonly number[] {
  const { state, routing } = conversation
  const passed = routing?.passed ?? []
  if (from !== null) return withOne(passed, from)
  const lost = isLeftByHim(conversation) || (operatorOf(state) === null && (routing?.vain ?? 0) > 0)
  return lost && routing?.operatorId !== undefined ? withOne(passed, routing.operatorId) : passed
}

/** Whom a person took it from, and left it with nobody: to ask them again would be to fight. */
export function takenFromIn(conversation: Conversation): readonly number[] {
  const { routing } = conversation
  const taken = routing?.takenFrom ?? []
  return isLeftByHim(conversation) && routing?.operatorId !== undefined ? withOne(taken, routing.operatorId) : taken
}

/** What a decision keeps of those before it. */
export function pastOf(
  conversation: Conversation,
  { from, to }: { readonly from: number | null; readonly to?: number },
): Pick<Routing, 'passed' | 'takenFrom'> {
  const others = (all: readonly number[]): readonly number[] => all.filter((one) => one !== to)
  const passed = others(passedOver(conversation, from))
  const takenFrom = others(takenFromIn(conversation))
  return { ...(passed.length === 0 ? {} : { passed }), ...(takenFrom.length === 0 ? {} : { takenFrom }) }
}

const isLeftByHim = ({ state, routing }: Conversation): boolean =>
  operatorOf(state) === null && routing?.state === 'assigned'
