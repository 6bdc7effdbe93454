import { SQSClient } from '@aws-sdk/client-sqs'
import { describe, expect, it } from 'vitest'
import { readMessage } from '#functions/sla/read-message'
import { deadlineQueue } from '#messaging/deadlines'
import { START_MS } from '#tests/support/builders'
import { type AwsCall, fakeAws, refusal } from '#tests/support/fake-aws'

const queueUrl = 'https://sqs.eu-west-1.amazonaws.com/000000000000/deadlines'
const taken = { body: { Successful: [], Failed: [] } }

function aQueue(answer: Parameters<typeof fakeAws>[0] = () => taken) {
  const aws = fakeAws(answer)
  const queue = deadlineQueue({ client: new SQSClient(aws.config), queueUrl, now: () => START_MS })
  return { queue, calls: aws.calls }
}
const entriesOf = (calls: readonly AwsCall[]) =>
  calls.flatMap(({ input }) => input.Entries as { MessageBody: string; DelaySeconds: number }[])
const deadline = (conversationId: number, atMs: number) => ({
  ...{ kind: 'deadline' as const, account: 'shop' },
  ...{ conversationId, atMs },
})

describe('announcing deadlines', () => {
  it('puts each on the queue to come up at its instant, to the second, at most a quarter of a second before it', async () => {
    const { queue, calls } = aQueue()
    const aheadMs = [-5_000, 0, 250, 251, 1_000, 1_250, 1_251, 149_999, 900_000, 3_600_000]
    await queue.announce(aheadMs.map((ms, nth) => deadline(nth + 1, START_MS + ms)))
    expect(entriesOf(calls).map(({ DelaySeconds }) => DelaySeconds)).toEqual([0, 0, 0, 1, 1, 1, 2, 150, 900, 900])
  })

  it('says what the worker of the queue reads', async () => {
    const { queue, calls } = aQueue()
    const announced = [deadline(1, START_MS), deadline(2, START_MS + 60_000)]
    await queue.announce(announced)
    expect(entriesOf(calls).map(({ MessageBody }) => readMessage(MessageBody))).toEqual(announced)
  })

  it('takes ten a call, and no call for nothing', async () => {
    const { queue, calls } = aQueue()
    await queue.announce([])
    expect(calls).toHaveLength(0)
    await queue.announce(Array.from({ length: 23 }, (_, nth) => deadline(nth + 1, START_MS)))
    expect(calls.map(({ input }) => (input.Entries as unknown[]).length)).toEqual([10, 10, 3])
  })

  it('throws what SQS refused', async () => {
    const { queue } = aQueue(() => refusal('com.amazonaws.sqs#QueueDoesNotExist'))
    await expect(queue.announce([deadline(1, START_MS)])).rejects.toMatchObject({ name: 'QueueDoesNotExist' })
  })
})

describe('asking for a refresh', () => {
  it('comes up at once, as the worker of the queue reads it', async () => {
    const { queue, calls } = aQueue()
    const message = { kind: 'refresh', account: 'shop', status: 'open', cursor: null } as const
    await queue.refresh(message)
    const [entry, ...others] = entriesOf(calls)
    expect(others).toEqual([])
    expect(entry?.DelaySeconds).toBe(0)
    expect(readMessage(entry?.MessageBody ?? '')).toEqual(message)
  })
})
