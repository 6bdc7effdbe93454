/**
 * Chatwoot's own assignment, as far as it can get in our way: on opening only, round robin among inbox members who are
 * online, never retried later (CONTRACT (d)).
 */
import type { Inbox, Operator, Team } from './model.ts'
import type { Store } from './store.ts'

/** Least recently given work first; kept per store because two stand-ins may live side by side. */
const rotations = new WeakMap<Store, Map<number, number>>()

function nextOf(store: Store, candidates: readonly Operator[]): Operator | undefined {
  const turns = rotations.get(store) ?? new Map<number, number>()
  rotations.set(store, turns)
  const turnOf = (operator: Operator): number => turns.get(operator.id) ?? 0
  const next = [...candidates].sort((a, b) => turnOf(a) - turnOf(b) || a.id - b.id)[0]
  if (next) turns.set(next.id, Math.max(0, ...turns.values()) + 1)
  return next
}

const onlineAmong = (store: Store, ids: ReadonlySet<number>): Operator[] =>
  [...store.operators.values()].filter((operator) => ids.has(operator.id) && operator.availability === 'online')

export const operatorInRotation = (store: Store, inbox: Inbox): Operator | undefined =>
  nextOf(store, onlineAmong(store, inbox.memberIds))

/** Must be online, in the team, and a member of the inbox. */
export function operatorForTeam(store: Store, inboxId: number, team: Team): Operator | undefined {
  const members = store.inboxes.get(inboxId)?.memberIds ?? new Set<number>()
  return nextOf(
    store,
    onlineAmong(store, team.memberIds).filter((operator) => members.has(operator.id)),
  )
}
