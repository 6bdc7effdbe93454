import { describe, expect, it } from 'vitest'
import { tokenBucket } from '#runtime/token-bucket'
import { fc } from '#tests/support/property'

/** A bucket whose waits are noted down; time moves by hand. */
function aBucket(perMinute: number) {
  const waits: number[] = []
  const clock = { nowMs: 1_000_000 }
  const pace = tokenBucket(perMinute, {
    now: () => clock.nowMs,
    wait: async (ms) => {
      waits.push(ms)
    },
  })
  return { pace, waits, clock }
}

describe('the token bucket', () => {
  it('lets a second of calls through at once and spreads the rest', async () => {
    const { pace, waits } = aBucket(120)
    for (let call = 0; call < 5; call++) await pace()
    expect(waits).toEqual([500, 1_000, 1_500])
  })

  it('fills up again while nobody calls, but never above a second of calls', async () => {
    const { pace, waits, clock } = aBucket(120)
    for (let call = 0; call < 2; call++) await pace()
    clock.nowMs += 3_600_000
    for (let call = 0; call < 3; call++) await pace()
    expect(waits).toEqual([500])
  })

  it('is not confused by a clock that steps back', async () => {
    const { pace, waits, clock } = aBucket(60)
    await pace()
    clock.nowMs -= 5_000
    await pace()
    expect(waits).toEqual([1_000])
  })

  it('never lets more through than the rate and a second of calls allow', async () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 3_000 }), { minLength: 1, maxLength: 40 })
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 600 }), gaps, async (perMinute, pauses) => {
        const clock = { nowMs: 0 }
        const throughAtMs: number[] = []
        let waitedMs = 0
        const pace = tokenBucket(perMinute, {
          now: () => clock.nowMs,
          wait: async (ms) => {
            waitedMs = ms
          },
        })
        for (const pauseMs of pauses) {
          clock.nowMs += pauseMs
          waitedMs = 0
          await pace()
          throughAtMs.push(clock.nowMs + waitedMs)
        }
        const most = Math.max(1, perMinute / 60)
        for (const [first, fromMs] of throughAtMs.entries()) {
          // Waits are whole milliseconds, rounded up one by one.
          for (const [offset, toMs] of throughAtMs.slice(first).entries())
            expect(offset + 1).toBeLessThanOrEqual(most + ((toMs - fromMs + 1) * perMinute) / 60_000)
        }
      }),
    )
  })
})
