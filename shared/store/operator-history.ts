import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import type { OperatorEvent } from '#events/operator-events'
import { OPERATOR_LEDGER_PREFIX, operatorsPk } from './keys.ts'
import { queryItems } from './query-items.ts'

/** The ledgers of all operators of an account, each oldest first. @throws the SDK's errors. */
export async function operatorHistory(
  account: string,
  desk: { readonly client: DynamoDBDocumentClient; readonly table: string },
): Promise<ReadonlyMap<number, readonly OperatorEvent[]>> {
  const items = await queryItems(desk, {
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :ledgers)',
    ExpressionAttributeValues: { ':pk': operatorsPk(account), ':ledgers': OPERATOR_LEDGER_PREFIX },
  })
  const byOperator = new Map<number, OperatorEvent[]>()
  for (const { event } of items) {
    const told = event as OperatorEvent
    const known = byOperator.get(told.operatorId)
    if (known === undefined) byOperator.set(told.operatorId, [told])
    else known.push(told)
  }
  return byOperator
}
