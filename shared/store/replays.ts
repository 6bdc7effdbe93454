import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb'
import { expiresAtS } from './expiry.ts'
import { replaysPk } from './keys.ts'
import { queryItems } from './query-items.ts'

/** Who had webhooks of the archive sent again, for one account. */
export type Replay = {
  readonly account: string
  readonly by: string
  readonly atMs: number
  readonly fromMs: number
  readonly toMs: number
  /** Webhooks of all accounts together; null while it runs, or where it was broken off. */
  readonly sent: number | null
}

export type ReplayStore = {
  /** The same replay again (account, time and person) takes the place of what was noted. */
  note(replay: Replay): Promise<void>
  /** Newest first. */
  list(account: string): Promise<readonly Replay[]>
}

/** Replays in table `desk`. Faults of DynamoDB are thrown. */
export function replayStore(deps: {
  readonly client: DynamoDBDocumentClient
  readonly table: string
  /** Days an entry is kept. */
  readonly retentionDays: number
}): ReplayStore {
  const { client, table, retentionDays } = deps
  return {
    async note(replay) {
      const sk = `${new Date(replay.atMs).toISOString()}#${replay.by}`
      const expiresAt = expiresAtS(replay.atMs, retentionDays)
      await client.send(
        new PutCommand({ TableName: table, Item: { pk: replaysPk(replay.account), sk, replay, expiresAt } }),
      )
    },
    async list(account) {
      const items = await queryItems(deps, {
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': replaysPk(account) },
      })
      return items.map((item) => item.replay as Replay).reverse()
    },
  }
}
