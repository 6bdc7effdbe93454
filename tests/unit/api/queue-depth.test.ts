import { describe, expect, it } from 'vitest'
import { cachedDepth } from '#functions/api/queue-depth'

function depths() {
  const calls = { inbound: 0, faults: [] as string[] }
  const world = { nowMs: 0, fail: false }
  const read = cachedDepth({
    inbound: async () => {
      calls.inbound += 1
      if (world.fail) throw new Error('no SQS')
      return 3
    },
    deadLetters: async () => 1,
    now: () => world.nowMs,
    log: { fault: (code) => calls.faults.push(code) },
  })
  return { read, calls, world }
}

describe('queue depth', () => {
  it('is read once in five seconds', async () => {
    const { read, calls, world } = depths()
    expect(await Promise.all([read(), read()])).toEqual([
      { inQueue: 3, deadLettered: 1 },
      { inQueue: 3, deadLettered: 1 },
    ])
    world.nowMs = 4_999
    await read()
    expect(calls.inbound).toBe(1)
    world.nowMs = 5_000
    await read()
    expect(calls.inbound).toBe(2)
  })

  it('is unknown while SQS cannot be read, and known again afterwards', async () => {
    const { read, calls, world } = depths()
    world.fail = true
    expect(await read()).toBeNull()
    expect(calls.faults).toEqual(['api.queue_depth_unreadable'])
    world.fail = false
    world.nowMs = 5_000
    expect(await read()).toEqual({ inQueue: 3, deadLettered: 1 })
  })
})
