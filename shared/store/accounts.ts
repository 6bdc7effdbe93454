import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb'
import { ACCOUNTS_PK } from './keys.ts'
import { queryItems } from './query-items.ts'

export type AccountRegistry = {
  /** Notes that an account was heard of; once an instance. */
  note(account: string): Promise<void>
  list(): Promise<readonly string[]>
}

/** Accounts that were ever heard of, for what works through all of them. Small: one item each. */
export function accountRegistry({
  client,
  table,
}: {
  readonly client: DynamoDBDocumentClient
  readonly table: string
}): AccountRegistry {
  const noted = new Set<string>()
  return {
    async note(account) {
      if (noted.has(account)) return
      await client.send(new PutCommand({ TableName: table, Item: { pk: ACCOUNTS_PK, sk: account } }))
      noted.add(account)
    },
    async list() {
      const items = await queryItems(
        { client, table },
        { KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': ACCOUNTS_PK } },
      )
      return items.map(({ sk }) => String(sk))
    },
  }
}
