/** Forecasts of an account: made by the minute, and sent to whoever performs pages. */
import type { ForecastFacts } from '#domain/breach-forecast'
import type { EscalationDocument } from '#domain/escalation-policy'
import { aheadMs, type ForecastCall, forecasts } from '#domain/forecast'

export type FactsRead = {
  readonly facts: ForecastFacts
  readonly cut: boolean
  readonly teamName: (teamId: number) => string | null
}

export type ForecastDeps = {
  /** The document in force; may be some minutes old. */
  readonly escalationRules: (account: string) => Promise<EscalationDocument>
  readonly forecastFacts: (
    account: string,
    time: { readonly nowMs: number; readonly untilMs: number },
  ) => Promise<FactsRead>
  /** Of a team that the directory does not know, as one of its conversations names it. */
  readonly teamNameIn: (account: string, conversationId: number) => Promise<string | null>
  /** To the queue of escalations. */
  readonly sendForecast: (body: Readonly<Record<string, unknown>>) => Promise<void>
  readonly count: (name: 'Forecasts') => void
  readonly log: {
    fault(code: string, error: unknown, fields: Readonly<Record<string, string | number>>): void
    warn(code: string, fields: Readonly<Record<string, string | number>>): void
  }
}

/**
 * Gives how many breaches are predicted for the next minutes. What cannot be told now is told by the next tick, if it is
 * still so. @throws when the account cannot be read.
 */
export async function tellForecasts(account: string, nowMs: number, deps: ForecastDeps): Promise<number> {
  const document = await deps.escalationRules(account)
  const { facts, cut, teamName } = await deps.forecastFacts(account, { nowMs, untilMs: nowMs + aheadMs(document) })
  if (cut) deps.log.warn('forecast_cut', { account, conversations: facts.waiting.length })
  const { calls, breaches } = forecasts(facts, document)
  try {
    for (const call of calls) {
      const { teamId, conversationIds } = call
      const known = teamId === null ? null : teamName(teamId)
      const name = teamId === null ? null : (known ?? (await deps.teamNameIn(account, conversationIds[0] ?? 0)))
      await deps.sendForecast(messageOf(call, { account, teamName: name, atMs: nowMs }))
      deps.count('Forecasts')
    }
  } catch (error) {
    deps.log.fault('forecast_not_told', error, { account })
  }
  return breaches
}

type About = { readonly account: string; readonly teamName: string | null; readonly atMs: number }

/** As `escalate` reads it. */
const messageOf = (call: ForecastCall, { account, teamName, atMs }: About) => ({
  kind: 'forecast',
  account,
  team: call.teamId,
  teamName,
  dueWithinMinutes: Math.round(call.withinMs / 60_000),
  conversations: call.conversationIds,
  unassigned: call.unassigned,
  byMs: call.byMs,
  saves: call.saves,
  ...(call.rule === null ? {} : { rule: call.rule }),
  atMs,
})
