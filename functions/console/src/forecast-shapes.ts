/** What GET /v1/forecast answers, as far as the page shows it; tests/unit/api/shapes.test.ts holds it to the API. */
type ForecastTeamName = { readonly id: number; readonly name: string | null }

export type ForecastTeam = {
  readonly team: ForecastTeamName | null
  readonly breaches: number
  readonly unassigned: number
  readonly lastDueAtMs: number
  readonly channels: readonly { readonly channel: string | null; readonly breaches: number }[]
  readonly oneMoreSaves: number
}

export type ForecastAnswer = {
  readonly untilMs: number
  readonly n: number
  readonly cut: boolean
  /** Late already, and no prediction. */
  readonly overdue: number
  readonly basis: {
    readonly operatorsKnown: boolean
    readonly atWork: number
    readonly presenceReadAtMs: number | null
    /** Who is there was last told more than three minutes ago. */
    readonly stale: boolean
  } | null
  readonly breaches: number
  readonly teams: readonly ForecastTeam[]
  readonly best: {
    readonly team: ForecastTeamName | null
    readonly saves: number
    readonly idle: { readonly name: string; readonly teams: readonly ForecastTeamName[] } | null
  } | null
  readonly asOfMs: number
}
