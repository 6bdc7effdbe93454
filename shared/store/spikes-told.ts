/** When people were last told that there is much of a topic: a note beside the happenings of the account. */
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import { expiresAtS } from './expiry.ts'
import { happeningsPk, spikeToldSk } from './keys.ts'

/** Long after anybody would ask. */
const KEPT_DAYS = 7

/** @throws the SDK's errors. */
export function spikesTold({ client, table }: { readonly client: DynamoDBDocumentClient; readonly table: string }) {
  const keyOf = (account: string, topic: string) => ({ pk: happeningsPk(account), sk: spikeToldSk(topic) })
  return {
    async toldAtMs(account: string, topic: string): Promise<number | null> {
      const { Item } = await client.send(new GetCommand({ TableName: table, Key: keyOf(account, topic) }))
      return typeof Item?.toldAtMs === 'number' ? Item.toldAtMs : null
    },
    async noteTold(account: string, topic: string, toldAtMs: number): Promise<void> {
      const Item = { ...keyOf(account, topic), toldAtMs, expiresAt: expiresAtS(toldAtMs, KEPT_DAYS) }
      await client.send(new PutCommand({ TableName: table, Item }))
    },
  }
}
