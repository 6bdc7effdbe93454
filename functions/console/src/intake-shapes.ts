/** What GET /v1/health/intake answers, as far as the console reads it. */
import type { Finding, IntakeCount, LagName, LagPercentiles } from '#domain/intake'
import type { CanaryStanding, IntakeReason, IntakeState, SweepStanding } from '#domain/intake-health'

export type { Finding } from '#domain/intake'
export type IntakeCounts = Readonly<Record<IntakeCount, number>>
export type Lags = Readonly<Record<LagName, LagPercentiles>>

export type IntakeDay = {
  readonly day: string
  /** Null: nothing is known of that day. */
  readonly counts: IntakeCounts | null
  readonly reasons: {
    readonly deadLettered: Readonly<Record<string, number>>
    readonly refused: Readonly<Record<string, number>>
  } | null
  readonly lags: Lags
}

export type IntakeAnswer = {
  readonly state: IntakeState
  readonly reason: IntakeReason | null
  readonly reasons: readonly IntakeReason[]
  readonly polling: boolean
  readonly lastReceivedAtMs: number | null
  readonly deadLettersNow: number | null
  readonly sweep: SweepStanding | null
  readonly canary: CanaryStanding | null
  /** Newest first. */
  readonly days: readonly IntakeDay[]
  readonly total: { readonly counts: IntakeCounts; readonly lags: Lags }
  /** Newest first. */
  readonly findings: readonly Finding[]
  readonly nextCursor: string | null
  readonly asOfMs: number
}
