import type { Conversation } from '#domain/conversation'
import { withOne } from '#domain/routing/follow-routing'
import { operatorOf } from '#domain/turn'

/**
 * Who is not asked again: who lost it before, whoever it is taken from, whom a person has just taken it from, and who was
 * asked twice in vain.
 */
export function passedOver({ state, routing }: Conversation, from: number | null): readonly number[] {
  const passed = routing?.passed ?? []
  if (from !== null) return withOne(passed, from)
  const lost = operatorOf(state) === null && (routing?.state === 'assigned' || (routing?.vain ?? 0) > 0)
  return lost && routing?.operatorId !== undefined ? withOne(passed, routing.operatorId) : passed
}
