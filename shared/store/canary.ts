/** The canary of an account: a conversation that measures the way from Chatwoot to the bus. */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import { type DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import type { WatchedCanary } from '#domain/canary'
import { CANARY_SK, intakePk } from './keys.ts'

export type Canary = {
  readonly on: boolean
  readonly inboxId: number
  readonly contactId: number
  readonly conversationId: number
  /** When it was switched on or off last. */
  readonly sinceMs: number
  readonly lastSentAtMs: number | null
  /** When the last one was on the bus, and how long it took from Chatwoot. */
  readonly lastHeardAtMs: number | null
  readonly lagMs: number | null
}

export type CanaryStore = {
  read(account: string): Promise<Canary | null>
  /** Made, switched on or off: forgets what was heard. */
  put(account: string, canary: Omit<Canary, 'lastSentAtMs' | 'lastHeardAtMs' | 'lagMs'>): Promise<void>
  /** Nothing where there is none any more. */
  sent(account: string, atMs: number): Promise<void>
  /** What is older than what was heard changes nothing. */
  heard(account: string, heard: { readonly atMs: number; readonly lagMs: number }): Promise<void>
}

/** @throws the SDK's errors. */
export function canaryStore({
  client,
  table,
}: {
  readonly client: DynamoDBDocumentClient
  readonly table: string
}): CanaryStore {
  const keyOf = (account: string) => ({ pk: intakePk(account), sk: CANARY_SK })
  const update = async (command: UpdateCommand): Promise<void> => {
    try {
      await client.send(command)
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error
    }
  }
  return {
    async read(account) {
      const { Item } = await client.send(new GetCommand({ TableName: table, Key: keyOf(account) }))
      if (Item === undefined) return null
      const number = (name: string): number | null => (typeof Item[name] === 'number' ? Item[name] : null)
      return {
        on: Item.on === true,
        inboxId: Number(Item.inboxId),
        contactId: Number(Item.contactId),
        conversationId: Number(Item.conversationId),
        sinceMs: Number(Item.sinceMs),
        lastSentAtMs: number('lastSentAtMs'),
        lastHeardAtMs: number('lastHeardAtMs'),
        lagMs: number('lagMs'),
      }
    },
    async put(account, canary) {
      await client.send(new PutCommand({ TableName: table, Item: { ...keyOf(account), ...canary } }))
    },
    sent: (account, atMs) =>
      update(
        new UpdateCommand({
          TableName: table,
          Key: keyOf(account),
          UpdateExpression: 'SET lastSentAtMs = :at',
          ConditionExpression: 'attribute_exists(pk) AND (attribute_not_exists(lastSentAtMs) OR lastSentAtMs <= :at)',
          ExpressionAttributeValues: { ':at': atMs },
        }),
      ),
    heard: (account, { atMs, lagMs }) =>
      update(
        new UpdateCommand({
          TableName: table,
          Key: keyOf(account),
          UpdateExpression: 'SET lastHeardAtMs = :at, lagMs = :lag',
          ConditionExpression: 'attribute_exists(pk) AND (attribute_not_exists(lastHeardAtMs) OR lastHeardAtMs <= :at)',
          ExpressionAttributeValues: { ':at': atMs, ':lag': lagMs },
        }),
      ),
  }
}

/** The canary of an account while it is on; null otherwise. */
export function watchedCanary(deps: { readonly client: DynamoDBDocumentClient; readonly table: string }) {
  const { read } = canaryStore(deps)
  return async (account: string): Promise<WatchedCanary | null> => {
    const canary = await read(account)
    if (canary === null || !canary.on) return null
    const { conversationId, sinceMs, lastSentAtMs, lastHeardAtMs, lagMs } = canary
    return { conversationId, onSinceMs: sinceMs, lastSentAtMs, lastHeardAtMs, lagMs }
  }
}
