import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb'
import type { OperatorEvent } from '#events/operator-events'
import { expiresAtS } from './expiry.ts'
import { operatorLedgerSk, operatorsPk } from './keys.ts'

/** Appends events to the ledgers of their operators; the same one again changes nothing. @throws the SDK's errors. */
export async function recordOperatorEvents(
  events: readonly OperatorEvent[],
  target: { readonly client: DynamoDBDocumentClient; readonly table: string; readonly retentionDays: number },
): Promise<void> {
  for (const event of events) {
    const { account, operatorId, version, observedAtMs } = event
    const Item = {
      pk: operatorsPk(account),
      sk: operatorLedgerSk(operatorId, version),
      event,
      expiresAt: expiresAtS(observedAtMs, target.retentionDays),
    }
    await target.client.send(new PutCommand({ TableName: target.table, Item }))
  }
}
