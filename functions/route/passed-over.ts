import type { Conversation } from '#domain/conversation'
import { withOne } from '#domain/routing/follow-routing'
import { operatorOf } from '#domain/turn'

/** Who is not asked again: who lost it before, whoever it is taken from, and whom a person has just taken it from. */
export function passedOver({ state, routing }: Conversation, from: number | null): readonly number[] {
  const passed = routing?.passed ?? []
  if (from !== null) return withOne(passed, from)
  const released = routing?.state === 'assigned' && operatorOf(state) === null ? routing.operatorId : undefined
  return released === undefined ? passed : withOne(passed, released)
}
