import { describe, expect, it, vi } from 'vitest'
import { manualClock, realClock } from '#infra/local/clock'

describe('a manual clock', () => {
  it('stands still until it is advanced', async () => {
    const clock = manualClock(1000)
    expect(clock.now()).toBe(1000)
    await clock.advance(250)
    expect(clock.now()).toBe(1250)
  })

  it('fires timers in order of their instants, each at its own time', async () => {
    const clock = manualClock(0)
    const fired: [string, number][] = []
    const note = (name: string) => () => fired.push([name, clock.now()])
    clock.at(30, note('c'))
    clock.at(10, note('a'))
    clock.at(20, note('b'))
    clock.at(20, note('b again'))
    clock.at(31, note('too late'))
    await clock.advance(30)
    expect(fired).toEqual([
      ['a', 10],
      ['b', 20],
      ['b again', 20],
      ['c', 30],
    ])
  })

  it('lets promises settle in between, and fires what they have set', async () => {
    const clock = manualClock(0)
    const fired: number[] = []
    const tick = async (): Promise<void> => {
      fired.push(clock.now())
      await Promise.resolve()
      clock.at(clock.now() + 10, () => void tick())
    }
    await tick()
    await clock.advance(35)
    expect(fired).toEqual([0, 10, 20, 30])
    expect(clock.now()).toBe(35)
  })

  it('does not fire what has been cleared, not even by an earlier timer', async () => {
    const clock = manualClock(0)
    const fired: string[] = []
    const second = clock.at(20, () => fired.push('second'))
    clock.at(10, () => clock.clear(second))
    clock.clear(undefined)
    await clock.advance(100)
    expect(fired).toEqual([])
  })

  it('fires an instant in the past at once, without turning back', async () => {
    const clock = manualClock(100)
    const fired: number[] = []
    clock.at(50, () => fired.push(clock.now()))
    await clock.advance(0)
    expect(fired).toEqual([100])
  })

  it('refuses to run backwards', async () => {
    await expect(manualClock(0).advance(-1)).rejects.toThrow(RangeError)
  })
})

describe('a real clock', () => {
  it('runs faster than life when told to, and never fires early', async () => {
    const clock = realClock({ speed: 1000 })
    const dueMs = clock.now() + 20_000
    const firedMs = await new Promise<number>((resolve) => {
      // its timers do not hold the process; the test does
      const hold = setInterval(() => {}, 1000)
      clock.at(dueMs, () => {
        clearInterval(hold)
        resolve(clock.now())
      })
    })
    expect(firedMs).toBeGreaterThanOrEqual(dueMs)
  })

  it('waits for what is further ahead than a timeout can be', async () => {
    vi.useFakeTimers()
    try {
      const clock = realClock()
      const day = 86_400_000
      const startMs = clock.now()
      const fired: number[] = []
      clock.at(startMs + 40 * day, () => fired.push(clock.now()))
      vi.advanceTimersByTime(39 * day)
      expect(fired).toEqual([])
      vi.advanceTimersByTime(day + 1)
      expect(fired).toEqual([startMs + 40 * day])
    } finally {
      vi.useRealTimers()
    }
  })

  it('refuses a speed that is none', () => {
    expect(() => realClock({ speed: 0 })).toThrow(RangeError)
    expect(() => realClock({ speed: Number.NaN })).toThrow(RangeError)
  })
})
