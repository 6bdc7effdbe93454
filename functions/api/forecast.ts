/** GET /v1/forecast: which promises will be broken as things stand, and what one more operator would save. */
import { type BreachForecast, breachForecast, type ForecastFacts, type PredictedBreach } from '#domain/breach-forecast'
import type { ClockName } from '#domain/sla-policy'
import type { Answer } from '#runtime/http-answer'
import type { ForecastQuery } from './queries.ts'
import { isStale } from './read-operators.ts'

export type ForecastDeps = {
  readonly forecastFacts: (
    account: string,
    time: { readonly nowMs: number; readonly untilMs: number },
  ) => Promise<{
    readonly facts: ForecastFacts
    readonly cut: boolean
    readonly presenceReadAtMs: number | null
    readonly teamName: (teamId: number) => string | null
  }>
  readonly now: () => number
}

/** `name` is null where the directory does not know it. */
type Team = { readonly id: number; readonly name: string | null }
export type ForecastBreach = {
  readonly conversationId: number
  readonly operatorId: number | null
  readonly channel: string | null
  readonly clock: ClockName | null
  readonly dueAtMs: number
  /** Null: nobody at work would come to it. */
  readonly answeredAtMs: number | null
}
export type ForecastTeam = {
  /** Null: conversations without a team. */
  readonly team: Team | null
  readonly breaches: number
  readonly unassigned: number
  readonly firstDueAtMs: number
  readonly lastDueAtMs: number
  readonly channels: readonly { readonly channel: string | null; readonly breaches: number }[]
  readonly oneMoreSaves: number
  /** The first MOST_TOLD. */
  readonly conversations: readonly ForecastBreach[]
}
export type ForecastBasis = {
  readonly operatorsKnown: boolean
  readonly atWork: number
  /** When Chatwoot last told who is there; null: never. */
  readonly presenceReadAtMs: number | null
  /** That is more than three minutes ago: people may have come and gone since. */
  readonly stale: boolean
}
export type ForecastView = {
  readonly account: string
  readonly untilMs: number
  /** Conversations due by then that the forecast is made from. */
  readonly n: number
  readonly cut: boolean
  readonly overdue: number
  /** Who was taken to be at work; null where nothing is due, and nobody was asked. */
  readonly basis: ForecastBasis | null
  readonly breaches: number
  readonly teams: readonly ForecastTeam[]
  readonly best: {
    readonly team: Team | null
    readonly saves: number
    readonly idle: { readonly operatorId: number; readonly name: string; readonly teams: readonly Team[] } | null
  } | null
}

const MOST_TOLD = 50

export async function readForecast(
  account: string,
  { horizonMinutes }: ForecastQuery,
  deps: ForecastDeps,
): Promise<Answer> {
  const askedAtMs = deps.now()
  const asked = { nowMs: askedAtMs, untilMs: askedAtMs + horizonMinutes * 60_000 }
  const { facts, cut, presenceReadAtMs, teamName } = await deps.forecastFacts(account, asked)
  const named = (id: number): Team => ({ id, name: teamName(id) })
  const forecast = breachForecast(facts)
  const { due: n, operatorsKnown, atWork } = forecast
  // the facts may be those of somebody who asked a moment before
  const { nowMs, untilMs } = facts
  const stale = isStale(presenceReadAtMs, nowMs)
  const basis = n === 0 ? null : { operatorsKnown, atWork, presenceReadAtMs, stale }
  const view: ForecastView = { account, untilMs, n, cut, basis, ...viewOf(forecast, named) }
  return { kind: 'json', body: view, fresh: { asOfMs: nowMs } }
}

function viewOf(
  { overdue, breaches, teams, best }: BreachForecast,
  named: (id: number) => Team,
): Omit<ForecastView, 'account' | 'untilMs' | 'n' | 'cut' | 'basis'> {
  const teamOf = (id: number | null): Team | null => (id === null ? null : named(id))
  return {
    overdue,
    breaches,
    teams: teams.map(({ teamId, breaches: of, unassigned, byMs, channels, oneMoreSaves }) => ({
      team: teamOf(teamId),
      breaches: of.length,
      unassigned,
      firstDueAtMs: of[0]?.dueAtMs ?? byMs,
      lastDueAtMs: byMs,
      channels,
      oneMoreSaves,
      conversations: of.slice(0, MOST_TOLD).map(breachOf),
    })),
    best:
      best === null
        ? null
        : {
            team: teamOf(best.teamId),
            saves: best.saves,
            idle: best.idle === null ? null : { ...best.idle, teams: best.idle.teams.map(named) },
          },
  }
}

const breachOf = (of: PredictedBreach): ForecastBreach => {
  const { conversationId, operatorId, channel, clock, dueAtMs, answeredAtMs } = of
  return { conversationId, operatorId, channel, clock, dueAtMs, answeredAtMs }
}
