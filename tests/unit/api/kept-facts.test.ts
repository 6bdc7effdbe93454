import { describe, expect, it } from 'vitest'
import { keptFacts } from '#functions/api/kept-facts'
import { forecastFacts } from '#tests/support/waiting'

const HOUR_MS = 3_600_000
const at = (nowMs: number, aheadMs = HOUR_MS) => ({ nowMs, untilMs: nowMs + aheadMs })

function reading() {
  let count = 0
  let fails = false
  const read = keptFacts(async (_account, time) => {
    count += 1
    if (fails) throw new Error('the table cannot be reached')
    return { facts: forecastFacts(time), cut: false, presenceReadAtMs: null, teamName: () => null }
  })
  return {
    read,
    count: () => count,
    fail: (does: boolean) => {
      fails = does
    },
  }
}

describe('what a forecast is made from', () => {
  it('is read once for all who ask within ten seconds, of an account and as far ahead', async () => {
    const { read, count } = reading()
    await Promise.all([read('shop', at(0)), read('shop', at(0)), read('shop', at(9_999))])
    expect(count()).toBe(1)
    await read('outlet', at(9_999))
    await read('shop', at(9_999, 2 * HOUR_MS))
    expect(count()).toBe(3)
    expect((await read('shop', at(10_000))).facts.nowMs).toBe(10_000)
    expect(count()).toBe(4)
  })

  it('is read anew after it could not be', async () => {
    const { read, count, fail } = reading()
    fail(true)
    await expect(read('shop', at(0))).rejects.toThrow('cannot be reached')
    fail(false)
    expect((await read('shop', at(1))).cut).toBe(false)
    expect(count()).toBe(2)
  })
})
