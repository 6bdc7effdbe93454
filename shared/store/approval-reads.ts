/** Approvals of an account by state, and of one conversation. */
import { BatchGetCommand, type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { Approval, ApprovalState } from '#domain/approval'
import { type Attributes, fromApprovalItem } from './approval-item.ts'
import { isLive } from './expiry.ts'
import { APPROVAL_PREFIX, approvalStatusKey, conversationPk, INDEX } from './keys.ts'
import { queryItems } from './query-items.ts'
import { decodeCursor, encodeCursor } from './queue-cursor.ts'
import type { BadCursor } from './queue-reads.ts'

export type ApprovalsAsked = {
  readonly state: ApprovalState
  readonly cursor: string | null
  /** 1 to 100. */
  readonly limit: number
}
export type ApprovalPage = { readonly items: readonly Approval[]; readonly nextCursor: string | null }

export type ApprovalReads = {
  /** Those that wait: least time left first; those that have ended: newest first. */
  approvalPage(account: string, asked: ApprovalsAsked): Promise<ApprovalPage | BadCursor>
  approvalsOf(account: string, conversationId: number): Promise<readonly Approval[]>
}

export type ApprovalReadDeps = {
  readonly client: DynamoDBDocumentClient
  readonly table: string
  readonly now: () => number
  readonly wait: (ms: number) => Promise<void>
}

/** How a `dueKey` begins. */
const KEYS = /^\d{13}#\d{10}#[A-Za-z0-9]/
const ROUNDS = 5

export function approvalReads(deps: ApprovalReadDeps): ApprovalReads {
  const { client, table, now } = deps
  return {
    async approvalPage(account, { state, cursor, limit }) {
      const scope = ['approvals', account, state]
      const from = cursor === null ? null : decodeCursor(scope, cursor, KEYS)
      if (cursor !== null && from === null) return { badCursor: true }
      const statusKey = approvalStatusKey(account, state)
      const { Items: entries = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName: table,
          IndexName: INDEX.byDeadline,
          KeyConditionExpression: 'statusKey = :state',
          ExpressionAttributeValues: { ':state': statusKey },
          Limit: limit,
          ...(from === null ? {} : { ExclusiveStartKey: startOf(account, statusKey, from.after) }),
        }),
      )
      const found = await readItems(entries, deps)
      // what has moved on since the index was read shows elsewhere
      const items = found.filter((item) => item.statusKey === statusKey && isLive(item, now())).map(fromApprovalItem)
      const last = entries.at(-1)
      const isEnd = LastEvaluatedKey === undefined || last === undefined
      const nextCursor = isEnd ? null : encodeCursor(scope, { after: String(last.dueKey), conversationId: 0 })
      return { items, nextCursor }
    },

    async approvalsOf(account, conversationId) {
      const items = await queryItems(deps, {
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: { ':pk': conversationPk(account, conversationId), ':prefix': APPROVAL_PREFIX },
        ConsistentRead: true,
      })
      return items.map(fromApprovalItem)
    },
  }
}

/** The index's own key is made of both: the last parts of the sort key name the item. */
function startOf(account: string, statusKey: string, dueKey: string) {
  const [, conversationId = '', id = ''] = dueKey.split('#')
  return { statusKey, dueKey, pk: conversationPk(account, Number(conversationId)), sk: `${APPROVAL_PREFIX}${id}` }
}

/** As they are now, in the order of the entries. */
async function readItems(
  entries: readonly Attributes[],
  { client, table, wait }: ApprovalReadDeps,
): Promise<Attributes[]> {
  const found = new Map<string, Attributes>()
  const nameOf = ({ pk, sk }: Attributes): string => `${pk}|${sk}`
  let keys: Record<string, unknown>[] = entries.map(({ pk, sk }) => ({ pk, sk }))
  for (let round = 0; keys.length > 0; round += 1) {
    if (round === ROUNDS) throw Object.assign(new Error('keys stay unprocessed'), { name: 'ThrottlingException' })
    if (round > 0) await wait(25 * 2 ** round)
    const RequestItems = { [table]: { Keys: keys, ConsistentRead: true } }
    const answer = await client.send(new BatchGetCommand({ RequestItems }))
    for (const item of answer.Responses?.[table] ?? []) found.set(nameOf(item), item)
    keys = answer.UnprocessedKeys?.[table]?.Keys ?? []
  }
  return entries.map(nameOf).flatMap((name): Attributes[] => {
    const item = found.get(name)
    return item === undefined ? [] : [item]
  })
}
