import { type DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import { ACCOUNTS_PK } from './keys.ts'

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
      const accounts: string[] = []
      let from: Record<string, unknown> | undefined
      do {
        const page = await client.send(
          new QueryCommand({
            TableName: table,
            KeyConditionExpression: 'pk = :pk',
            ExpressionAttributeValues: { ':pk': ACCOUNTS_PK },
            ...(from === undefined ? {} : { ExclusiveStartKey: from }),
          }),
        )
        accounts.push(...(page.Items ?? []).map(({ sk }) => String(sk)))
        from = page.LastEvaluatedKey
      } while (from !== undefined)
      return accounts
    },
  }
}
