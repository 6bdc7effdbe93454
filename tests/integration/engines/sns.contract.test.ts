import { CreateTopicCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { refusal, type UnderTest, underTest } from './under-test.ts'

let test: UnderTest
let client: SNSClient
let TopicArn: string

beforeAll(async () => {
  test = await underTest()
  client = new SNSClient(test.config)
})
beforeEach(async () => {
  TopicArn = (await client.send(new CreateTopicCommand({ Name: test.fresh('alarms') }))).TopicArn ?? ''
})
afterAll(() => test.stop())

it('publishes to a topic', async () => {
  const MessageAttributes = { severity: { DataType: 'String', StringValue: 'high' } }
  const message = { TopicArn, Message: '<late> & "lost"\n', Subject: 'Backdesk alarm', MessageAttributes }
  expect((await client.send(new PublishCommand(message))).MessageId).toMatch(/^[0-9a-f-]{36}$/)
})

it('creates a topic once', async () => {
  const Name = TopicArn.split(':').at(-1)
  expect((await client.send(new CreateTopicCommand({ Name }))).TopicArn).toBe(TopicArn)
})

it('refuses what it cannot publish', async () => {
  const publish = (more: object) => refusal(client.send(new PublishCommand({ TopicArn, Message: 'x', ...more })))
  expect(await publish({ TopicArn: `${TopicArn}-none` })).toBe('NotFoundException')
  expect(await publish({ Message: '' })).toBe('InvalidParameterException')
  expect(await publish({ Subject: 'two\nlines' })).toBe('InvalidParameterException')
  expect(await publish({ Message: 'x'.repeat(262_145) })).toBe('InvalidParameterException')
})
