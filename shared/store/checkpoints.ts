import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import type { Checkpoint } from '#domain/sweep/checkpoint'
import { CHECKPOINT_SK, checkpointPk } from './keys.ts'

export type HeldCheckpoint = { readonly checkpoint: Checkpoint; readonly revision: number }

export type CheckpointStore = {
  /** Consistently; undefined: this account was never swept. */
  read(account: string): Promise<HeldCheckpoint | undefined>
  /** Writes it if it is still `over`, or still missing. */
  write(checkpoint: Checkpoint, over: HeldCheckpoint | undefined): Promise<'written' | 'contended'>
}

/** Where reconciliation of each account stands, in table `desk`. @throws the SDK's errors. */
export function checkpointStore({
  client,
  table: TableName,
}: {
  readonly client: DynamoDBDocumentClient
  readonly table: string
}): CheckpointStore {
  return {
    async read(account) {
      const Key = { pk: checkpointPk(account), sk: CHECKPOINT_SK }
      const { Item } = await client.send(new GetCommand({ TableName, Key, ConsistentRead: true }))
      if (Item === undefined) return undefined
      return { checkpoint: Item.checkpoint as Checkpoint, revision: Number(Item.revision) }
    },

    async write(checkpoint, over) {
      const revision = (over?.revision ?? 0) + 1
      const put = new PutCommand({
        TableName,
        Item: { pk: checkpointPk(checkpoint.account), sk: CHECKPOINT_SK, revision, checkpoint },
        ...(over === undefined
          ? { ConditionExpression: 'attribute_not_exists(pk)' }
          : { ConditionExpression: 'revision = :held', ExpressionAttributeValues: { ':held': over.revision } }),
      })
      try {
        await client.send(put)
        return 'written'
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return 'contended'
        throw error
      }
    },
  }
}
