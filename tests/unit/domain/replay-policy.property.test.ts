import { expect, it } from 'vitest'
import { replay } from '#domain/replay-policy'
import { type History, lifelike, live, wild } from '#tests/support/clock-histories'
import { assertProperty, fc } from '#tests/support/property'
import { isWhollyTold, lawOf, runsOf } from '#tests/support/watch-writes'

/** As if no document had ever been activated. */
const underOneDocument = (history: History): History =>
  history.map(({ nowMs, observations }) => ({ nowMs, ...(observations === undefined ? {} : { observations }) }))

it.each([
  ['lifelike', lifelike],
  ['wild', wild],
] as const)('a %s history replayed under its own document has the clocks that it had', (_kind, histories) => {
  assertProperty(
    fc.property(histories, (history) => {
      const { writes, versions } = live(underOneDocument(history))
      const [sla] = versions
      if (sla === undefined || !isWhollyTold(writes)) return
      const events = writes.flatMap((written) => written.events)
      const { runs } = replay({ events, law: lawOf(sla), untilMs: writes.at(-1)?.nowMs ?? 0 })
      const lived = [...runsOf(writes).values()].map(({ clock, run }) => ({
        clock,
        startedAtMs: run.startedAtMs,
        warned: run.warned ?? [],
        breachedAtMs: run.breachedAtMs ?? null,
      }))
      expect(inOrder(runs.map(({ dueAtMs: _, ...run }) => run))).toEqual(inOrder(lived))
    }),
  )
})

const inOrder = (runs: readonly { readonly clock: string; readonly startedAtMs: number }[]) =>
  [...runs].sort((a, b) => a.startedAtMs - b.startedAtMs || (a.clock < b.clock ? -1 : 1))
