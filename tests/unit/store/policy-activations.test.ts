import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import { describe, expect, it } from 'vitest'
import { policyActivations } from '#store/policy-activations'
import { type AwsAnswer, type AwsCall, fakeAws, refusal } from '#tests/support/fake-aws'

/** What the engine of tests/integration/policies.test.ts does not do by itself: be in the middle of something else. */
function aTable(answer: (call: AwsCall, nth: number) => AwsAnswer) {
  let transactions = 0
  const aws = fakeAws((call) => answer(call, call.action === 'TransactWriteItems' ? ++transactions : 0))
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(aws.config))
  return { calls: aws.calls, store: policyActivations({ client, table: 'desk', now: () => 2_000 }) }
}
const pointer = { version: 1, previousVersion: 0, activatedAtMs: 1_000, by: 'ana', reason: 'start' }
const wanted = { account: 'shop', kind: 'sla', version: 2, expectedActive: 1, by: 'ben', reason: 'holidays' } as const
const cancelled = (...codes: string[]) =>
  refusal('com.amazonaws.dynamodb.v20120810#TransactionCanceledException', 400, {
    CancellationReasons: codes.map((Code) => ({ Code })),
  })

describe('an activation', () => {
  it('is tried again when another transaction was at the pointer, and has not moved it', async () => {
    const { store, calls } = aTable(({ action }, nth) => {
      if (action === 'GetItem') return { body: { Item: marshall(pointer) } }
      return nth < 3 ? cancelled('TransactionConflict', 'None', 'None') : { body: {} }
    })
    expect(await store.activate(wanted)).toBe('activated')
    expect(calls.filter(({ action }) => action === 'TransactWriteItems')).toHaveLength(3)
  })

  it('gives up when that never ends', async () => {
    const { store } = aTable(({ action }) =>
      action === 'GetItem' ? { body: { Item: marshall(pointer) } } : cancelled('TransactionConflict', 'None', 'None'),
    )
    await expect(store.activate(wanted)).rejects.toThrow('Other activations of sla never ended')
  })

  it.each(['ProvisionedThroughputExceededException', 'InternalServerError', 'ResourceNotFoundException'])(
    'throws %s',
    async (name) => {
      const { store } = aTable(({ action }) =>
        action === 'GetItem'
          ? { body: { Item: marshall(pointer) } }
          : refusal(`com.amazonaws.dynamodb.v20120810#${name}`),
      )
      await expect(store.activate(wanted)).rejects.toMatchObject({ name })
    },
  )
})
