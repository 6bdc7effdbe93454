/** Who was there when, as far as it is known. */
import type { Availability, Operator } from '#domain/operator'
import type { OperatorEvent } from '#events/operator-events'
import { profilesOf, workEndsAtMs } from './profile.ts'
import type { RoutingDocument } from './routing-policy.ts'

export type OperatorStory = {
  readonly operator: Operator
  /** Before the first turn. */
  readonly atFirst: Availability
  /** Rising. */
  readonly turns: readonly { readonly atMs: number; readonly availability: Availability }[]
}

const AVAILABILITY = {
  'operator.available.v1': 'available',
  'operator.away.v1': 'away',
  'operator.offline.v1': 'offline',
} as const satisfies Record<OperatorEvent['type'], Availability>

/**
 * By an operator's own ledger, where there is any. Else he is taken to have been as he is now; and who works by a shift of
 * `document`, to have been available all through it.
 */
export function operatorStory(
  operator: Operator,
  events: readonly OperatorEvent[],
  document: RoutingDocument,
): OperatorStory {
  const [first] = events
  if (first === undefined) {
    const hasShift = document.operators[String(operator.operatorId)]?.shift !== undefined
    return { operator, atFirst: hasShift ? 'available' : operator.availability, turns: [] }
  }
  const turns = events.map(({ type, occurredAtMs }) => ({ atMs: occurredAtMs, availability: AVAILABILITY[type] }))
  return { operator, atFirst: first.data.from ?? AVAILABILITY[first.type], turns }
}

export type Stand = { readonly availability: Availability; readonly sinceMs: number }

export function standAt({ atFirst, turns }: OperatorStory, atMs: number): Stand {
  let stand: Stand = { availability: atFirst, sinceMs: 0 }
  for (const turn of turns) {
    if (turn.atMs > atMs) break
    if (turn.availability !== stand.availability) stand = { availability: turn.availability, sinceMs: turn.atMs }
  }
  return stand
}

/** He was available at some instant of the span. */
export const wasThere = (story: OperatorStory, { fromMs, toMs }: { fromMs: number; toMs: number }): boolean =>
  standAt(story, fromMs).availability === 'available' ||
  story.turns.some(({ atMs, availability }) => availability === 'available' && fromMs <= atMs && atMs <= toMs)

/** Available, and within his shift if he has one. */
export const isAtWork = (
  story: OperatorStory,
  { document, nowMs }: { readonly document: RoutingDocument; readonly nowMs: number },
): boolean =>
  standAt(story, nowMs).availability === 'available' &&
  workEndsAtMs(profilesOf(document).of(story.operator.operatorId), nowMs) !== null
