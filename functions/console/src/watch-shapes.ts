/** What the API answers about escalations, clocks and the SLA, as far as the console reads it. */
import type { ClockStory } from '#domain/explain-clocks'
import type { ClockName } from '#domain/sla-policy'
import type { ActiveEscalation, ConversationAnswer } from './api-shapes.ts'

/** A part of a clock's time in which nothing changed. */
export type Stretch = ClockStory['stretches'][number]

export type EscalationEnd = {
  /** Null after a refusal that told no more than that it has ended; the list never says so. */
  readonly how: 'stood_down' | 'resolved' | null
  readonly by: string | null
  readonly atMs: number
}
export type Feedback = { readonly right: boolean; readonly by: string; readonly atMs: number }

/** A rung that was reached, and whom it asked. */
export type Tried = { readonly name: string; readonly atMs: number; readonly to: readonly string[] }

type Rung = 'rung' | 'rungName' | 'rungAtMs'
export type ListedEscalation = Omit<ActiveEscalation, Rung> & {
  /** Of the rung: null for a moment after the raising. */
  readonly [Name in Rung]: ActiveEscalation[Name] | null
} & {
  readonly conversationId: number
  readonly ended: EscalationEnd | null
  readonly feedback: Feedback | null
  /** What those who were called last were told; null before anybody was. */
  readonly packet: { readonly tried: readonly Tried[] } | null
}

export type RuleRecord = {
  readonly ruleId: string
  /** Null when the active document has it no more. */
  readonly name: string | null
  readonly right: number
  readonly wrong: number
  /** Null without any feedback. */
  readonly precision: number | null
}

export type EscalationsAnswer = {
  readonly items: readonly ListedEscalation[]
  readonly rules: readonly RuleRecord[]
  readonly nextCursor: string | null
  readonly asOfMs: number
}

/** What acting on an escalation or a promise answers. */
export type ActedAnswer = Pick<ConversationAnswer, 'conversation' | 'asOfMs'>
export type FeedbackAnswer = { readonly id: string; readonly feedback: Feedback }

export type ClocksAnswer = {
  readonly atMs: number
  readonly policyId: string | null
  readonly slaVersion: number | null
  readonly clocks: readonly ClockStory[]
  readonly agrees: boolean | null
  readonly complete: boolean
  readonly incompleteBecause: 'beginning_expired' | 'too_many_events' | 'versions_missing' | null
  readonly missingVersions: readonly number[]
  readonly asOfMs: number
}

export type Figures = {
  readonly met: number
  readonly breached: number
  readonly excused: number
  readonly n: number
  /** Null without data. */
  readonly raw: number | null
  readonly net: number | null
}
export type DayFigures = Figures & { readonly day: string }
export type ClockCompliance = {
  readonly clock: ClockName
  readonly total: Figures
  readonly days: readonly DayFigures[]
}
export type ComplianceAnswer = {
  readonly targetPercent: number
  readonly clocks: readonly ClockCompliance[]
  readonly asOfMs: number
}

export type Breach = {
  readonly id: string
  readonly conversationId: number
  readonly clock: ClockName
  readonly breachedAtMs: number
  readonly candidate:
    | { readonly why: 'outage'; readonly outageId: string; readonly fromMs: number; readonly toMs: number }
    | { readonly why: 'noticed_late'; readonly lateMs: number }
    | null
  readonly excused: { readonly by: string; readonly atMs: number; readonly reason: string } | null
}
export type BreachesAnswer = {
  readonly items: readonly Breach[]
  readonly nextCursor: string | null
  readonly fromMs: number
  readonly toMs: number
}
export type ExcuseAnswer = { readonly breach: Breach }

export type Outage = {
  readonly id: string
  readonly fromMs: number
  readonly toMs: number
  readonly foundBy: 'tick' | 'person' | 'switch'
  readonly by: string | null
  readonly reason: string
}
export type OutagesAnswer = { readonly items: readonly Outage[] }

export type OncallTarget = {
  readonly target: string
  readonly provenAtMs: number | null
  readonly proven: boolean
  /** Why the last page or drill was refused, if it was. */
  readonly lastRefusal: { readonly status: number; readonly detail: string } | null
}
export type OncallAnswer = { readonly targets: readonly OncallTarget[] }
