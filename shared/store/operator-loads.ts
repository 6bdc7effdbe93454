import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { eachLimited } from '#runtime/retry'
import { INDEX, isWaitKeyOfWaiting, operatorKey } from './keys.ts'
import { queryItems } from './query-items.ts'

/** Open conversations of an operator, and those of them whose customers wait; each up to MOST_COUNTED. */
export type OperatorLoad = { readonly open: number; readonly waiting: number }

/** Nobody has more in hand and is told from who has as many. */
export const MOST_COUNTED = 200
const AT_ONCE = 8

/** Counts index entries, one query an operator: half a unit for a dozen conversations. @throws the SDK's errors. */
export function operatorLoads(deps: { readonly client: DynamoDBDocumentClient; readonly table: string }) {
  return async (account: string, operatorIds: readonly number[]): Promise<readonly OperatorLoad[]> => {
    const loads = new Map<number, OperatorLoad>()
    await eachLimited(operatorIds, AT_ONCE, async (operatorId) => {
      const entries = await queryItems(
        deps,
        {
          IndexName: INDEX.byOperator,
          KeyConditionExpression: 'operatorKey = :his',
          ExpressionAttributeValues: { ':his': operatorKey(account, 'open', operatorId) },
          ProjectionExpression: 'waitKey',
        },
        MOST_COUNTED,
      )
      const waiting = entries.filter(({ waitKey }) => isWaitKeyOfWaiting(String(waitKey))).length
      loads.set(operatorId, { open: entries.length, waiting })
    })
    return operatorIds.map((id) => loads.get(id) ?? { open: 0, waiting: 0 })
  }
}
