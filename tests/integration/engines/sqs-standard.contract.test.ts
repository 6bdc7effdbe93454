import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
} from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Sqs } from './sqs-client.ts'
import { movesTime, refusal, type UnderTest, underTest } from './under-test.ts'

let test: UnderTest
let sqs: Sqs

beforeAll(async () => {
  test = await underTest()
  sqs = new Sqs(test)
})
afterAll(() => test.stop())

describe('visibility', () => {
  it('hides a received message until its time is over, and counts its receives', async () => {
    const url = await sqs.queue({ VisibilityTimeout: '1' })
    await sqs.send(url, 'a')
    expect((await sqs.receive(url))[0]?.Attributes?.ApproximateReceiveCount).toBe('1')
    expect(await sqs.receive(url)).toEqual([])
    expect(await sqs.counts(url)).toEqual([0, 1, 0])
    await test.pass(1)
    expect((await sqs.receive(url))[0]?.Attributes?.ApproximateReceiveCount).toBe('2')
  })

  it('gives a message back at once when its visibility is set to 0', async () => {
    const url = await sqs.queue()
    await sqs.send(url, 'a')
    const [first] = await sqs.receive(url)
    const change = { QueueUrl: url, ReceiptHandle: first?.ReceiptHandle, VisibilityTimeout: 0 }
    await sqs.client.send(new ChangeMessageVisibilityCommand(change))
    expect(await sqs.bodies(url)).toEqual(['a'])
  })

  it('keeps a message hidden for longer when its visibility is extended', async () => {
    const url = await sqs.queue({ VisibilityTimeout: '1' })
    await sqs.send(url, 'a')
    const [first] = await sqs.receive(url)
    const Entries = [{ Id: 'one', ReceiptHandle: first?.ReceiptHandle, VisibilityTimeout: 30 }]
    const changed = await sqs.client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: url, Entries }))
    expect(changed.Successful).toEqual([{ Id: 'one' }])
    await test.pass(1)
    expect(await sqs.receive(url)).toEqual([])
  })

  it('refuses to change the visibility of a message that is not in flight', async () => {
    const url = await sqs.queue()
    await sqs.send(url, 'a')
    const [message] = await sqs.receive(url)
    await sqs.delete(url, message)
    const change = { QueueUrl: url, ReceiptHandle: message?.ReceiptHandle, VisibilityTimeout: 5 }
    expect(await refusal(sqs.client.send(new ChangeMessageVisibilityCommand(change)))).toMatch(/InvalidParameterValue/)
  })
})

describe('deletion', () => {
  it('accepts a stale handle and deletes nothing once the message was received again', async () => {
    const url = await sqs.queue({ VisibilityTimeout: '1' })
    await sqs.send(url, 'a')
    const [first] = await sqs.receive(url)
    await test.pass(1)
    expect(await sqs.bodies(url, { VisibilityTimeout: 30 })).toEqual(['a'])
    await sqs.delete(url, first)
    expect(await sqs.counts(url)).toEqual([0, 1, 0])
  })

  it('still deletes by the latest handle after its time, before another receive', async () => {
    const url = await sqs.queue({ VisibilityTimeout: '1' })
    await sqs.send(url, 'a')
    const [first] = await sqs.receive(url)
    await test.pass(1)
    await sqs.delete(url, first)
    expect(await sqs.receive(url)).toEqual([])
  })

  it('refuses a text that never was a handle', async () => {
    const url = await sqs.queue()
    const call = sqs.client.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: 'nonsense' }))
    expect(await refusal(call)).toBe('ReceiptHandleIsInvalid')
  })

  it('deletes in batches', async () => {
    const url = await sqs.queue()
    await Promise.all(['a', 'b', 'c'].map((body) => sqs.send(url, body)))
    const Entries = (await sqs.receive(url)).map((m, i) => ({ Id: String(i), ReceiptHandle: m.ReceiptHandle }))
    const deleted = await sqs.client.send(new DeleteMessageBatchCommand({ QueueUrl: url, Entries }))
    expect(deleted.Successful).toHaveLength(3)
    expect(await sqs.counts(url)).toEqual([0, 0, 0])
  })
})

describe('waiting', () => {
  it('delays a message by its own DelaySeconds and wakes a long poll when it comes', async () => {
    const url = await sqs.queue()
    await sqs.send(url, 'later', { DelaySeconds: 1 })
    expect(await sqs.counts(url)).toEqual([0, 0, 1])
    expect(await sqs.receive(url)).toEqual([])
    const poll = sqs.bodies(url, { WaitTimeSeconds: 10 })
    await test.pass(1)
    expect(await poll).toEqual(['later'])
  })

  it('wakes a long poll when a message is sent', async () => {
    const url = await sqs.queue()
    const poll = sqs.bodies(url, { WaitTimeSeconds: 20 })
    await sqs.send(url, 'now')
    expect(await poll).toEqual(['now'])
  })

  it('ends a long poll empty-handed when its time is over', async () => {
    const url = await sqs.queue()
    let ended = false
    const poll = sqs.receive(url, { WaitTimeSeconds: 1 }).finally(() => {
      ended = true
    })
    // the request may be on its way still when time is moved first
    while (!ended) await test.pass(1)
    expect(await poll).toEqual([])
  })

  if (movesTime) {
    it('forgets a message after the retention period, wherever it is', async () => {
      const url = await sqs.queue({ MessageRetentionPeriod: '60' })
      await sqs.send(url, 'in flight')
      await sqs.receive(url, { VisibilityTimeout: 3600 })
      await sqs.send(url, 'visible')
      await sqs.send(url, 'delayed', { DelaySeconds: 120 })
      await test.pass(59)
      expect(await sqs.counts(url)).toEqual([1, 1, 1])
      await test.pass(1)
      expect(await sqs.counts(url)).toEqual([0, 0, 0])
    })
  }
})

describe('message attributes', () => {
  const attributes = {
    account: { DataType: 'String', StringValue: 'shop' },
    receivedAtMs: { DataType: 'Number', StringValue: '1767571200000' },
    raw: { DataType: 'Binary', BinaryValue: new Uint8Array([0, 255, 7]) },
  }

  it('come back only when asked for', async () => {
    const url = await sqs.queue({ VisibilityTimeout: '0' })
    await sqs.send(url, 'a', { MessageAttributes: attributes })
    expect((await sqs.receive(url))[0]?.MessageAttributes).toBeUndefined()
    const [some] = await sqs.receive(url, { MessageAttributeNames: ['account'] })
    expect(Object.keys(some?.MessageAttributes ?? {})).toEqual(['account'])
    const [all] = await sqs.receive(url, { MessageAttributeNames: ['All'] })
    expect(all?.MessageAttributes).toEqual(attributes)
  })

  it('are refused beyond ten, and when empty', async () => {
    const url = await sqs.queue()
    const some = (n: number) =>
      Object.fromEntries(Array.from({ length: n }, (_, i) => [`a${i}`, { DataType: 'String', StringValue: 'v' }]))
    await sqs.send(url, 'ten', { MessageAttributes: some(10) })
    expect(await refusal(sqs.send(url, 'eleven', { MessageAttributes: some(11) }))).toMatch(/InvalidParameterValue/)
    const empty = { MessageAttributes: { a: { DataType: 'String', StringValue: '' } } }
    expect(await refusal(sqs.send(url, 'empty', empty))).toMatch(/InvalidParameterValue/)
  })
})

describe('messages of a standard queue', () => {
  it('have no deduplication id, which would promise what the queue does not keep', async () => {
    const url = await sqs.queue()
    expect(await refusal(sqs.send(url, 'a', { MessageDeduplicationId: 'once' }))).toMatch(/InvalidParameterValue/)
    await sqs.send(url, 'a', { MessageGroupId: 'fair' })
  })
})

describe('message bodies', () => {
  it('may hold a mebibyte with their attributes, and no byte more', async () => {
    const url = await sqs.queue()
    const attribute = { a: { DataType: 'String', StringValue: 'v' } }
    const room = 1_048_576 - 'aStringv'.length
    await sqs.send(url, 'x'.repeat(room), { MessageAttributes: attribute })
    const call = sqs.send(url, 'x'.repeat(room + 1), { MessageAttributes: attribute })
    expect(await refusal(call)).toMatch(/InvalidParameterValue/)
  })

  it('are counted in bytes of UTF-8', async () => {
    const url = await sqs.queue()
    expect(await refusal(sqs.send(url, 'é'.repeat(524_289)))).toMatch(/InvalidParameterValue/)
  })

  it('come back byte for byte', async () => {
    const url = await sqs.queue()
    const body = '{"content":"Grüße 👋\\n\ttab\r\n <b>&amp;</b> \uE000 \uFFFD"}'
    await sqs.send(url, body)
    expect(await sqs.bodies(url)).toEqual([body])
  })

  it.each([
    ['NUL', 'a\u0000b'],
    ['a control character', 'a\u001Fb'],
    ['U+FFFE', 'a\uFFFEb'],
    ['U+FFFF', 'a\uFFFFb'],
    ['half a surrogate pair', 'a\uD800b'],
  ])('are refused with %s in them', async (_, body) => {
    const url = await sqs.queue()
    expect(await refusal(sqs.send(url, body))).toBe('InvalidMessageContents')
  })
})

describe('batches', () => {
  const entries = (n: number, body: string): SendMessageBatchRequestEntry[] =>
    Array.from({ length: n }, (_, i) => ({ Id: `m${i}`, MessageBody: body }))
  const sendAll = async (url: string, Entries: SendMessageBatchRequestEntry[]) =>
    sqs.client.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }))

  it('take ten messages and tell which of them failed', async () => {
    const url = await sqs.queue()
    const [first, ...rest] = entries(10, 'x')
    const sent = await sendAll(url, [{ Id: first?.Id, MessageBody: '\u0000' }, ...rest])
    expect(sent.Successful).toHaveLength(9)
    expect(sent.Failed).toMatchObject([{ Id: 'm0', Code: 'InvalidMessageContents', SenderFault: true }])
  })

  it.each([
    ['more than ten entries', entries(11, 'x'), 'TooManyEntriesInBatchRequest'],
    ['no entry', [], 'EmptyBatchRequest'],
    ['two entries of one id', [...entries(1, 'x'), ...entries(1, 'y')], 'BatchEntryIdsNotDistinct'],
    ['more than a mebibyte together', entries(10, 'x'.repeat(110_000)), 'BatchRequestTooLong'],
  ])('are refused with %s', async (_, all, name) => {
    const url = await sqs.queue()
    expect(await refusal(sendAll(url, all))).toMatch(new RegExp(name))
  })
})

describe('queues', () => {
  it('that do not exist are named as such', async () => {
    const url = await sqs.queue()
    expect(await refusal(sqs.send(`${url}-nowhere`, 'x'))).toBe('QueueDoesNotExist')
  })

  it('can be created again with the same attributes, not with others', async () => {
    const QueueName = test.fresh('again')
    const create = (VisibilityTimeout: string) =>
      sqs.client.send(new CreateQueueCommand({ QueueName, Attributes: { VisibilityTimeout } }))
    const first = await create('7')
    expect((await create('7')).QueueUrl).toBe(first.QueueUrl)
    expect(await refusal(create('8'))).toMatch(/QueueNameExists|QueueAlreadyExists/)
  })

  it('refuse values out of range', async () => {
    expect(await refusal(sqs.queue({ VisibilityTimeout: '43201' }))).toMatch(
      /InvalidAttributeValue|InvalidParameterValue/,
    )
    expect(await refusal(sqs.receive(await sqs.queue(), { MaxNumberOfMessages: 11 }))).toMatch(/InvalidParameterValue/)
  })
})
