/**
 * Pages of one cause are one page. Conversations of a team that call for the same target for the same reason form a
 * group: the first opens it and pages at once, those that follow are told with it, seldom enough to be read.
 *
 * Each function gives what a group becomes, or null when nothing changes. Whatever then has to be said stands in the
 * group itself (`owes`) until it was said, with who has to say it: a message that is worked on again says it again.
 */
import { countOf, type Foreseen, type GroupName, type Member, type PageGroup, phaseOf, type Say } from './page-group.ts'

/** Who acts, and when. `by` is the same when the same message is worked on again. */
export type Acting = { readonly by: string; readonly nowMs: number }
export type Held = { readonly group: PageGroup | undefined; readonly member?: Member | undefined }
/** `member`: as it is now, null when it is gone; absent where none was spoken of. */
export type Moved = { readonly group: PageGroup; readonly member?: Member | null }

/** The news of a page are told at most so often, unless there are twice as many. */
export const QUIET_MS = 5 * 60_000
/** A group is looked at at least so often, and a forecast that is not repeated for so long has passed. */
export const CHECK_MS = 10 * 60_000
export type Joining = { readonly member: Member; readonly teamName: string | null }

/** A conversation calls. One that is in already and was not taken since changes nothing. */
export function join(
  name: GroupName,
  held: Held,
  { joining, acting }: { joining: Joining; acting: Acting },
): Moved | null {
  const { member: known } = held
  const { member, teamName } = joining
  if (held.group !== undefined && known !== undefined && !known.taken && known.sinceMs >= member.sinceMs) return null
  const { group, replaces } = begun(name, held.group, acting)
  const counted = known === undefined ? 1 : Number(known.taken)
  const next = {
    ...group,
    teamName,
    open: group.open + counted,
    taken: group.taken - (known?.taken === true ? 1 : 0),
    joins: group.joins + 1,
  }
  return { group: considered(next, acting, replaces), member }
}

export type Leaving = { readonly sinceMs: number; readonly how: 'taken' | 'ended' }

/** A conversation calls no more: somebody took it, or it is over. What it called for later is not touched. */
export function leave(held: Held, { sinceMs, how }: Leaving, { by }: Pick<Acting, 'by'>): Moved | null {
  const { group, member: known } = held
  if (group === undefined || known === undefined || known.sinceMs !== sinceMs) return null
  if (how === 'taken' && known.taken) return null
  const next = {
    ...group,
    open: group.open - (known.taken ? 0 : 1),
    taken: group.taken + (known.taken ? -1 : 0) + (how === 'taken' ? 1 : 0),
  }
  return { group: closed(group, next, by), member: how === 'taken' ? { ...known, taken: true } : null }
}

export type Foreseeing = { readonly foreseen: Foreseen; readonly teamName: string | null; readonly quiet?: true }

/** The tick foresees breaches; what it foresaw before is forgotten, and does not come back late. None ends the forecast. */
export function foresee(
  name: GroupName,
  { group: held }: Held,
  { foreseen, teamName, quiet, acting }: Foreseeing & { readonly acting: Acting },
): Moved | null {
  if ((held?.foreseen?.atMs ?? 0) > foreseen.atMs) return null
  if (foreseen.count === 0) {
    return held?.foreseen == null ? null : { group: closed(held, { ...held, foreseen: null }, acting.by) }
  }
  const { group, replaces } = begun(name, held, acting)
  const known = new Set(group.foreseen?.ids)
  const fresh = foreseen.ids.filter((id) => !known.has(id)).length
  const next = { ...group, teamName, foreseen, joins: group.joins + fresh, ...(quiet === true ? { quiet } : {}) }
  return { group: considered(next, acting, replaces) }
}

/**
 * The look that was planned for `atMs`; null when another is planned by now. Tells what was held back, lets a forecast
 * pass that nobody repeats, and says what somebody else had to say and did not.
 */
export function check({ group: held }: Held, atMs: number, acting: Acting): Moved | null {
  if (held === undefined || held.checkAtMs !== atMs) return null
  const { by, nowMs } = acting
  const passed = held.foreseen !== null && nowMs - held.foreseen.atMs >= CHECK_MS
  const left = passed ? closed(held, { ...held, foreseen: null }, by) : held
  const unsaid = left.owes === null ? null : { ...left.owes, by }
  const owes = phaseOf(left) === 'over' ? (unsaid ?? say('resolve', left, by)) : unsaid
  const next = considered({ ...left, owes, checkAtMs: nowMs + CHECK_MS }, acting, null)
  return { group: next }
}

/** It was said. `gone`: nothing is left of the group. Null: it was somebody else's to say by now. */
export function said({ group }: Held, what: Say): PageGroup | 'gone' | null {
  if (group?.owes == null || group.owes.by !== what.by || group.owes.openedAtMs !== what.openedAtMs) return null
  if (group.owes.action !== what.action) return null
  return phaseOf(group) === 'over' ? 'gone' : { ...group, owes: null }
}

/**
 * What has to be said after a page was sent, because the world went on while it was on its way: receivers keep no order,
 * and a page that arrives after its own end would stay open for good.
 */
export function correction({ group }: Held, { action, openedAtMs, by }: Say): Say | null {
  if (action !== 'trigger') return null
  const again = { by, openedAtMs, replaces: null }
  if (group === undefined || group.openedAtMs !== openedAtMs) return { ...again, action: 'resolve' }
  const phase = phaseOf(group)
  if (phase === 'open') return null
  return { ...again, action: phase === 'over' ? 'resolve' : 'acknowledge' }
}

/** The page goes on, or a new one begins: the one before was acknowledged or is over, so it would wake nobody. */
function begun(
  name: GroupName,
  held: PageGroup | undefined,
  { nowMs }: Acting,
): { readonly group: PageGroup; readonly replaces: number | null } {
  if (held !== undefined && phaseOf(held) === 'open') return { group: held, replaces: null }
  const { account, cause, teamId, target } = name
  const group: PageGroup = {
    ...{ account, cause, teamId, target },
    teamName: null,
    openedAtMs: Math.max(nowMs, (held?.openedAtMs ?? 0) + 1),
    open: 0,
    taken: held?.taken ?? 0,
    joins: 0,
    told: null,
    owes: null,
    checkAtMs: nowMs + CHECK_MS,
    foreseen: null,
  }
  return { group, replaces: held?.openedAtMs ?? null }
}

/** Tells the news, or plans to once it may. */
function considered(group: PageGroup, { by, nowMs }: Acting, replaces: number | null): PageGroup {
  const { told, joins } = group
  if (phaseOf(group) !== 'open' || joins === (told?.joins ?? 0)) return group
  const count = countOf(group)
  const mayAtMs = told === null || count >= 2 * told.count ? nowMs : told.atMs + QUIET_MS
  if (mayAtMs > nowMs) return { ...group, checkAtMs: Math.min(group.checkAtMs, mayAtMs) }
  const owes: Say = { ...say('trigger', group, by), replaces: replaces ?? group.owes?.replaces ?? null }
  return { ...group, told: { count, joins, atMs: nowMs }, owes }
}

/** Says that nobody is left to call for, or nobody whom somebody has not taken. */
function closed(before: PageGroup, after: PageGroup, by: string): PageGroup {
  const phase = phaseOf(after)
  if (phase === 'open' || phase === phaseOf(before)) return after
  return { ...after, owes: say(phase === 'over' ? 'resolve' : 'acknowledge', after, by) }
}

const say = (action: Say['action'], { openedAtMs, owes }: PageGroup, by: string): Say => ({
  action,
  by,
  openedAtMs,
  // whoever had to say that a page before is over may not have come to it
  replaces: owes?.replaces ?? null,
})
