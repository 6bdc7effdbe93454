/** How far counting has come, a day (UTC) of an account: a tally beside the figures, not part of their transactions. */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import type { AnalyticsStanding, CountedTally } from '#domain/analytics/figure'
import { shareOf } from '#domain/share'
import { expiresAtS } from './expiry.ts'
import { analyticsStandingPk } from './insight-keys.ts'

/** Messages that wait to be counted, and those that could not be. */
export type Uncounted = { readonly inQueue: number; readonly deadLettered: number }

const STANDING_DAYS = 40

/** Batches overtake each other: the newest event stays the newest. @throws the SDK's errors. */
export async function noteCounted(
  target: { readonly client: DynamoDBDocumentClient; readonly table: string },
  tally: CountedTally,
): Promise<void> {
  try {
    await target.client.send(new UpdateCommand(update(target.table, tally, true)))
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error
    await target.client.send(new UpdateCommand(update(target.table, tally, false)))
  }
}

function update(TableName: string, { account, counted, heardAtMs, countedAtMs }: CountedTally, isNewest: boolean) {
  const expires = expiresAtS(countedAtMs, STANDING_DAYS)
  const newest = { ':heard': heardAtMs, ':lag': Math.max(0, countedAtMs - heardAtMs) }
  return {
    TableName,
    Key: { pk: analyticsStandingPk(account), sk: new Date(countedAtMs).toISOString().slice(0, 10) },
    UpdateExpression: `SET expiresAt = :expires${isNewest ? ', heardAtMs = :heard, lagMs = :lag' : ''} ADD counted :counted`,
    ...(isNewest ? { ConditionExpression: 'attribute_not_exists(heardAtMs) OR heardAtMs <= :heard' } : {}),
    ExpressionAttributeValues: { ':expires': expires, ':counted': counted, ...(isNewest ? newest : {}) },
  }
}

/**
 * By the newest days with any tally, newest first. Where nothing waits, all that was ever heard is in the figures: they
 * are as of now, however quiet the night. Otherwise they are as of the newest event that was counted.
 */
export function standingOf(
  days: readonly Readonly<Record<string, unknown>>[],
  { uncounted, nowMs }: { readonly uncounted: Uncounted | null; readonly nowMs: number },
): AnalyticsStanding {
  const newest = days.find(({ heardAtMs }) => typeof heardAtMs === 'number')
  if (newest === undefined) return { asOfMs: null, lagMs: null, completeness: null }
  const counted = days.reduce((sum, day) => sum + Number(day.counted ?? 0), 0)
  const waiting = uncounted === null ? null : uncounted.inQueue + uncounted.deadLettered
  return {
    asOfMs: waiting === 0 ? nowMs : Number(newest.heardAtMs),
    lagMs: waiting === 0 ? 0 : Number(newest.lagMs ?? 0),
    completeness: waiting === null ? null : shareOf(counted, counted + waiting),
  }
}
