/** Whom the tick tells of teams that are about to break promises: the default, and rules of the trigger `queue_forecast`. */
import { type BreachForecast, breachForecast, type ForecastFacts, type TeamForecast } from './breach-forecast.ts'
import type { EscalationDocument, EscalationRule, QueueForecast } from './escalation-policy.ts'

/** Without a rule: what falls due within this time is told together, and fewer than this are not told. */
export const FORECAST_AHEAD_MS = 15 * 60_000
export const LEAST_FORECAST = 3

/** Somebody who is to be told of a team. `rule`: which asked for it; null: the default, a page to whoever is on call. */
export type ForecastCall = {
  readonly rule: {
    readonly id: string
    readonly cause: string
    readonly target: string
    readonly way: 'page' | 'notify'
  } | null
  readonly teamId: number | null
  /** All of the team that are predicted to breach, next first. */
  readonly conversationIds: readonly number[]
  /** Of them, those that nobody has. */
  readonly unassigned: number
  readonly withinMs: number
  /** When the last of them breaches, epoch milliseconds. */
  readonly byMs: number
  /** How many fewer with one more operator in the team. */
  readonly saves: number
}

type ForecastRule = EscalationRule & { readonly on: QueueForecast }

export const isForecastRule = (rule: EscalationRule): rule is ForecastRule => rule.on.on === 'queue_forecast'

/** How far ahead the rules look. */
export const aheadMs = ({ rules }: EscalationDocument): number =>
  Math.max(FORECAST_AHEAD_MS, ...rules.filter(isForecastRule).map(withinMs))

const withinMs = ({ on }: ForecastRule): number => on.withinSeconds * 1000

export type Foretold = {
  readonly calls: readonly ForecastCall[]
  /** Predicted breaches within FORECAST_AHEAD_MS, whether or not anybody is told. */
  readonly breaches: number
}

/**
 * A rule that is about a team takes the place of the default there. Of several that would tell the same target about the
 * same cause and team, the one that tells of most does. `facts` must reach as far as `aheadMs`.
 */
export function forecasts(facts: ForecastFacts, document: EscalationDocument): Foretold {
  const byAhead = new Map<number, BreachForecast>()
  const within = (ahead: number): BreachForecast => {
    const known = byAhead.get(ahead) ?? breachForecast({ ...facts, untilMs: facts.nowMs + ahead })
    byAhead.set(ahead, known)
    return known
  }
  const rules = document.rules.filter(isForecastRule)
  const soon = within(FORECAST_AHEAD_MS)
  const calls = new Map<string, ForecastCall>()
  for (const rule of rules) {
    for (const team of within(withinMs(rule)).teams) {
      if (!isAbout(rule, team.teamId) || team.breaches.length < rule.on.breaches) continue
      for (const target of targetsOf(rule, document)) {
        const call = { rule: target, ...told(team, withinMs(rule)) }
        const key = `${team.teamId}/${target.cause}/${target.target}`
        if (call.conversationIds.length > (calls.get(key)?.conversationIds.length ?? 0)) calls.set(key, call)
      }
    }
  }
  const usual = soon.teams
    .filter(({ teamId, unassigned }) => unassigned >= LEAST_FORECAST && !rules.some((rule) => isAbout(rule, teamId)))
    .map((team): ForecastCall => ({ rule: null, ...told(team, FORECAST_AHEAD_MS) }))
  return { calls: [...usual, ...calls.values()], breaches: soon.breaches }
}

const isAbout = ({ on }: ForecastRule, teamId: number | null): boolean =>
  on.teams === undefined || (teamId !== null && on.teams.includes(teamId))

const told = (team: TeamForecast, ahead: number): Omit<ForecastCall, 'rule'> => ({
  teamId: team.teamId,
  conversationIds: team.breaches.map(({ conversationId }) => conversationId),
  unassigned: team.unassigned,
  withinMs: ahead,
  byMs: team.byMs,
  saves: team.oneMoreSaves,
})

/** Whom the rung that the rule starts at calls; what it asks of a conversation has none here. Who is paged gets no notice. */
function targetsOf({ id, cause, ladder, startAtRung }: ForecastRule, { ladders }: EscalationDocument) {
  const ways = new Map<string, 'page' | 'notify'>()
  for (const action of ladders[ladder]?.rungs[startAtRung]?.actions ?? []) {
    if (!('target' in action)) continue
    if (action.do === 'page' || !ways.has(action.target))
      ways.set(action.target, action.do === 'page' ? 'page' : 'notify')
  }
  return [...ways].map(([target, way]) => ({ id, cause, target, way }))
}
