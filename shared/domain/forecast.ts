/** Which teams are about to miss promises because nobody has the conversations. */

/** What falls due within this time is told together. */
export const FORECAST_AHEAD_MS = 15 * 60_000
/** Fewer are the business of their own escalation rules. */
export const LEAST_FORECAST = 3

export type DueSoon = {
  readonly conversationId: number
  readonly teamId: number | null
  readonly operatorId: number | null
}

export type Forecast = {
  readonly teamId: number | null
  /** All of the team that fall due, next first. */
  readonly conversationIds: readonly number[]
  readonly unassigned: number
}

/** One forecast a team of which at least LEAST_FORECAST unassigned conversations fall due; no team counts as one. */
export function forecasts(due: readonly DueSoon[]): Forecast[] {
  const byTeam = new Map<number | null, DueSoon[]>()
  for (const one of due) byTeam.set(one.teamId, [...(byTeam.get(one.teamId) ?? []), one])
  return [...byTeam].flatMap(([teamId, of]): Forecast[] => {
    const unassigned = of.filter(({ operatorId }) => operatorId === null).length
    if (unassigned < LEAST_FORECAST) return []
    return [{ teamId, conversationIds: of.map(({ conversationId }) => conversationId), unassigned }]
  })
}
