import { describe, expect, it } from 'vitest'
import { eachLimited, fullJitterMs } from '#runtime/retry'

const limits = { baseMs: 100, capMs: 1_000 }

describe('full jitter', () => {
  it('spreads over everything from nothing to the doubled base, up to the cap', () => {
    expect([0, 1, 2, 3, 4, 5].map((nth) => fullJitterMs(nth, limits, () => 0.999_999))).toEqual([
      99, 199, 399, 799, 999, 999,
    ])
    expect(fullJitterMs(3, limits, () => 0)).toBe(0)
  })
})

describe('eachLimited', () => {
  it('runs every item, never more than the limit at a time', async () => {
    let running = 0
    let most = 0
    const done: number[] = []
    await eachLimited([1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
      running++
      most = Math.max(most, running)
      await new Promise((resolve) => setImmediate(resolve))
      running--
      done.push(item)
    })
    expect(most).toBe(3)
    expect(done.sort()).toEqual([1, 2, 3, 4, 5, 6, 7])
  })

  it('waits for the others before it throws the first fault', async () => {
    const done: number[] = []
    const running = eachLimited([1, 2, 3], 2, async (item) => {
      if (item === 1) throw new Error('one')
      await new Promise((resolve) => setImmediate(resolve))
      done.push(item)
    })
    await expect(running).rejects.toThrow('one')
    expect(done).toEqual([2, 3])
  })

  it('has nothing to do without items', async () => {
    await expect(eachLimited([], 3, () => Promise.reject(new Error('never')))).resolves.toBeUndefined()
  })
})
