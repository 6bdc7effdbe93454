import {
  CancelMessageMoveTaskCommand,
  ListDeadLetterSourceQueuesCommand,
  ListMessageMoveTasksCommand,
  type ListMessageMoveTasksResultEntry,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { Sqs } from './sqs-client.ts'
import { refusal, type UnderTest, underTest } from './under-test.ts'

let test: UnderTest
let sqs: Sqs

beforeAll(async () => {
  test = await underTest()
  sqs = new Sqs(test)
})
afterAll(() => test.stop())

const account = { account: { DataType: 'String', StringValue: 'shop' } }

/** Starts a move and waits until it has ended. */
async function moved(SourceArn: string, DestinationArn?: string): Promise<ListMessageMoveTasksResultEntry | undefined> {
  const where = { SourceArn, ...(DestinationArn === undefined ? {} : { DestinationArn }) }
  await sqs.client.send(new StartMessageMoveTaskCommand(where))
  for (;;) {
    const { Results } = await sqs.client.send(new ListMessageMoveTasksCommand({ SourceArn }))
    if (Results?.[0]?.Status !== 'RUNNING') return Results?.[0]
    await test.pass(1)
  }
}

it('moves a message to the dead-letter queue when it has been received often enough, attributes and all', async () => {
  const { url, dlq } = await sqs.withDlq(2, { VisibilityTimeout: '0' })
  await sqs.send(url, 'poison', { MessageAttributes: account })
  const receives = [await sqs.bodies(url), await sqs.bodies(url), await sqs.bodies(url)]
  expect(receives).toEqual([['poison'], ['poison'], []])
  const [dead] = await sqs.receive(dlq, { MessageAttributeNames: ['All'] })
  expect(dead?.Body).toBe('poison')
  expect(dead?.MessageAttributes).toEqual(account)
  expect(dead?.Attributes?.DeadLetterQueueSourceArn).toBe(await sqs.arn(url))
})

it('reads maxReceiveCount as text too, as templates may give it', async () => {
  const { url, dlq } = await sqs.withDlq('1', { VisibilityTimeout: '0' })
  await sqs.send(url, 'a')
  await sqs.receive(url)
  await sqs.receive(url)
  expect(await sqs.bodies(dlq)).toEqual(['a'])
})

it('goes on with the group when a FIFO message has died', async () => {
  const { url, dlq } = await sqs.withDlq(1, { FifoQueue: 'true', VisibilityTimeout: '1' })
  for (const body of ['bad', 'good']) await sqs.sendTo('g', url, body)
  expect(await sqs.bodies(url, { MaxNumberOfMessages: 1 })).toEqual(['bad'])
  await test.pass(1)
  expect(await sqs.bodies(url)).toEqual(['good'])
  const [dead] = await sqs.receive(dlq)
  expect([dead?.Body, dead?.Attributes?.MessageGroupId]).toEqual(['bad', 'g'])
})

it('lists the queues before a dead-letter queue', async () => {
  const { url, dlq } = await sqs.withDlq(3)
  const { queueUrls } = await sqs.client.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl: dlq }))
  expect(queueUrls).toEqual([url])
})

it('moves dead letters back to where they came from, as new messages', async () => {
  const { url, dlq } = await sqs.withDlq(1, { VisibilityTimeout: '0' })
  await sqs.send(url, 'again', { MessageAttributes: account })
  await sqs.receive(url)
  await sqs.receive(url)
  expect(await sqs.counts(dlq)).toEqual([1, 0, 0])
  const task = await moved(await sqs.arn(dlq))
  expect(task).toMatchObject({ Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 1 })
  expect(await sqs.counts(dlq)).toEqual([0, 0, 0])
  const [message] = await sqs.receive(url, { MessageAttributeNames: ['All'] })
  expect(message?.Body).toBe('again')
  expect(message?.MessageAttributes).toEqual(account)
  expect(message?.Attributes?.ApproximateReceiveCount).toBe('1')
})

it('moves dead letters to another queue when asked to', async () => {
  const { dlq } = await sqs.withDlq(1)
  const elsewhere = await sqs.queue()
  await sqs.send(dlq, 'sent to the dead letters directly')
  await moved(await sqs.arn(dlq), await sqs.arn(elsewhere))
  expect(await sqs.bodies(elsewhere)).toEqual(['sent to the dead letters directly'])
})

it('cannot move back what was sent to the dead-letter queue directly', async () => {
  const { dlq } = await sqs.withDlq(1)
  await sqs.send(dlq, 'from nowhere')
  const task = await moved(await sqs.arn(dlq))
  expect(task).toMatchObject({ Status: 'FAILED', FailureReason: 'CouldNotDetermineMessageSource' })
  expect(await sqs.counts(dlq)).toEqual([1, 0, 0])
})

it('refuses to move from a queue that is nobody’s dead-letter queue', async () => {
  const arn = await sqs.arn(await sqs.queue())
  const call = sqs.client.send(new StartMessageMoveTaskCommand({ SourceArn: arn }))
  expect(await refusal(call)).toMatch(/InvalidParameterValue/)
})

it('moves so many messages a second, one task at a time, and stops when it is cancelled', async () => {
  const { dlq } = await sqs.withDlq(1)
  const elsewhere = await sqs.queue()
  for (const body of ['a', 'b', 'c', 'd', 'e']) await sqs.send(dlq, body)
  const SourceArn = await sqs.arn(dlq)
  const where = { SourceArn, DestinationArn: await sqs.arn(elsewhere), MaxNumberOfMessagesPerSecond: 1 }
  const { TaskHandle } = await sqs.client.send(new StartMessageMoveTaskCommand(where))
  const running = await sqs.client.send(new ListMessageMoveTasksCommand({ SourceArn }))
  expect(running.Results?.[0]).toMatchObject({ Status: 'RUNNING', TaskHandle, MaxNumberOfMessagesPerSecond: 1 })
  expect(await refusal(sqs.client.send(new StartMessageMoveTaskCommand(where)))).toMatch(/UnsupportedOperation/)
  await test.pass(1)
  await sqs.client.send(new CancelMessageMoveTaskCommand({ TaskHandle }))
  await test.pass(3)
  const { Results } = await sqs.client.send(new ListMessageMoveTasksCommand({ SourceArn }))
  expect(Results?.[0]).toMatchObject({ Status: expect.stringMatching(/^CANCELL/) as string })
  expect(Results?.[0]?.TaskHandle).toBeUndefined()
  const moved = (await sqs.bodies(elsewhere)).length
  expect(moved).toBeLessThan(5)
  expect(await sqs.counts(dlq)).toEqual([5 - moved, 0, 0])
})

it('refuses to cancel what does not run, a rate that is none, and queues that are not there', async () => {
  const { dlq } = await sqs.withDlq(1)
  const SourceArn = await sqs.arn(dlq)
  const start = (more: object) => refusal(sqs.client.send(new StartMessageMoveTaskCommand({ SourceArn, ...more })))
  expect(await start({ MaxNumberOfMessagesPerSecond: 501 })).toMatch(/InvalidParameterValue/)
  expect(await start({ DestinationArn: `${SourceArn}-gone` })).toBe('ResourceNotFoundException')
  const TaskHandle = Buffer.from(JSON.stringify({ taskId: 'none', sourceArn: SourceArn })).toString('base64')
  const cancelled = refusal(sqs.client.send(new CancelMessageMoveTaskCommand({ TaskHandle })))
  expect(await cancelled).toBe('ResourceNotFoundException')
})
