import { SendMessageCommand } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Sqs } from './sqs-client.ts'
import { movesTime, refusal, type UnderTest, underTest } from './under-test.ts'

const FIFO = { FifoQueue: 'true', VisibilityTimeout: '2' }

let test: UnderTest
let sqs: Sqs

beforeAll(async () => {
  test = await underTest()
  sqs = new Sqs(test)
})
afterAll(() => test.stop())

describe('order', () => {
  it('hands out several messages of one group in one receive, in order', async () => {
    const url = await sqs.queue(FIFO)
    for (const body of ['a', 'b', 'c']) await sqs.sendTo('g', url, body)
    expect(await sqs.bodies(url)).toEqual(['a', 'b', 'c'])
  })

  it('blocks a group while one of its messages is in flight, and no other group', async () => {
    const url = await sqs.queue(FIFO)
    for (const body of ['a', 'b']) await sqs.sendTo('g1', url, body)
    await sqs.sendTo('g2', url, 'x')
    const [first] = await sqs.receive(url, { MaxNumberOfMessages: 1 })
    expect(first?.Body).toBe('a')
    expect(await sqs.bodies(url)).toEqual(['x'])
    await sqs.delete(url, first)
    expect(await sqs.bodies(url)).toEqual(['b'])
  })

  it('gives an expired message its old place', async () => {
    const url = await sqs.queue({ ...FIFO, VisibilityTimeout: '1' })
    for (const body of ['a', 'b', 'c']) await sqs.sendTo('g', url, body)
    expect(await sqs.bodies(url, { MaxNumberOfMessages: 2 })).toEqual(['a', 'b'])
    await test.pass(1)
    expect(await sqs.bodies(url)).toEqual(['a', 'b', 'c'])
  })

  it('wakes a long poll when a group becomes free', async () => {
    const url = await sqs.queue({ ...FIFO, VisibilityTimeout: '30' })
    for (const body of ['a', 'b']) await sqs.sendTo('g', url, body)
    const [first] = await sqs.receive(url, { MaxNumberOfMessages: 1 })
    const poll = sqs.bodies(url, { WaitTimeSeconds: 20 })
    await sqs.delete(url, first)
    expect(await poll).toEqual(['b'])
  })

  it('refuses a late deletion, unlike a standard queue', async () => {
    const url = await sqs.queue({ ...FIFO, VisibilityTimeout: '1' })
    await sqs.sendTo('g', url, 'a')
    const [first] = await sqs.receive(url)
    await test.pass(1)
    expect(await refusal(sqs.delete(url, first))).toMatch(/InvalidParameterValue/)
  })

  it('lets groups take turns', async () => {
    const url = await sqs.queue(FIFO)
    for (const body of ['a1', 'a2']) await sqs.sendTo('a', url, body)
    for (const body of ['b1', 'b2']) await sqs.sendTo('b', url, body)
    const seen: string[] = []
    for (let i = 0; i < 4; i++) {
      const [m] = await sqs.receive(url, { MaxNumberOfMessages: 1 })
      seen.push(m?.Body ?? '')
      await sqs.delete(url, m)
    }
    expect(seen.filter((body) => body.startsWith('a'))).toEqual(['a1', 'a2'])
    expect(seen.filter((body) => body.startsWith('b'))).toEqual(['b1', 'b2'])
  })
})

describe('deduplication', () => {
  it('answers a duplicate with the id and number of the first', async () => {
    const url = await sqs.queue(FIFO)
    const first = await sqs.sendTo('g', url, 'a', 'd')
    const second = await sqs.sendTo('g', url, 'other', 'd')
    expect([second.MessageId, second.SequenceNumber]).toEqual([first.MessageId, first.SequenceNumber])
    expect(await sqs.counts(url)).toEqual([1, 0, 0])
  })

  it('outlives the message', async () => {
    const url = await sqs.queue(FIFO)
    await sqs.sendTo('g', url, 'a', 'd')
    const [message] = await sqs.receive(url)
    await sqs.delete(url, message)
    await sqs.sendTo('g', url, 'a', 'd')
    expect(await sqs.counts(url)).toEqual([0, 0, 0])
  })

  it('can go by content', async () => {
    const url = await sqs.queue({ ...FIFO, ContentBasedDeduplication: 'true' })
    for (const body of ['z', 'z', 'y']) {
      await sqs.client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: body, MessageGroupId: 'g' }))
    }
    expect(await sqs.bodies(url)).toEqual(['z', 'y'])
  })

  it('can go by group', async () => {
    const scope = { DeduplicationScope: 'messageGroup', FifoThroughputLimit: 'perMessageGroupId' }
    const url = await sqs.queue({ ...FIFO, ...scope })
    await sqs.sendTo('g1', url, 'a', 'd')
    await sqs.sendTo('g2', url, 'b', 'd')
    await sqs.sendTo('g2', url, 'c', 'd')
    expect((await sqs.bodies(url)).sort()).toEqual(['a', 'b'])
  })

  if (movesTime) {
    it('ends after five minutes', async () => {
      const url = await sqs.queue(FIFO)
      await sqs.sendTo('g', url, 'a', 'd')
      await test.pass(299)
      await sqs.sendTo('g', url, 'b', 'd')
      await test.pass(1)
      await sqs.sendTo('g', url, 'c', 'd')
      expect(await sqs.bodies(url)).toEqual(['a', 'c'])
    })
  }
})

describe('what a FIFO queue refuses', () => {
  it('a message without a group, or without a deduplication id', async () => {
    const url = await sqs.queue(FIFO)
    expect(await refusal(sqs.send(url, 'a'))).toMatch(/MissingParameter/)
    expect(await refusal(sqs.send(url, 'a', { MessageGroupId: 'g' }))).toMatch(/InvalidParameterValue/)
  })

  it('a delay of one message, while the queue may delay all', async () => {
    const url = await sqs.queue({ ...FIFO, DelaySeconds: '1' })
    const one = { MessageGroupId: 'g', MessageDeduplicationId: 'd', DelaySeconds: 1 }
    expect(await refusal(sqs.send(url, 'a', one))).toMatch(/InvalidParameterValue/)
    await sqs.sendTo('g', url, 'a')
    expect(await sqs.receive(url)).toEqual([])
    await test.pass(1)
    expect(await sqs.bodies(url)).toEqual(['a'])
  })

  it('a standard dead-letter queue', async () => {
    const deadLetterTargetArn = await sqs.arn(await sqs.queue())
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 1 })
    expect(await refusal(sqs.queue({ ...FIFO, RedrivePolicy }))).toMatch(/InvalidParameterValue/)
  })
})
