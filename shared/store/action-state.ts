import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb'
import { ACTION_STATES, type ActionKey, type ActionState } from '#domain/action'
import { actionSk, conversationPk } from './keys.ts'

/** How an action stands, for who asked for it. Undefined: there is none, or it has expired. @throws the SDK's errors. */
export function actionStateReader({
  client,
  table,
}: {
  readonly client: DynamoDBDocumentClient
  readonly table: string
}): (key: ActionKey) => Promise<ActionState | undefined> {
  return async ({ account, conversationId, id }) => {
    const Key = { pk: conversationPk(account, conversationId), sk: actionSk(id) }
    const { Item } = await client.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }))
    return ACTION_STATES.find((known) => known === Item?.state)
  }
}
