import { type DynamoDBDocumentClient, QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb'

type Asked = Omit<QueryCommandInput, 'ExclusiveStartKey' | 'Limit' | 'TableName'>

/**
 * Items that answer a question, through all of DynamoDB's pages (1 MB each), in the order of their keys.
 * `most` stops early; without it, all. @throws the SDK's errors.
 */
export async function queryItems(
  { client, table }: { readonly client: Pick<DynamoDBDocumentClient, 'send'>; readonly table: string },
  asked: Asked,
  most = Number.POSITIVE_INFINITY,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const found: Record<string, unknown>[] = []
  let from: Record<string, unknown> | undefined
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: table,
        ...asked,
        ...(Number.isFinite(most) ? { Limit: most - found.length } : {}),
        ...(from === undefined ? {} : { ExclusiveStartKey: from }),
      }),
    )
    found.push(...(page.Items ?? []))
    from = page.LastEvaluatedKey
  } while (from !== undefined && found.length < most)
  return found
}
