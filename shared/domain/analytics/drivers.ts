/** What drives the work: per topic, how long conversations lay with us, how often they were escalated, and what that costs. */
import type { OperatorCost } from '#domain/routing/routing-policy'
import { countOf, sumsOf } from './figures.ts'
import type { DurationMeasure } from './measures.ts'
import type { Rollup } from './rollup.ts'

export type Driver = {
  readonly topic: string
  /** Opened in these days. */
  readonly conversations: number
  /** While it was our turn: with nobody assigned, and with an operator. By the clock, nights included. */
  readonly heldQueueMinutes: number
  readonly heldOperatorMinutes: number
  readonly heldMinutes: number
  /** Of all topics together, 0 to 1; null: nothing was held. */
  readonly shareOfHeld: number | null
  readonly heldMinutesPerConversation: number | null
  readonly escalations: number
  /** Held by operators, shared by what they hold at once, and what escalations take besides. */
  readonly workMinutes: number
  /** In hundredths of the currency; null: the routing document says no cost. */
  readonly costCents: number | null
}

/** Where nothing is configured: one conversation at a time, and escalations take nothing of their own. */
const PLAIN = { conversationsAtOnce: 1, minutesPerEscalation: 0 } as const
const MINUTE_MS = 60_000

/** Most work first. */
export function driversOf(
  topics: readonly { readonly topic: string; readonly rollup: Rollup }[],
  cost: OperatorCost | null,
): readonly Driver[] {
  const { conversationsAtOnce, minutesPerEscalation } = cost ?? PLAIN
  const rows = topics.map(({ topic, rollup }) => {
    const conversations = countOf(rollup, 'opened')
    const heldQueueMinutes = minutesIn(rollup, 'held_queue')
    const heldOperatorMinutes = minutesIn(rollup, 'held_operator')
    const heldMinutes = heldQueueMinutes + heldOperatorMinutes
    const escalations = countOf(rollup, 'escalations')
    const workMinutes = Math.round(heldOperatorMinutes / conversationsAtOnce + escalations * minutesPerEscalation)
    return {
      ...{ topic, conversations, heldQueueMinutes, heldOperatorMinutes, heldMinutes, escalations, workMinutes },
      heldMinutesPerConversation: conversations === 0 ? null : Math.round(heldMinutes / conversations),
      costCents: cost === null ? null : Math.round((workMinutes / 60) * cost.operatorCentsPerHour),
    }
  })
  const all = rows.reduce((sum, { heldMinutes }) => sum + heldMinutes, 0)
  return rows
    .filter(({ conversations, heldMinutes, escalations }) => conversations + heldMinutes + escalations > 0)
    .map((row) => ({ ...row, shareOfHeld: all === 0 ? null : Math.round((row.heldMinutes / all) * 10_000) / 10_000 }))
    .toSorted((a, b) => b.workMinutes - a.workMinutes || b.heldMinutes - a.heldMinutes || (a.topic < b.topic ? -1 : 1))
}

const minutesIn = (rollup: Rollup, measure: DurationMeasure): number =>
  Math.round(Math.max(0, sumsOf(rollup, measure).sum) / MINUTE_MS)
