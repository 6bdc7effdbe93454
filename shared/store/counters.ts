import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { COUNT_NAMES, type Counts } from '#domain/counts'
import { expiresAtS } from './expiry.ts'
import { counterShard, counterSk, intakeSk, talliesPk } from './keys.ts'

/** The conversation whose change is counted. */
export type CountedBy = { readonly account: string; readonly conversationId: number }

/** True if the change moves a counter. */
export const movesCounters = (delta: Counts): boolean => COUNT_NAMES.some((name) => delta[name] !== 0)

/** The update that adds `delta` to its shard, to be part of the transaction that records the change. */
export function counterUpdate(table: string, { account, conversationId }: CountedBy, delta: Counts) {
  const moved = COUNT_NAMES.filter((name) => delta[name] !== 0)
  return {
    TableName: table,
    Key: { pk: talliesPk(account), sk: counterSk(counterShard(conversationId)) },
    UpdateExpression: `ADD ${moved.map((name) => `#${name} :${name}`).join(', ')}`,
    ExpressionAttributeNames: Object.fromEntries(moved.map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: Object.fromEntries(moved.map((name) => [`:${name}`, delta[name]])),
  }
}

/** What one publish batch tells about an account's intake. */
export type IntakeTally = {
  readonly account: string
  /** Changes in the batch. A batch that is delivered again counts again: a tally, not an account. */
  readonly applied: number
  /** The newest receipt in the batch. */
  readonly lastReceivedAtMs: number
  readonly publishedAtMs: number
  /** The longest time from receipt to publication in the batch. */
  readonly lagMs: number
}

/**
 * Adds a tally to the account's day (UTC); kept for `retentionDays`. Batches overtake each other, and webhooks come back
 * from outages and dead letters: the newest receipt stays the newest. @throws the SDK's errors.
 */
export async function noteIntake(
  target: { readonly client: DynamoDBDocumentClient; readonly table: string; readonly retentionDays: number },
  tally: IntakeTally,
): Promise<void> {
  try {
    await target.client.send(new UpdateCommand(intakeUpdate(target, tally, true)))
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error
    await target.client.send(new UpdateCommand(intakeUpdate(target, tally, false)))
  }
}

function intakeUpdate(
  { table, retentionDays }: { readonly table: string; readonly retentionDays: number },
  tally: IntakeTally,
  isNewest: boolean,
) {
  const day = new Date(tally.publishedAtMs).toISOString().slice(0, 10)
  const sets = ['lastPublishedAtMs = :published', 'lagMs = :lag', 'expiresAt = :expires']
  if (isNewest) sets.push('lastReceivedAtMs = :received')
  return {
    TableName: table,
    Key: { pk: talliesPk(tally.account), sk: intakeSk(day) },
    UpdateExpression: `SET ${sets.join(', ')} ADD applied :applied`,
    ...(isNewest
      ? { ConditionExpression: 'attribute_not_exists(lastReceivedAtMs) OR lastReceivedAtMs <= :received' }
      : {}),
    ExpressionAttributeValues: {
      ':published': tally.publishedAtMs,
      ':lag': tally.lagMs,
      ':applied': tally.applied,
      ':expires': expiresAtS(tally.publishedAtMs, retentionDays),
      ...(isNewest ? { ':received': tally.lastReceivedAtMs } : {}),
    },
  }
}
