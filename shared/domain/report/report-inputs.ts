/** Everything that a report is made of, as it was read. */
import type { DaySpan, Rollup } from '#domain/analytics/rollup'
import type { IntakeDay } from '#domain/intake'
import type { Turn } from '#domain/turn'
import type { AsRead } from './report.ts'

export type ReportInputs = AsRead & {
  readonly account: string
  readonly week: string
  /** Monday to Sunday by the clocks of the account's home zone. */
  readonly days: DaySpan
  /** The week before. */
  readonly before: DaySpan
  readonly timeZone: string
  /** Of every day from the Monday of the week before. */
  readonly byDay: ReadonlyMap<string, Rollup>
  /** Open at the end of the day. */
  readonly backlog: ReadonlyMap<string, number>
  readonly topics: readonly { readonly topic: string; readonly week: Rollup; readonly before: Rollup }[]
  /** Promises broken in the week. */
  readonly breaches: readonly ReportBreach[]
  /** Days of these dates in UTC, as intake is counted. */
  readonly intake: readonly IntakeDay[]
}

export type ReportBreach = {
  readonly turn: Turn
  readonly isExcused: boolean
  /** We were late ourselves, or Chatwoot's news were. */
  readonly lateBy: 'backdesk' | 'source' | null
  /** A draft waited for a person's yes when it happened; undefined: not known. */
  readonly awaitedApproval?: boolean
}
