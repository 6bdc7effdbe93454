import { SQSClient } from '@aws-sdk/client-sqs'
import { describe, expect, it } from 'vitest'
import { cachedDepth } from '#functions/api/queue-depth'
import { queueDepth } from '#messaging/queue-depth'

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

describe('the depth of one queue', () => {
  const depthOf = (Attributes: Record<string, string> | undefined) => {
    const client = Object.assign(new SQSClient({ region: 'eu-west-1' }), { send: async () => ({ Attributes }) })
    return queueDepth({ client, queueUrl: 'https://sqs.example.com/1/inbound' })
  }
  const counts = {
    ApproximateNumberOfMessages: '3',
    ApproximateNumberOfMessagesNotVisible: '2',
    ApproximateNumberOfMessagesDelayed: '1',
  }

  it('counts messages that wait, are worked on, or are delayed', async () => {
    expect(await depthOf(counts)).toBe(6)
  })

  it.each([undefined, {}, { ApproximateNumberOfMessages: '0' }, { ...counts, ApproximateNumberOfMessages: '' }])(
    'is not known from %j, which is not the same as none',
    async (attributes) => {
      await expect(depthOf(attributes)).rejects.toThrow('ApproximateNumber')
    },
  )
})
