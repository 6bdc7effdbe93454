/** Who is there and what waits with whom: order, figures and words. Pure. */
import type { Availability } from '#domain/operator'
import { brief } from './format.ts'
import { plainText } from './names.ts'
import type { ListedOperator, NamedPlace, OperatorsAnswer } from './routing-shapes.ts'

export type Presence = Availability | 'gone'
export const presenceOf = ({ gone, availability }: Pick<ListedOperator, 'gone' | 'availability'>): Presence =>
  gone ? 'gone' : availability

export const PRESENCE_WORDS: Readonly<Record<Presence, string>> = {
  available: 'Available',
  away: 'Away',
  offline: 'Offline',
  gone: 'No longer an agent',
}

export const operatorNameOf = ({ operatorId, name }: Pick<ListedOperator, 'operatorId' | 'name'>): string =>
  plainText(name) || `Operator ${operatorId}`

/** `over`: customers wait for somebody who is not there. `risk`: for somebody who is away. */
export type Trouble = 'over' | 'risk' | 'none'
export function troubleOf(operator: Pick<ListedOperator, 'gone' | 'availability' | 'waiting'>): Trouble {
  if ((operator.waiting ?? 0) === 0) return 'none'
  const presence = presenceOf(operator)
  if (presence === 'available') return 'none'
  return presence === 'away' ? 'risk' : 'over'
}

const TROUBLE_RANK: Readonly<Record<Trouble, number>> = { over: 0, risk: 1, none: 2 }
const PRESENCE_RANK: Readonly<Record<Presence, number>> = { available: 0, away: 1, offline: 2, gone: 3 }

/** Trouble first, then who is there; among equals who has most on their hands. */
export function troubleFirst(operators: readonly ListedOperator[]): ListedOperator[] {
  return [...operators].sort(
    (a, b) =>
      TROUBLE_RANK[troubleOf(a)] - TROUBLE_RANK[troubleOf(b)] ||
      PRESENCE_RANK[presenceOf(a)] - PRESENCE_RANK[presenceOf(b)] ||
      (b.waiting ?? 0) - (a.waiting ?? 0) ||
      (b.open ?? 0) - (a.open ?? 0) ||
      operatorNameOf(a).localeCompare(operatorNameOf(b)) ||
      a.operatorId - b.operatorId,
  )
}

/** Those of a team, and of everybody without one. */
export const ofTeam = (operators: readonly ListedOperator[], team: number | null): readonly ListedOperator[] =>
  team === null ? operators : operators.filter(({ teams }) => teams.some(({ id }) => id === team))

export const placeName = ({ id, name }: NamedPlace): string => plainText(name ?? '') || `Team ${id}`

/** What the filter offers. */
export const teamsOf = (operators: readonly ListedOperator[]): ReadonlyMap<number, string> =>
  new Map(operators.flatMap(({ teams }) => teams.map((team) => [team.id, placeName(team)] as const)))

export type Figures = Readonly<Record<Availability, number>> & {
  /** Customers who wait for somebody who is away, offline or gone. */
  readonly stranded: number
}
export function figuresOf(operators: readonly ListedOperator[]): Figures {
  const count = (presence: Presence): number => operators.filter((one) => presenceOf(one) === presence).length
  const stranded = operators.filter((one) => troubleOf(one) !== 'none')
  return {
    available: count('available'),
    away: count('away'),
    offline: count('offline'),
    stranded: stranded.reduce((total, { waiting }) => total + (waiting ?? 0), 0),
  }
}

const MINUTE_MS = 60_000
/** By the minute: readings are no finer. `for 2h 05m`. */
export function forWords(sinceMs: number, nowMs: number): string {
  const minutes = Math.floor((nowMs - sinceMs) / MINUTE_MS)
  return minutes < 1 ? 'just now' : `for ${brief(minutes * MINUTE_MS)}`
}

/** What stands in the way of trusting the list; null: nothing. */
export function staleWords(
  { stale, readAtMs }: Pick<OperatorsAnswer, 'stale' | 'readAtMs'>,
  nowMs: number,
): string | null {
  if (readAtMs === null) return 'Chatwoot has not been asked yet who is there.'
  if (!stale) return null
  return `Chatwoot has not told for ${brief(Math.max(MINUTE_MS, nowMs - readAtMs))} who is there. What you see is what was last known.`
}

/** How full he is; whoever has no capacity at all is full. */
export const loadPercent = ({ points, capacityPoints }: Pick<ListedOperator, 'points' | 'capacityPoints'>): number =>
  capacityPoints === 0 ? 100 : Math.round((100 * points) / capacityPoints)
