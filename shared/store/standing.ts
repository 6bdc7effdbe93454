/** How an account's queue stands, for gauges and forecasts: reads that cost what they show. */
import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb'
import { INDEX, operatorKey, statusKey } from './keys.ts'

export type DueSoon = {
  readonly conversationId: number
  readonly teamId: number | null
  readonly operatorId: number | null
}

export type StandingReads = {
  /** Since when the customer waits who waits longest for somebody to take the conversation, epoch milliseconds. */
  oldestUnassignedSinceMs(account: string): Promise<number | null>
  /** Open conversations that fall due in this time, next first; the first thousand. */
  dueBetween(account: string, span: { readonly fromMs: number; readonly toMs: number }): Promise<readonly DueSoon[]>
}

const PAGE = 200
const PAGES = 5

export function standingReads({
  client,
  table,
}: {
  readonly client: DynamoDBDocumentClient
  readonly table: string
}): StandingReads {
  return {
    async oldestUnassignedSinceMs(account) {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName: table,
          IndexName: INDEX.byOperator,
          KeyConditionExpression: 'operatorKey = :nobody AND begins_with(waitKey, :waiting)',
          ExpressionAttributeValues: { ':nobody': operatorKey(account, 'open', null), ':waiting': '0#' },
          Limit: 1,
        }),
      )
      const since = String(Items[0]?.waitKey ?? '').split('#')[1]
      return since === undefined ? null : Number(since)
    },
    async dueBetween(account, { fromMs, toMs }) {
      const found: DueSoon[] = []
      let from: Record<string, unknown> | undefined
      for (let page = 0; page < PAGES; page += 1) {
        const { Items = [], LastEvaluatedKey } = await client.send(
          new QueryCommand({
            TableName: table,
            IndexName: INDEX.byDeadline,
            KeyConditionExpression: 'statusKey = :open AND dueKey BETWEEN :from AND :to',
            ExpressionAttributeValues: {
              ':open': statusKey(account, 'open'),
              ':from': `0#${instant(fromMs)}`,
              ':to': `0#${instant(toMs)}`,
            },
            Limit: PAGE,
            ...(from === undefined ? {} : { ExclusiveStartKey: from }),
          }),
        )
        found.push(...Items.map((item) => dueSoonIn(item)))
        from = LastEvaluatedKey
        if (from === undefined) break
      }
      return found
    },
  }
}

const instant = (ms: number): string => String(ms).padStart(13, '0')
const idOrNull = (value: unknown): number | null => (typeof value === 'number' ? value : null)

function dueSoonIn(item: Record<string, unknown>): DueSoon {
  const pk = String(item.pk)
  return {
    conversationId: Number(pk.slice(pk.lastIndexOf('#') + 1)),
    teamId: idOrNull(item.teamId),
    operatorId: idOrNull(item.operatorId),
  }
}
