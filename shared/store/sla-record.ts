/** The record of an account's promises: written with the ledger, in the same transaction. */
import { type BreachKey, OUTCOME_NAMES, type SlaOutcomes } from '#domain/sla-outcomes'
import { expiresAtS } from './expiry.ts'
import { breachesPk, breachSk, counterShard, slaDaySk, slaDaysPk } from './keys.ts'

export type RecordedBy = {
  readonly account: string
  readonly conversationId: number
  readonly writtenAtMs: number
}

/** Entries for the transaction that records a change. */
export function outcomeEntries(table: string, by: RecordedBy, of: { outcomes: SlaOutcomes; retentionDays: number }) {
  const { days, breaches, withdrawn } = of.outcomes
  const expiresAt = expiresAtS(by.writtenAtMs, of.retentionDays)
  const key = (breach: BreachKey) => ({ pk: breachesPk(by.account), sk: breachSk(breach) })
  return [
    ...[...days].flatMap(([day, counted]) => {
      const moved = OUTCOME_NAMES.filter((name) => (counted[name] ?? 0) !== 0)
      if (moved.length === 0) return []
      return [
        {
          Update: {
            TableName: table,
            Key: { pk: slaDaysPk(by.account), sk: slaDaySk(day, counterShard(by.conversationId)) },
            UpdateExpression: `SET expiresAt = :expires ADD ${moved.map((name) => `${name} :${name}`).join(', ')}`,
            ExpressionAttributeValues: {
              ':expires': expiresAt,
              ...Object.fromEntries(moved.map((name) => [`:${name}`, counted[name]])),
            },
          },
        },
      ]
    }),
    ...breaches.map((breach) => ({ Put: { TableName: table, Item: { ...key(breach), breach, expiresAt } } })),
    ...withdrawn
      .filter((one) => !breaches.some((breach) => breachSk(breach) === breachSk(one)))
      .map((one) => ({
        Update: {
          TableName: table,
          Key: key(one),
          UpdateExpression: 'SET withdrawnAtMs = :at, expiresAt = :expires',
          ExpressionAttributeValues: { ':at': by.writtenAtMs, ':expires': expiresAt },
        },
      })),
  ]
}
