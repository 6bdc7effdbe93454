import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb'
import type { Conversation } from '#domain/conversation'
import { fromItem } from './item.ts'
import { conversationPk, STATE } from './keys.ts'

/**
 * Reads one conversation as it is at this moment, for who acts on an event of it: a copy from before the event would
 * lead astray. Null when there is none. @throws the SDK's errors.
 */
export function conversationNow({
  client,
  table,
}: {
  readonly client: DynamoDBDocumentClient
  readonly table: string
}): (account: string, conversationId: number) => Promise<Conversation | null> {
  return async (account, conversationId) => {
    const Key = { pk: conversationPk(account, conversationId), sk: STATE }
    const { Item } = await client.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }))
    return Item === undefined ? null : fromItem(Item).conversation
  }
}
