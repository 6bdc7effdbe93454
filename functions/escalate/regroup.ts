/** The planned look at a group of pages, and the tick's forecasts. */
import { FORECAST_CAUSE, type GroupName, type Member, MOST_LISTED } from '#domain/page-group'
import { CHECK_MS } from '#domain/page-groups'
import type { EscalateDeps } from './escalate-deps.ts'
import type { ForecastMessage, Regroup } from './open-message.ts'
import { plan, sayOwed } from './page.ts'
import { standingOf } from './standing.ts'

/** Whoever joined less than this ago may not be seen yet as it is. */
const SETTLED_MS = 60_000
/** Members looked at in one look. */
const MOST_LOOKED_AT = 1_000
/** A forecast older than this is not told. */
const FORECAST_HOLDS_MS = 5 * 60_000
/** Where no rule names a target. */
const FORECAST_TARGET = 'on-call'

/**
 * Looks at a group: lets go of conversations that call no more (a breach has no event that would say so, and an event
 * may be lost), then tells what was held back. A look that was planned anew meanwhile is left out.
 */
export async function regroup({ group: name, atMs }: Regroup, by: string, deps: EscalateDeps): Promise<void> {
  const before = await deps.groups.get(name)
  if (before === undefined) return
  if (before.checkAtMs > atMs) {
    // this look may have been noted and then have stopped before it said what it had to say
    await sayOwed(name, { group: before }, { by, deps })
    return
  }
  const nowMs = deps.now()
  const nextAtMs = nowMs + CHECK_MS
  // sent before this look is noted: should it stop in between, the chain of looks goes on
  await plan(name, { checkAtMs: nextAtMs }, deps)
  await letGo(name, by, deps)
  const stepped = await deps.groups.check(name, before.checkAtMs, { by, nowMs })
  if (stepped.moved && stepped.group?.checkAtMs !== nextAtMs) await plan(name, stepped.group, deps)
  await sayOwed(name, stepped, { by, deps })
}

async function letGo(name: GroupName, by: string, deps: EscalateDeps): Promise<void> {
  const nowMs = deps.now()
  const members = await deps.groups.members(name, MOST_LOOKED_AT)
  const settled = members.filter(({ joinedAtMs }) => nowMs - joinedAtMs >= SETTLED_MS)
  for (let from = 0; from < settled.length; from += MOST_LISTED) {
    const chunk = settled.slice(from, from + MOST_LISTED)
    const found = await deps.conversations(
      name.account,
      chunk.map(({ conversationId }) => conversationId),
    )
    const byId = new Map(found.map((one) => [one.conversationId, one]))
    for (const member of chunk)
      await letGoOf(
        member,
        { standing: standingOf(byId.get(member.conversationId), { ...member, cause: name.cause }), name, by },
        deps,
      )
  }
}

type Looked = { readonly standing: ReturnType<typeof standingOf>; readonly name: GroupName; readonly by: string }

async function letGoOf(
  { conversationId, sinceMs }: Member,
  { standing, name, by }: Looked,
  deps: EscalateDeps,
): Promise<void> {
  if (standing === 'open') return
  const how = standing === 'taken' ? 'taken' : 'ended'
  await deps.groups.leave(name, { conversationId, sinceMs, how }, { by, nowMs: deps.now() })
}

/** Breaches are near that nobody prevents: one page or notice a team, however many. */
export async function pageForecast(message: ForecastMessage, by: string, deps: EscalateDeps): Promise<void> {
  const {
    account,
    team: teamId,
    teamName,
    conversations,
    unassigned,
    dueWithinMinutes,
    byMs,
    saves,
    rule,
    atMs,
  } = message
  const nowMs = deps.now()
  // it lay in the queue: ticks since then have foreseen better, or nothing
  if (nowMs - atMs > FORECAST_HOLDS_MS) return deps.count('PagesSpared')
  const { cause = FORECAST_CAUSE, target = FORECAST_TARGET } = rule ?? {}
  const name = { account, cause, teamId, target }
  const ids = conversations.slice(0, MOST_LISTED)
  const foreseen = {
    ...{ count: conversations.length, unassigned, dueWithinMinutes, ids, atMs },
    ...(byMs === undefined ? {} : { byMs }),
    ...(saves === undefined ? {} : { saves }),
  }
  const quiet = rule?.way === 'notify' ? ({ quiet: true } as const) : {}
  const stepped = await deps.groups.foresee(name, { foreseen, teamName, ...quiet }, { by, nowMs })
  // worked on again, it may have stopped before it planned; and a look that is overdue was never sent
  const unplanned = stepped.group?.owes?.by === by || (stepped.group?.checkAtMs ?? nowMs + 1) <= nowMs
  if (stepped.planned || unplanned) await plan(name, stepped.group, deps)
  await sayOwed(name, stepped, { by, deps })
}
