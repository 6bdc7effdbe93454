/** A group of pages: conversations of a team that call for the same target for the same reason. Its law: page-groups.ts. */

/** What a group is about. No part has a slash: slugs are letters, digits and dashes. */
export type GroupName = {
  readonly account: string
  readonly cause: string
  readonly teamId: number | null
  readonly target: string
}

/** A conversation in a group. */
export type Member = {
  readonly conversationId: number
  /** `breach`: of a clock, by the policy itself; such a page cannot be acknowledged, and ends with the clock. */
  readonly of: 'escalation' | 'breach'
  /** When the escalation was raised, or the clock ran out. */
  readonly sinceMs: number
  readonly joinedAtMs: number
  /** Its escalation was acknowledged. */
  readonly taken: boolean
}

/** Conversations that are about to breach, as the tick counts them: they come and go all at once. */
export type Foreseen = {
  readonly count: number
  readonly unassigned: number
  readonly dueWithinMinutes: number
  /** When the last of them breaches; absent in groups of earlier releases. */
  readonly byMs?: number
  /** How many fewer with one more operator in the team. */
  readonly saves?: number
  /** The first MOST_LISTED of them. */
  readonly ids: readonly number[]
  readonly atMs: number
}

export type Say = {
  readonly action: 'trigger' | 'acknowledge' | 'resolve'
  /** Who has to say it. */
  readonly by: string
  /** With the name, the page that is spoken of. */
  readonly openedAtMs: number
  /** The page that this one takes the place of, and that is over with it. */
  readonly replaces: number | null
}

export type PageGroup = GroupName & {
  readonly teamName: string | null
  /** When the page began. A new page about the same things has another one. */
  readonly openedAtMs: number
  /** Members that nobody has taken, and those that somebody has. */
  readonly open: number
  readonly taken: number
  /** How often a conversation joined since the page began. */
  readonly joins: number
  /** What was told last: so many conversations, after so many joins. */
  readonly told: { readonly count: number; readonly joins: number; readonly atMs: number } | null
  readonly owes: Say | null
  /** When the group is looked at again, at the latest. */
  readonly checkAtMs: number
  readonly foreseen: Foreseen | null
  /** Its target works on it anyway: it is told, not woken. */
  readonly quiet?: true
}

export const MOST_LISTED = 200
export const BREACH_CAUSE = 'breach'
export const FORECAST_CAUSE = 'forecast'

export const groupKey = ({ account, cause, teamId, target }: GroupName): string =>
  [account, cause, teamId ?? NO_TEAM, target].join('/')
const NO_TEAM = 'no-team'

/** Null for what is no key of a group. */
export function groupName(key: string): GroupName | null {
  const [, account, cause, team, target] =
    /^([a-z0-9-]{1,32})\/([a-z0-9-]{1,40})\/([1-9]\d{0,15}|no-team)\/([a-z0-9-]{1,40})$/.exec(key) ?? []
  if (account === undefined || cause === undefined || target === undefined) return null
  return { account, cause, teamId: team === NO_TEAM ? null : Number(team), target }
}

/**
 * The key of a page at its receiver. Its begin is part of it: PagerDuty would add to an incident that was acknowledged
 * long ago, and wake nobody.
 */
export const pageKey = (name: GroupName, openedAtMs: number): string => `${name.cause}:${groupKey(name)}/${openedAtMs}`

/** Conversations that nobody has taken. */
export const countOf = ({ open, foreseen }: PageGroup): number => open + (foreseen?.count ?? 0)

export type Phase = 'open' | 'acknowledged' | 'over'
export function phaseOf(group: PageGroup): Phase {
  if (countOf(group) > 0) return 'open'
  return group.taken > 0 ? 'acknowledged' : 'over'
}
