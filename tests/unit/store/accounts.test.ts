import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import { describe, expect, it } from 'vitest'
import { accountRegistry } from '#store/accounts'
import { type AwsAnswer, type AwsCall, fakeAws, refusal } from '#tests/support/fake-aws'

function aRegistry(answer: (call: AwsCall, nth: number) => AwsAnswer) {
  let nth = 0
  const aws = fakeAws((call) => answer(call, nth++))
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(aws.config))
  return { registry: accountRegistry({ client, table: 'desk' }), calls: aws.calls }
}

describe('the registry of accounts', () => {
  it('notes an account once in the life of an instance, however often it is heard of', async () => {
    const { registry, calls } = aRegistry(() => ({ body: {} }))
    for (const account of ['shop', 'shop', 'other', 'shop', 'other']) await registry.note(account)
    expect(calls.map(({ action, input }) => [action, input.Item])).toEqual([
      ['PutItem', marshall({ pk: 'ACCOUNTS', sk: 'shop' })],
      ['PutItem', marshall({ pk: 'ACCOUNTS', sk: 'other' })],
    ])
  })

  it('tries again after a failure', async () => {
    const { registry, calls } = aRegistry((_call, nth) =>
      nth === 0 ? refusal('com.amazonaws.dynamodb.v20120810#InternalServerError') : { body: {} },
    )
    await expect(registry.note('shop')).rejects.toMatchObject({ name: 'InternalServerError' })
    await registry.note('shop')
    await registry.note('shop')
    expect(calls).toHaveLength(2)
  })

  it('lists accounts over any number of pages', async () => {
    const { registry, calls } = aRegistry((_call, nth) => ({
      body: {
        Items: [marshall({ pk: 'ACCOUNTS', sk: `account-${nth}` })],
        ...(nth < 2 ? { LastEvaluatedKey: marshall({ pk: 'ACCOUNTS', sk: `account-${nth}` }) } : {}),
      },
    }))
    expect(await registry.list()).toEqual(['account-0', 'account-1', 'account-2'])
    expect(calls[2]?.input.ExclusiveStartKey).toEqual(marshall({ pk: 'ACCOUNTS', sk: 'account-1' }))
  })
})
