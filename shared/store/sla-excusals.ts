/** Excuses a breach: the breach and its day's tally in one transaction, so that no breach is left out twice. */
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb'
import { type DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb'
import { fullJitterMs, type Random } from '#runtime/retry'
import { expiresAtS } from './expiry.ts'
import { breachesPk, breachSk, slaDaySk, slaDaysPk } from './keys.ts'
import type { Excusal, StoredBreach } from './sla-reads.ts'

export type ExcusalDeps = {
  readonly client: DynamoDBDocumentClient
  readonly table: string
  /** Days the tally of a day is kept after its last change. */
  readonly retentionDays: number
  readonly random: Random
  readonly wait: (ms: number) => Promise<void>
}
/** `changed`: excused, withdrawn or expired since it was read. */
export type Excused = 'excused' | 'changed'

const TRIES = 6
const BACKOFF = { baseMs: 25, capMs: 400 }

/** @throws the SDK's errors; one of the name `TransactionConflictException` when others keep writing the same day. */
export function breachExcuser(
  deps: ExcusalDeps,
): (account: string, of: StoredBreach, excusal: Excusal) => Promise<Excused> {
  return async (account, { breach }, excusal) => {
    const transaction = transactionOf(account, breach, { excusal, deps })
    for (let nth = 0; ; nth += 1) {
      try {
        await deps.client.send(transaction)
        return 'excused'
      } catch (error) {
        if (!(error instanceof TransactionCanceledException)) throw error
        if (error.CancellationReasons?.[0]?.Code === 'ConditionalCheckFailed') return 'changed'
        // publish adds to the same day: it passes
        if (nth === TRIES - 1)
          throw Object.assign(new Error('the day is contended'), { name: 'TransactionConflictException' })
        await deps.wait(fullJitterMs(nth, BACKOFF, deps.random))
      }
    }
  }
}

type With = { readonly excusal: Excusal; readonly deps: ExcusalDeps }

function transactionOf(account: string, breach: StoredBreach['breach'], { excusal, deps }: With) {
  const { table: TableName, retentionDays } = deps
  const day = new Date(breach.breachedAtMs).toISOString().slice(0, 10)
  return new TransactWriteCommand({
    TransactItems: [
      {
        Update: {
          TableName,
          Key: { pk: breachesPk(account), sk: breachSk(breach) },
          UpdateExpression: 'SET excused = :excused',
          ConditionExpression:
            'attribute_exists(pk) AND attribute_not_exists(excused) AND attribute_not_exists(withdrawnAtMs)',
          ExpressionAttributeValues: { ':excused': excusal },
        },
      },
      {
        Update: {
          TableName,
          Key: { pk: slaDaysPk(account), sk: slaDaySk(day, 0) },
          UpdateExpression: `SET expiresAt = :expires ADD ${breach.clock}_excused :one`,
          ExpressionAttributeValues: { ':one': 1, ':expires': expiresAtS(excusal.atMs, retentionDays) },
        },
      },
    ],
  })
}
