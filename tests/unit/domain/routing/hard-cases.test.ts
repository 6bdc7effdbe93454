import { expect, it } from 'vitest'
import { addHardCase, dayOf, hardCasesAt, pruned } from '#domain/routing/hard-cases'
import { assertProperty, fc } from '#tests/support/property'

const DAY_MS = 86_400_000
const NOON_MS = Date.UTC(2026, 2, 2, 12)

it('counts by UTC day', () => {
  const cases = addHardCase(addHardCase(addHardCase({}, NOON_MS), NOON_MS), NOON_MS + DAY_MS)
  expect(cases).toEqual({ '2026-03-02': 2, '2026-03-03': 1 })
  expect(hardCasesAt(cases, NOON_MS + DAY_MS)).toBe(3)
})
it('forgets a day when four weeks have passed since', () => {
  const cases = addHardCase({}, NOON_MS)
  expect(hardCasesAt(cases, NOON_MS + 27 * DAY_MS)).toBe(1)
  expect(hardCasesAt(cases, NOON_MS + 28 * DAY_MS)).toBe(0)
  expect(addHardCase(cases, NOON_MS + 28 * DAY_MS)).toEqual({ '2026-03-30': 1 })
})
it('never keeps more than the days that count, and counts what was added in them', () => {
  const instants = fc.array(fc.integer({ min: 0, max: 60 * DAY_MS }), { maxLength: 80 })
  assertProperty(
    fc.property(instants, (offsets) => {
      const times = offsets.map((ms) => NOON_MS + ms).sort((a, b) => a - b)
      const cases = times.reduce(addHardCase, {})
      const lastMs = times.at(-1) ?? NOON_MS
      const counting = times.filter((atMs) => dayOf(atMs) >= dayOf(lastMs - 27 * DAY_MS))
      expect(hardCasesAt(cases, lastMs)).toBe(counting.length)
      expect(pruned(cases, lastMs)).toEqual(cases)
      expect(Object.keys(cases).length).toBeLessThanOrEqual(28)
    }),
  )
})
