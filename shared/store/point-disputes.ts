/** Disputes of points of the figures: one for each operator, measure and conversation, with a pointer by when it came. */
import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb'
import {
  BatchGetCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb'
import type { Exclusion } from '#domain/analytics/exclusions'
import type { FactKey } from '#domain/analytics/fact'
import { exclusionIn, type PointDispute, type PointDisputeKey } from '#domain/analytics/point-dispute'
import { expiresAtS, isLive } from './expiry.ts'
import { DISPUTED_AT_PREFIX, disputedAtSk, POINT_DISPUTE_PREFIX, pointDisputeSk, pointDisputesPk } from './keys.ts'
import { queryItems } from './query-items.ts'
import { decodeCursor, encodeCursor } from './queue-cursor.ts'
import type { BadCursor } from './queue-reads.ts'

export type DisputesAsked = { readonly cursor: string | null; readonly limit: number }

export type PointDisputeStore = {
  find(key: PointDisputeKey): Promise<PointDispute | null>
  /** Once for a key: `disputed_already` where there is one. */
  open(dispute: PointDispute): Promise<'opened' | 'disputed_already'>
  /** Puts it in the place of the version before; `contended`: somebody else has changed it since. */
  change(after: PointDispute): Promise<'changed' | 'contended'>
  /** Newest first. */
  page(
    account: string,
    asked: DisputesAsked,
  ): Promise<{ readonly items: readonly PointDispute[]; readonly nextCursor: string | null } | BadCursor>
}

type TableDeps = { readonly client: DynamoDBDocumentClient; readonly table: string }
export type PointDisputeDeps = TableDeps & { readonly retentionDays: number; readonly now: () => number }

const KEYS = /^AT#\d{13}#\d{10}#\d+#[a-z0-9_]+$/
const skOf = ({ conversationId, operatorId, measure }: Omit<PointDisputeKey, 'account'>): string =>
  pointDisputeSk(conversationId, `${operatorId}#${measure}`)

/** @throws the SDK's errors. */
export function pointDisputes({ client, table, retentionDays, now }: PointDisputeDeps): PointDisputeStore {
  const itemOf = (dispute: PointDispute) => ({
    pk: pointDisputesPk(dispute.account),
    sk: skOf(dispute),
    dispute,
    expiresAt: expiresAtS(dispute.atMs, retentionDays),
  })
  return {
    async find(key) {
      const Key = { pk: pointDisputesPk(key.account), sk: skOf(key) }
      const { Item } = await client.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }))
      return Item === undefined || !isLive(Item, now()) ? null : (Item.dispute as PointDispute)
    },

    async open(dispute) {
      const { pk, sk, expiresAt } = itemOf(dispute)
      const condition = { ConditionExpression: 'attribute_not_exists(pk)' }
      const TransactItems = [
        { Put: { TableName: table, Item: itemOf(dispute), ...condition } },
        { Put: { TableName: table, Item: { pk, sk: disputedAtSk(dispute.atMs, sk), expiresAt } } },
      ]
      try {
        await client.send(new TransactWriteCommand({ TransactItems }))
        return 'opened'
      } catch (error) {
        const isThere = (reason: { readonly Code?: string | undefined }) => reason.Code === 'ConditionalCheckFailed'
        if (error instanceof TransactionCanceledException && error.CancellationReasons?.some(isThere) === true)
          return 'disputed_already'
        throw error
      }
    },

    async change(after) {
      const put = new PutCommand({
        TableName: table,
        Item: itemOf(after),
        ConditionExpression: 'dispute.version = :before',
        ExpressionAttributeValues: { ':before': after.version - 1 },
      })
      try {
        await client.send(put)
        return 'changed'
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return 'contended'
        throw error
      }
    },

    async page(account, { cursor, limit }) {
      const scope = ['point-disputes', account]
      const position = cursor === null ? null : decodeCursor(scope, cursor, KEYS)
      if (cursor !== null && position === null) return { badCursor: true }
      const pk = pointDisputesPk(account)
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
          ExpressionAttributeValues: { ':pk': pk, ':prefix': DISPUTED_AT_PREFIX },
          ScanIndexForward: false,
          Limit: limit,
          ...(position === null ? {} : { ExclusiveStartKey: { pk, sk: position.after } }),
        }),
      )
      const keys = Items.map(({ sk }) => ({ pk, sk: `${POINT_DISPUTE_PREFIX}${String(sk).slice(AT_LENGTH)}` }))
      const found = await disputesAt(keys, { client, table })
      const items = keys.flatMap(({ sk }): Item[] => [found.get(sk) ?? []].flat()).filter((item) => isLive(item, now()))
      const last = LastEvaluatedKey?.sk
      return {
        items: items.map((item) => item.dispute as PointDispute),
        nextCursor: last === undefined ? null : encodeCursor(scope, { after: String(last), conversationId: 0 }),
      }
    },
  }
}

/** `AT#`, thirteen digits, and `#`. */
const AT_LENGTH = DISPUTED_AT_PREFIX.length + 14

type Item = Readonly<Record<string, unknown>>
type Keys = readonly { readonly pk: string; readonly sk: string }[]
async function disputesAt(keys: Keys, { client, table }: TableDeps) {
  const found = new Map<string, Item>()
  if (keys.length === 0) return found
  const { Responses = {}, UnprocessedKeys = {} } = await client.send(
    new BatchGetCommand({ RequestItems: { [table]: { Keys: [...keys] } } }),
  )
  if ((UnprocessedKeys[table]?.Keys ?? []).length > 0)
    throw Object.assign(new Error('keys stay unprocessed'), { name: 'ThrottlingException' })
  for (const item of Responses[table] ?? []) found.set(String(item.sk), item)
  return found
}

/** What was left out of one conversation. @throws the SDK's errors. */
export function exclusionReader(deps: TableDeps): (key: FactKey) => Promise<readonly Exclusion[]> {
  return async ({ account, conversationId }) => {
    const items = await queryItems(deps, {
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
      ExpressionAttributeValues: { ':pk': pointDisputesPk(account), ':prefix': pointDisputeSk(conversationId) },
      ConsistentRead: true,
    })
    return items.flatMap((item) => exclusionIn(item.dispute as PointDispute))
  }
}
