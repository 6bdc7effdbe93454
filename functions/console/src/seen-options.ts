/** Teams, inboxes and operators that have been on screen: what the filters offer. Grows while the page is open. */
import type { QueueItem } from './api-shapes.ts'
import { inboxName, personName, teamName } from './names.ts'

export type Options = {
  readonly teams: ReadonlyMap<number, string>
  readonly inboxes: ReadonlyMap<number, string>
  readonly operators: ReadonlyMap<number, string>
}
export const NO_OPTIONS: Options = { teams: new Map(), inboxes: new Map(), operators: new Map() }

/** The same object when the items show nothing new, so that nothing renders again. */
export function withSeen(options: Options, items: readonly QueueItem[]): Options {
  const teams = new Map(options.teams)
  const inboxes = new Map(options.inboxes)
  const operators = new Map(options.operators)
  for (const { team, inbox, assignee } of items) {
    if (team !== null) teams.set(team.id, teamName(team))
    if (inbox !== null && (inbox.name !== null || !inboxes.has(inbox.id))) inboxes.set(inbox.id, inboxName(inbox))
    if (assignee?.kind === 'operator') operators.set(assignee.id, personName(assignee))
  }
  const same =
    sameMap(teams, options.teams) && sameMap(inboxes, options.inboxes) && sameMap(operators, options.operators)
  return same ? options : { teams, inboxes, operators }
}

const sameMap = (a: ReadonlyMap<number, string>, b: ReadonlyMap<number, string>): boolean =>
  a.size === b.size && [...a].every(([id, name]) => b.get(id) === name)

/** By name; those of one name with their ids. */
export function namedApart(names: ReadonlyMap<number, string>): [number, string][] {
  const times = new Map<string, number>()
  for (const name of names.values()) times.set(name, (times.get(name) ?? 0) + 1)
  const entries = [...names].map(([id, name]): [number, string] => [
    id,
    (times.get(name) ?? 0) > 1 ? `${name} (${id})` : name,
  ])
  return entries.sort(([, a], [, b]) => a.localeCompare(b))
}
