import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import { describe, expect, it } from 'vitest'
import { conversationStore } from '#store/conversations'
import { toItem } from '#store/item'
import { aConversation } from '#tests/support/builders'
import { type AwsAnswer, type AwsCall, fakeAws, refusal } from '#tests/support/fake-aws'

/** What the engine of tests/integration/store.test.ts does not do by itself: throttle, refuse, hold odd items. */
function aTable(answer: (call: AwsCall) => AwsAnswer) {
  const aws = fakeAws(answer)
  const waits: number[] = []
  const store = conversationStore({
    client: DynamoDBDocumentClient.from(new DynamoDBClient(aws.config)),
    table: 'desk',
    retentionDays: 30,
    now: () => 1_789_376_402_000,
    random: () => 0.5,
    wait: async (ms) => {
      waits.push(ms)
    },
  })
  return { store, calls: aws.calls, waits }
}
const marshalled = (conversationId: number) =>
  marshall(toItem({ conversation: aConversation({ conversationId }), carried: {} }, 30))
const keysAsked = ({ input }: AwsCall) =>
  (input.RequestItems as { desk: { Keys: { pk: { S: string } }[] } }).desk.Keys.map(({ pk }) => pk.S)
const { version, writtenAtMs, ...draft } = aConversation()
const threeKeys = [1, 2, 3].map((conversationId) => ({ account: 'shop', conversationId }))

describe('reading conversations', () => {
  it('asks again for the keys that DynamoDB left over, and only those', async () => {
    const { store, calls, waits } = aTable((call) => {
      const [first, ...left] = keysAsked(call)
      return {
        body: {
          Responses: { desk: [marshalled(Number(first?.split('#')[2]))] },
          UnprocessedKeys:
            left.length > 0 ? { desk: { Keys: left.map((pk) => ({ pk: { S: pk }, sk: { S: 'STATE' } })) } } : {},
        },
      }
    })
    const found = await store.readMany(threeKeys)
    expect([...found.keys()]).toEqual(['C#shop#1', 'C#shop#2', 'C#shop#3'])
    expect(calls.map((call) => keysAsked(call).length)).toEqual([3, 2, 1])
    expect(waits).toHaveLength(2)
  })

  it('throws when keys are left over again and again', async () => {
    const Keys = [{ pk: { S: 'C#shop#1' }, sk: { S: 'STATE' } }]
    const { store, calls } = aTable(() => ({ body: { Responses: {}, UnprocessedKeys: { desk: { Keys } } } }))
    await expect(store.readMany(threeKeys)).rejects.toThrow('1 of 3 conversations could not be read')
    expect(calls).toHaveLength(6)
  })

  it('an item that cannot be read does not hide the others', async () => {
    const broken = { ...marshalled(2), state: { S: 'broken' } }
    const { store } = aTable(() => ({ body: { Responses: { desk: [marshalled(1), broken, marshalled(3)] } } }))
    expect([...(await store.readMany(threeKeys)).keys()]).toEqual(['C#shop#1', 'C#shop#3'])
  })
})

describe('committing a conversation', () => {
  it('throws over an item that cannot be read, instead of replacing it', async () => {
    const broken = { ...marshalled(1042), state: { S: 'broken' } }
    const { store } = aTable(() => refusal('ConditionalCheckFailedException', 400, { Item: broken }))
    await expect(store.commit(draft, undefined)).rejects.toThrow('Stored conversation: state is not a map')
  })

  it('gives as refused what the table will never take', async () => {
    const { store } = aTable(() => refusal('com.amazon.coral.validate#ValidationException'))
    expect(await store.commit(draft, undefined)).toMatchObject({ kind: 'refused' })
  })

  it.each(['ProvisionedThroughputExceededException', 'InternalServerError', 'ResourceNotFoundException'])(
    'throws %s',
    async (name) => {
      const { store } = aTable(() => refusal(`com.amazonaws.dynamodb.v20120810#${name}`))
      await expect(store.commit(draft, undefined)).rejects.toMatchObject({ name })
    },
  )
})
