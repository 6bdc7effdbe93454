import { DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, describe, expect, it } from 'vitest'
import { queryItems } from '#store/query-items'

const table = mockClient(DynamoDBDocumentClient)
const deps = { client: table as unknown as DynamoDBDocumentClient, table: 'desk' }
const asked = { KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': 'p' } }
const inputs = () => table.commandCalls(QueryCommand).map(({ args: [command] }) => command.input)

describe('items that answer a question', () => {
  beforeEach(() => table.reset())

  it('come through all pages, an empty one in between too, each read from where the last ended', async () => {
    table
      .on(QueryCommand)
      .resolvesOnce({ Items: [{ sk: 'a' }], LastEvaluatedKey: { pk: 'p', sk: 'a' } })
      .resolvesOnce({ Items: [], LastEvaluatedKey: { pk: 'p', sk: 'b' } })
      .resolvesOnce({ Items: [{ sk: 'c' }] })
    expect(await queryItems(deps, asked)).toEqual([{ sk: 'a' }, { sk: 'c' }])
    expect(inputs()).toEqual([
      { TableName: 'desk', ...asked },
      { TableName: 'desk', ...asked, ExclusiveStartKey: { pk: 'p', sk: 'a' } },
      { TableName: 'desk', ...asked, ExclusiveStartKey: { pk: 'p', sk: 'b' } },
    ])
  })

  it('stop at as many as were asked for, and each page asks for what is still missing', async () => {
    table
      .on(QueryCommand)
      .resolvesOnce({ Items: [{ sk: 'a' }], LastEvaluatedKey: { pk: 'p', sk: 'a' } })
      .resolvesOnce({ Items: [{ sk: 'b' }], LastEvaluatedKey: { pk: 'p', sk: 'b' } })
    expect(await queryItems(deps, asked, 2)).toEqual([{ sk: 'a' }, { sk: 'b' }])
    expect(inputs().map(({ Limit }) => Limit)).toEqual([2, 1])
  })
})
