import {
  type AttributeValue,
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  type KeySchemaElement,
  PutItemCommand,
  type PutItemCommandInput,
  type PutItemCommandOutput,
  UpdateItemCommand,
  type UpdateItemCommandInput,
  type UpdateItemCommandOutput,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb'
import type { UnderTest } from './under-test.ts'

export type Item = Record<string, AttributeValue>

/** Plain texts and numbers as DynamoDB JSON. */
export function item(plain: Readonly<Record<string, string | number | boolean>>): Item {
  return Object.fromEntries(
    Object.entries(plain).map(([name, v]): [string, AttributeValue] => [
      name,
      typeof v === 'string' ? { S: v } : typeof v === 'number' ? { N: String(v) } : { BOOL: v },
    ]),
  )
}

const INDEX_KEYS: KeySchemaElement[] = [
  { AttributeName: 'group', KeyType: 'HASH' },
  { AttributeName: 'rank', KeyType: 'RANGE' },
]
/** A table like the product's: pk and sk, an index of each projection by `group` and `rank`, a stream with both images. */
export const definition = (TableName: string): CreateTableCommandInput => ({
  TableName,
  BillingMode: 'PAY_PER_REQUEST',
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  AttributeDefinitions: ['pk', 'sk', 'group', 'rank'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
  GlobalSecondaryIndexes: [
    { IndexName: 'keys', KeySchema: INDEX_KEYS, Projection: { ProjectionType: 'KEYS_ONLY' } },
    {
      IndexName: 'some',
      KeySchema: INDEX_KEYS,
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['a', 'b'] },
    },
    { IndexName: 'all', KeySchema: INDEX_KEYS, Projection: { ProjectionType: 'ALL' } },
  ],
  StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
})

/** A table in a test's words. */
export class TestTable {
  readonly client: DynamoDBClient
  readonly name: string

  constructor(client: DynamoDBClient, name: string) {
    this.client = client
    this.name = name
  }

  static async create(test: UnderTest): Promise<TestTable> {
    const table = new TestTable(new DynamoDBClient(test.config), test.fresh('desk'))
    await table.client.send(new CreateTableCommand(definition(table.name)))
    await waitUntilTableExists({ client: table.client, maxWaitTime: 60 }, { TableName: table.name })
    return table
  }

  put(i: Item, more: Partial<PutItemCommandInput> = {}): Promise<PutItemCommandOutput> {
    return this.client.send(new PutItemCommand({ TableName: this.name, Item: i, ...more }))
  }

  async get(pk: string, sk: string): Promise<Item | undefined> {
    const Key = item({ pk, sk })
    return (await this.client.send(new GetItemCommand({ TableName: this.name, Key, ConsistentRead: true }))).Item
  }

  update(
    pk: string,
    sk: string,
    UpdateExpression: string,
    more: Partial<UpdateItemCommandInput> = {},
  ): Promise<UpdateItemCommandOutput> {
    const Key = item({ pk, sk })
    return this.client.send(new UpdateItemCommand({ TableName: this.name, Key, UpdateExpression, ...more }))
  }

  async delete(pk: string, sk: string): Promise<void> {
    await this.client.send(new DeleteItemCommand({ TableName: this.name, Key: item({ pk, sk }) }))
  }
}
