/** When an account's embed tokens were closed last: those in force name that instant. */
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import { EMBEDS_SK, embedsPk } from './keys.ts'

export type EmbedStore = ReturnType<typeof embedStore>

/** @throws the SDK's errors. */
export function embedStore(target: {
  readonly client: DynamoDBDocumentClient
  readonly table: string
  readonly now: () => number
}) {
  const { client, table: TableName, now } = target
  const keyOf = (account: string) => ({ pk: embedsPk(account), sk: EMBEDS_SK })
  return {
    /** As it is now: a token that was closed opens nothing from then on. 0: none ever was. Epoch milliseconds. */
    async generation(account: string): Promise<number> {
      const { Item } = await client.send(new GetCommand({ TableName, Key: keyOf(account), ConsistentRead: true }))
      return Number(Item?.closedAtMs ?? 0)
    },

    /** Gives the generation that begins by it. Again closes what was given out since. */
    async close(account: string, by: string): Promise<number> {
      const closedAtMs = now()
      await client.send(new PutCommand({ TableName, Item: { ...keyOf(account), closedAtMs, closedBy: by } }))
      return closedAtMs
    },
  }
}
