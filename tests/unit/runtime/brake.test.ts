import { expect, it } from 'vitest'
import { brake } from '#runtime/brake'
import { assertProperty, fc } from '#tests/support/property'

it('pauses longer with each refusal in a row, up to a minute, and each name alone', () => {
  assertProperty(
    fc.property(fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { maxLength: 12 }), (rolls) => {
      const clock = { nowMs: 0 }
      const rest = [...rolls]
      const one = brake({ now: () => clock.nowMs, random: () => rest.shift() ?? 0 })
      for (const [nth] of rolls.entries()) {
        one.refused('a')
        const most = Math.min(60_000, 2_000 * 2 ** nth)
        expect(one.heldMs('a')).toBeGreaterThanOrEqual(most / 2)
        expect(one.heldMs('a')).toBeLessThanOrEqual(most)
        expect(one.heldMs('b')).toBe(0)
        clock.nowMs += one.heldMs('a')
        expect(one.heldMs('a')).toBe(0)
      }
    }),
  )
})

it('begins anew once there was an answer', () => {
  const one = brake({ now: () => 0, random: () => 0 })
  for (const _ of [1, 2, 3]) one.refused('a')
  one.answered('a')
  expect(one.heldMs('a')).toBe(0)
  one.refused('a')
  expect(one.heldMs('a')).toBe(1_000)
})
