import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { StoredReceipt } from '#domain/routing/stored-receipt'
import { isLive } from './expiry.ts'
import { conversationPk, RECEIPT_PREFIX } from './keys.ts'
import { decodeCursor, encodeCursor } from './queue-cursor.ts'
import type { BadCursor, PageAsked } from './queue-reads.ts'

export type ReceiptPage = {
  /** Newest first. */
  readonly receipts: readonly StoredReceipt[]
  /** Leads to the decisions before these; null when there are none. */
  readonly nextCursor: string | null
}
export type ReceiptPages = (
  of: { readonly account: string; readonly conversationId: number },
  page: PageAsked,
) => Promise<ReceiptPage | BadCursor>

type Deps = {
  readonly client: DynamoDBDocumentClient
  readonly table: string
  readonly now: () => number
}

const RECEIPT_KEYS = new RegExp(`^${RECEIPT_PREFIX}`)

/** Receipts of a conversation's routing, page by page. @throws the SDK's errors. */
export const receiptPages =
  ({ client, table, now }: Deps): ReceiptPages =>
  async ({ account, conversationId }, { cursor, limit }) => {
    const scope = ['receipts', account, conversationId]
    const before = cursor === null ? null : decodeCursor(scope, cursor, RECEIPT_KEYS)
    if (cursor !== null && before === null) return { badCursor: true }
    const pk = conversationPk(account, conversationId)
    const { Items = [], LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :receipts)',
        ExpressionAttributeValues: { ':pk': pk, ':receipts': RECEIPT_PREFIX },
        ScanIndexForward: false,
        Limit: limit,
        ...(before === null ? {} : { ExclusiveStartKey: { pk, sk: before.after } }),
      }),
    )
    const last = LastEvaluatedKey?.sk
    return {
      receipts: Items.filter((item) => isLive(item, now())).map(({ receipt }) => receipt as StoredReceipt),
      nextCursor: last === undefined ? null : encodeCursor(scope, { after: String(last), conversationId: 0 }),
    }
  }
