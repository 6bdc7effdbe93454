/** What a change adds to the record of an account's promises: outcomes by day, and breaches one by one. */
import type { ConversationEvent } from '#events/conversation-events'
import { CLOCK_NAMES, type ClockName } from './sla-policy.ts'
import type { Turn } from './turn.ts'

export const OUTCOME_NAMES = CLOCK_NAMES.flatMap((clock) => [`${clock}_met`, `${clock}_breached`] as const)
export type OutcomeName = (typeof OUTCOME_NAMES)[number]

export type Breach = {
  readonly conversationId: number
  readonly clock: ClockName
  readonly run: number
  readonly breachedAtMs: number
  readonly startedAtMs: number
  readonly targetMs: number
  readonly policyId: string
  readonly slaVersion: number
  readonly turn: Turn
  readonly operatorId: number | null
  readonly teamId: number | null
  readonly inboxId: number | null
  readonly lateMs: number
  readonly lateBy: 'backdesk' | 'source' | null
}

export type BreachKey = Pick<Breach, 'conversationId' | 'clock' | 'run' | 'breachedAtMs'>

export type SlaOutcomes = {
  /** By day (yyyy-mm-dd, UTC) of the outcome; a withdrawn breach counts -1. */
  readonly days: ReadonlyMap<string, Readonly<Partial<Record<OutcomeName, number>>>>
  readonly breaches: readonly Breach[]
  readonly withdrawn: readonly BreachKey[]
}

export const hasOutcomes = (outcomes: SlaOutcomes | undefined): outcomes is SlaOutcomes =>
  outcomes !== undefined && outcomes.days.size > 0

export function slaOutcomes(events: readonly ConversationEvent[]): SlaOutcomes {
  const days = new Map<string, Partial<Record<OutcomeName, number>>>()
  const breaches: Breach[] = []
  const withdrawn: BreachKey[] = []
  const count = (atMs: number, name: OutcomeName, by: number): void => {
    const day = new Date(atMs).toISOString().slice(0, 10)
    const known = days.get(day) ?? {}
    days.set(day, { ...known, [name]: (known[name] ?? 0) + by })
  }
  for (const event of events) {
    const { conversationId, occurredAtMs } = event
    if (event.type === 'sla.met.v1') count(occurredAtMs, `${event.data.clock}_met`, 1)
    if (event.type === 'sla.breached.v1') {
      count(occurredAtMs, `${event.data.clock}_breached`, 1)
      breaches.push({ ...event.data, conversationId, breachedAtMs: occurredAtMs })
    }
    if (event.type === 'sla.breach_withdrawn.v1') {
      const { clock, run, breachedAtMs } = event.data
      count(breachedAtMs, `${clock}_breached`, -1)
      withdrawn.push({ conversationId, clock, run, breachedAtMs })
    }
  }
  return { days, breaches, withdrawn }
}
