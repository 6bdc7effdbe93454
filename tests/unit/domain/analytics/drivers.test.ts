import { expect, it } from 'vitest'
import { driversOf } from '#domain/analytics/drivers'
import type { Measure } from '#domain/analytics/measures'
import type { Rollup } from '#domain/analytics/rollup'

const MINUTE_MS = 60_000
const COST = { currency: 'EUR', operatorCentsPerHour: 3_600, conversationsAtOnce: 3, minutesPerEscalation: 20 }

function rollupOf(sums: Partial<Record<Measure, { readonly n: number; readonly minutes?: number }>>): Rollup {
  const made = Object.entries(sums).map(
    ([measure, { n, minutes = 0 }]) =>
      [measure as Measure, { n, sum: minutes * MINUTE_MS, sq: 0, ln: 0, ln2: 0 }] as const,
  )
  return { sums: new Map(made), bins: new Map() }
}
const TOPICS = [
  { topic: 'login', rollup: rollupOf({ opened: { n: 100 }, held_operator: { n: 90, minutes: 600 } }) },
  {
    topic: 'refund',
    rollup: rollupOf({
      opened: { n: 20 },
      held_queue: { n: 20, minutes: 200 },
      held_operator: { n: 20, minutes: 1_200 },
      escalations: { n: 6 },
    }),
  },
  { topic: 'never', rollup: rollupOf({}) },
]

it('are told by the work that they make, in minutes and in money', () => {
  expect(driversOf(TOPICS, COST)).toEqual([
    {
      topic: 'refund',
      conversations: 20,
      heldQueueMinutes: 200,
      heldOperatorMinutes: 1_200,
      heldMinutes: 1_400,
      shareOfHeld: 0.7,
      heldMinutesPerConversation: 70,
      escalations: 6,
      // 1200 / 3 held at once, and 6 times 20
      workMinutes: 520,
      costCents: 31_200,
    },
    expect.objectContaining({ topic: 'login', workMinutes: 200, costCents: 12_000, shareOfHeld: 0.3 }),
  ])
})

it('have no money where nobody says what an hour costs', () => {
  expect(driversOf(TOPICS, null).map(({ topic, workMinutes, costCents }) => [topic, workMinutes, costCents])).toEqual([
    ['refund', 1_200, null],
    ['login', 600, null],
  ])
})
