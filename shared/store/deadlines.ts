/** The tick's reads: what is due, in any number of conversations, at the cost of what is due. */
import { type DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import { type ApprovalDue, approvalDue } from '#domain/review-message'
import { APPROVAL_DEADLINES, DEADLINE_INDEX, deadlineShard, deadlinesUntil, TICK_KEY } from './keys.ts'

export type DueKey = { readonly account: string; readonly conversationId: number; readonly atMs: number }
export type DuePage = {
  /** Oldest instant first. */
  readonly due: readonly DueKey[]
  /** For the next page; undefined at the end. */
  readonly after: Record<string, unknown> | undefined
}

export type DeadlineReads = {
  /** One page of a shard's conversations whose instant is `untilMs` or before. */
  duePage(shard: number, page: { readonly untilMs: number; readonly after: DuePage['after'] }): Promise<DuePage>
  /** Approvals whose instant is `untilMs` or before, oldest first; so many at most. */
  dueApprovals(untilMs: number): Promise<readonly ApprovalDue[]>
  /** When the last tick ran, epoch milliseconds; null when none ever did. */
  lastTickMs(): Promise<number | null>
  noteTick(atMs: number): Promise<void>
}

const PAGE = 500

export function deadlineReads({
  client,
  table,
}: {
  readonly client: DynamoDBDocumentClient
  readonly table: string
}): DeadlineReads {
  return {
    async duePage(shard, { untilMs, after }) {
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName: table,
          IndexName: DEADLINE_INDEX,
          KeyConditionExpression: 'deadlineShard = :shard AND deadlineKey < :until',
          ExpressionAttributeValues: { ':shard': deadlineShard(shard), ':until': deadlinesUntil(untilMs) },
          Limit: PAGE,
          ...(after === undefined ? {} : { ExclusiveStartKey: after }),
        }),
      )
      return { due: Items.flatMap((item) => dueKeyIn(String(item.deadlineKey))), after: LastEvaluatedKey }
    },
    async dueApprovals(untilMs) {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName: table,
          IndexName: DEADLINE_INDEX,
          KeyConditionExpression: 'deadlineShard = :shard AND deadlineKey < :until',
          ExpressionAttributeValues: { ':shard': APPROVAL_DEADLINES, ':until': deadlinesUntil(untilMs) },
          Limit: PAGE,
        }),
      )
      return Items.flatMap((item) => approvalDueIn(String(item.deadlineKey)))
    },
    async lastTickMs() {
      const { Item } = await client.send(new GetCommand({ TableName: table, Key: TICK_KEY }))
      return typeof Item?.atMs === 'number' ? Item.atMs : null
    },
    async noteTick(atMs) {
      await client.send(new PutCommand({ TableName: table, Item: { ...TICK_KEY, atMs } }))
    },
  }
}

function dueKeyIn(key: string): DueKey[] {
  const [at, account, id] = key.split('#')
  const found = { account: account ?? '', conversationId: Number(id), atMs: Number(at) }
  return account !== undefined && found.conversationId > 0 && Number.isFinite(found.atMs) ? [found] : []
}

function approvalDueIn(key: string): ApprovalDue[] {
  const [at, account = '', conversationId, id = ''] = key.split('#')
  return id === '' ? [] : [approvalDue({ account, conversationId: Number(conversationId), id, atMs: Number(at) })]
}
