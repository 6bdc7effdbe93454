/** Every decision of an account with the approvals it was taken on, by conversation: for whoever checks the chains. */
import { type DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb'
import type { Approval } from '#domain/approval'
import type { DecisionRecord } from '#domain/approval-chain'
import { fromApprovalItem } from './approval-item.ts'
import { decisionIn } from './approval-writes.ts'
import { APPROVAL_PREFIX, conversationPk, DECISION_PREFIX } from './keys.ts'

export type Chain = {
  readonly conversationId: number
  readonly records: readonly DecisionRecord[]
  readonly approvals: readonly Approval[]
}

/** Reads all of the table, which is what it costs. @throws the SDK's errors. */
export async function chainsOf(
  account: string,
  { client, table }: { readonly client: DynamoDBDocumentClient; readonly table: string },
): Promise<readonly Chain[]> {
  const records = new Map<number, DecisionRecord[]>()
  const approvals = new Map<number, Approval[]>()
  let from: Record<string, unknown> | undefined
  do {
    const page = await client.send(
      new ScanCommand({
        TableName: table,
        ConsistentRead: true,
        FilterExpression: 'begins_with(pk, :pk) AND (begins_with(sk, :approval) OR begins_with(sk, :decision))',
        ExpressionAttributeValues: {
          // as it begins for every conversation of the account
          ':pk': conversationPk(account, 0).slice(0, -1),
          ':approval': APPROVAL_PREFIX,
          ':decision': DECISION_PREFIX,
        },
        ...(from === undefined ? {} : { ExclusiveStartKey: from }),
      }),
    )
    for (const item of page.Items ?? []) {
      if (String(item.sk).startsWith(DECISION_PREFIX)) add(records, decisionIn(item))
      else add(approvals, fromApprovalItem(item))
    }
    from = page.LastEvaluatedKey
  } while (from !== undefined)
  return [...new Set([...records.keys(), ...approvals.keys()])]
    .sort((a, b) => a - b)
    .map((conversationId) => ({
      conversationId,
      records: records.get(conversationId) ?? [],
      approvals: approvals.get(conversationId) ?? [],
    }))
}

function add<One extends { readonly conversationId: number }>(to: Map<number, One[]>, one: One): void {
  to.set(one.conversationId, [...(to.get(one.conversationId) ?? []), one])
}
