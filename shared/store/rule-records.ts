/** How often each escalation rule called, and how often people said that it was right to. Never expires. */
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { ruleRecordsPk } from './keys.ts'
import { queryItems } from './query-items.ts'

export type RuleRecord = {
  readonly ruleId: string
  /** Escalations that it raised; those it only joined are not its own. */
  readonly raised: number
  /** Of those that somebody judged. */
  readonly right: number
  readonly wrong: number
  /** right / (right + wrong), 0 to 1; null while nobody has judged any: no data is not a hundred percent. */
  readonly precision: number | null
}

export type RuleTally = Partial<Readonly<Record<'raised' | 'right' | 'wrong', number>>>

/** For the transaction that records what is counted. */
export function tallyUpdate(
  table: string,
  rule: { readonly account: string; readonly ruleId: string },
  tally: RuleTally,
) {
  const moved = Object.entries(tally).filter(([, by]) => by !== 0)
  return {
    TableName: table,
    Key: { pk: ruleRecordsPk(rule.account), sk: rule.ruleId },
    UpdateExpression: `ADD ${moved.map(([name]) => `#${name} :${name}`).join(', ')}`,
    ExpressionAttributeNames: Object.fromEntries(moved.map(([name]) => [`#${name}`, name])),
    ExpressionAttributeValues: Object.fromEntries(moved.map(([name, by]) => [`:${name}`, by])),
  }
}

/** All rules of an account that ever raised an escalation, by id. @throws the SDK's errors. */
export async function ruleRecords(
  account: string,
  deps: { readonly client: DynamoDBDocumentClient; readonly table: string },
): Promise<readonly RuleRecord[]> {
  const items = await queryItems(deps, {
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': ruleRecordsPk(account) },
  })
  return items.map(recordIn)
}

function recordIn(item: Readonly<Record<string, unknown>>): RuleRecord {
  const [raised = 0, right = 0, wrong = 0] = [item.raised, item.right, item.wrong].map((count) => Number(count ?? 0))
  const judged = right + wrong
  return { ruleId: String(item.sk), raised, right, wrong, precision: judged === 0 ? null : right / judged }
}
