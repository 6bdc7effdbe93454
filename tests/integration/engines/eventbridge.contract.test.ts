import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { refusal, type UnderTest, underTest } from './under-test.ts'

let test: UnderTest
let client: EventBridgeClient

beforeAll(async () => {
  test = await underTest()
  client = new EventBridgeClient(test.config)
})
afterAll(() => test.stop())

const good: PutEventsRequestEntry = { Source: 'backdesk', DetailType: 'conversation.opened.v1', Detail: '{"id":1}' }
const put = (Entries: PutEventsRequestEntry[]) => client.send(new PutEventsCommand({ Entries }))

describe('PutEvents', () => {
  it('gives each event an id', async () => {
    const { Entries, FailedEntryCount } = await put([good, good])
    expect(FailedEntryCount).toBe(0)
    expect(new Set(Entries?.map((e) => e.EventId)).size).toBe(2)
  })

  it('tells which entries failed, and takes the others', async () => {
    const { Source: _, ...sourceless } = good
    const answer = await put([
      { ...good, Detail: '{' },
      { ...good, Detail: '[1]' },
      sourceless,
      { ...good, Source: 'aws.s3' },
      good,
    ])
    expect(answer.FailedEntryCount).toBe(4)
    expect(answer.Entries?.map((e) => e.ErrorCode)).toEqual([
      'MalformedDetail',
      'MalformedDetail',
      'InvalidArgument',
      'NotAuthorizedForSourceException',
      undefined,
    ])
    expect(answer.Entries?.[4]?.EventId).toBeDefined()
  })

  it('takes ten entries and no more', async () => {
    expect((await put(Array.from({ length: 10 }, () => good))).FailedEntryCount).toBe(0)
    expect(await refusal(put(Array.from({ length: 11 }, () => good)))).toBe('ValidationException')
  })
})
