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
  const clock = { nowMs: 0 }
  const one = brake({ now: () => clock.nowMs, random: () => 0 })
  for (const _ of [1, 2, 3]) one.refused('a')
  clock.nowMs += one.heldMs('a')
  one.answered('a')
  expect(one.heldMs('a')).toBe(0)
  one.refused('a')
  expect(one.heldMs('a')).toBe(1_000)
})

it('goes on for what is answered during a pause: it was asked before', () => {
  const one = brake({ now: () => 0, random: () => 0 })
  for (const _ of [1, 2, 3]) one.refused('a')
  one.answered('a')
  expect(one.heldMs('a')).toBe(4_000)
})

it.each([
  ['30', 31_000],
  [' 5 ', 6_000],
  ['Thu, 26 Nov 2026 12:00:20 GMT', 21_000],
  ['86400', 301_000],
  ['Thu, 26 Nov 2026 11:00:00 GMT', 1_000],
  ['soon', 1_000],
  ['-7', 1_000],
  ['', 1_000],
])('pauses for as long as is asked for by "%s", and some more, up to five minutes', (retryAfter, heldMs) => {
  const one = brake({ now: () => Date.UTC(2026, 10, 26, 12), random: () => 0 })
  one.refused('a', retryAfter)
  expect(one.heldMs('a')).toBe(heldMs)
})
