/** What the standing of an account's intake is read from. */
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import type { CanaryStanding, SweepStanding } from '#domain/intake-health'
import { canaryStore } from './canary.ts'
import { checkpointStore } from './checkpoints.ts'
import { intakeLedger } from './intake-ledger.ts'

export function intakeReads(deps: {
  readonly client: DynamoDBDocumentClient
  readonly table: string
  readonly now: () => number
}) {
  const ledger = intakeLedger(deps)
  const canaries = canaryStore(deps)
  return {
    intakeDays: ledger.days,
    findings: ledger.findings,
    async canaryOf(account: string): Promise<CanaryStanding | null> {
      const canary = await canaries.read(account)
      if (canary === null || !canary.on) return null
      const { sinceMs, lastSentAtMs, lastHeardAtMs, lagMs } = canary
      return { onSinceMs: sinceMs, lastSentAtMs, lastHeardAtMs, lagMs }
    },
  }
}

/** Of reconciliation. */
export function sweepStanding(deps: { readonly client: DynamoDBDocumentClient; readonly table: string }) {
  const checkpoints = checkpointStore(deps)
  return async (account: string): Promise<SweepStanding | null> => {
    const held = await checkpoints.read(account)
    return held === undefined ? null : { sweptAtMs: held.checkpoint.sweptAtMs, news: held.checkpoint.news }
  }
}
