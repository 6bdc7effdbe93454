/** Erasures of contacts in table `desk`: what is under way, so that it can be gone on with, and the receipt of what was done. */
import { DeleteCommand, type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import { erasureRunSk, erasureSk, erasuresPk } from './keys.ts'
import { queryItems } from './query-items.ts'

/** Nothing in it is of the contact: what was erased, how much, when and by whom. Never expires. */
export type ErasureReceipt = {
  readonly id: string
  readonly account: string
  /** SHA-256 of `<id>/<account>/<contact>`: whoever asks about a contact can compare, and nobody can list them. */
  readonly contactDigest: string
  readonly startedAtMs: number
  readonly endedAtMs: number
  readonly by: string
  readonly conversations: number
  /** By place, how many items, objects, lines or messages. */
  readonly erased: Readonly<Record<string, number>>
  readonly edited: Readonly<Record<string, number>>
  /** What a look at everything found afterwards: the receipt of a whole erasure says 0. */
  readonly leftOver: number
  /** SHA-256 of the rest of the receipt, as canonical text. */
  readonly hash: string
}

export type ErasureRun = { readonly conversationIds: readonly number[]; readonly startedAtMs: number }

export type ErasureStore = {
  /** One that was begun, and not ended: the conversations that it had found. */
  underWay(account: string, digest: string): Promise<ErasureRun | undefined>
  begin(account: string, digest: string, run: ErasureRun): Promise<void>
  /** Keeps the receipt, and forgets the conversations. */
  end(receipt: ErasureReceipt, digest: string): Promise<void>
  /** Oldest first. */
  receipts(account: string): Promise<readonly ErasureReceipt[]>
}

/** @throws the SDK's errors. */
export function erasureStore(deps: { readonly client: DynamoDBDocumentClient; readonly table: string }): ErasureStore {
  const { client, table: TableName } = deps
  const runKey = (account: string, digest: string) => ({ pk: erasuresPk(account), sk: erasureRunSk(digest) })
  return {
    async underWay(account, digest) {
      const Key = runKey(account, digest)
      const { Item } = await client.send(new GetCommand({ TableName, Key, ConsistentRead: true }))
      return Item?.run as ErasureRun | undefined
    },
    async begin(account, digest, run) {
      await client.send(new PutCommand({ TableName, Item: { ...runKey(account, digest), run } }))
    },
    async end(receipt, digest) {
      const key = { pk: erasuresPk(receipt.account), sk: erasureSk(receipt.endedAtMs, receipt.id) }
      await client.send(new PutCommand({ TableName, Item: { ...key, receipt } }))
      await client.send(new DeleteCommand({ TableName, Key: runKey(receipt.account, digest) }))
    },
    async receipts(account) {
      const items = await queryItems(deps, {
        KeyConditionExpression: 'pk = :pk AND sk < :runs',
        ExpressionAttributeValues: { ':pk': erasuresPk(account), ':runs': erasureRunSk('') },
      })
      return items.map(({ receipt }) => receipt as ErasureReceipt)
    },
  }
}
