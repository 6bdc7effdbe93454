import { describe, expect, it } from 'vitest'
import { windowOf } from '#functions/route/window-of'

const waiting = (many: number): number[] => Array.from({ length: many }, (_, nth) => nth + 1)

describe('those that a pass looks at', () => {
  it('are all, up to two hundred', () => {
    expect(windowOf(waiting(200), () => 0.5)).toEqual(waiting(200))
  })

  it('are the first of the queue, and as many of those behind', () => {
    expect(windowOf(waiting(450), () => 0)).toEqual(waiting(200))
    expect(windowOf(waiting(450), () => 0.999)).toEqual([...waiting(100), 450, ...waiting(199).slice(100)])
  })

  it('leave out nobody for long, however many wait', () => {
    const seen = new Set<number>()
    for (let pass = 0; pass < 60; pass += 1)
      for (const id of windowOf(waiting(1_000), () => (pass * 0.618) % 1)) seen.add(id)
    expect(seen.size).toBe(1_000)
  })
})
