/** Which of the actions that a policy asks for at a breach were performed: kept with the record of the breach. */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import type { BreachKey } from '#domain/sla-outcomes'
import { breachesPk, breachSk } from './keys.ts'

export type BreachOf = BreachKey & { readonly account: string }

export type BreachActions = {
  done(breach: BreachOf): Promise<readonly string[]>
  /** Without a record of the breach nothing is kept: then an action may be performed twice, but not lost. */
  markDone(breach: BreachOf, actionId: string): Promise<void>
}

/** @throws the SDK's errors. */
export function breachActions({
  client,
  table,
}: {
  readonly client: DynamoDBDocumentClient
  readonly table: string
}): BreachActions {
  const at = (breach: BreachOf) => ({
    TableName: table,
    Key: { pk: breachesPk(breach.account), sk: breachSk(breach) },
  })
  return {
    async done(breach) {
      const { Item } = await client.send(new GetCommand({ ...at(breach), ConsistentRead: true }))
      return Item?.done instanceof Set ? [...Item.done].map(String) : []
    },
    async markDone(breach, actionId) {
      const update = new UpdateCommand({
        ...at(breach),
        UpdateExpression: 'ADD done :action',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeValues: { ':action': new Set([actionId]) },
      })
      try {
        await client.send(update)
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error
      }
    },
  }
}
