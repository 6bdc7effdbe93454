/** What the standing of an account's intake is read from. */
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { intakeDay } from '#domain/intake'
import {
  type CanaryStanding,
  intakeStanding,
  LOSING_WITHIN_MS,
  SILENT_AFTER_MS,
  type SweepStanding,
} from '#domain/intake-health'
import { watchedCanary } from './canary.ts'
import { checkpointStore } from './checkpoints.ts'
import { intakeLedger } from './intake-ledger.ts'

export type IntakeNowDeps = {
  readonly client: DynamoDBDocumentClient
  readonly table: string
  readonly now: () => number
  readonly isOff: (account: string, name: 'canary') => Promise<boolean>
}

export function intakeReads({ isOff, ...deps }: IntakeNowDeps) {
  const ledger = intakeLedger(deps)
  const watched = watchedCanary(deps)
  return {
    intakeDays: ledger.days,
    findings: ledger.findings,
    async canaryOf(account: string): Promise<CanaryStanding | null> {
      const canary = await watched(account)
      if (canary === null || (await isOff(account, 'canary'))) return null
      const { conversationId: _, ...standing } = canary
      return standing
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

const DAY_MS = 86_400_000

/** Whether webhooks of an account have stopped, although Chatwoot had something to tell. */
export function silenceOf(deps: IntakeNowDeps) {
  const reads = intakeReads(deps)
  const sweepOf = sweepStanding(deps)
  return async (account: string): Promise<boolean> => {
    const nowMs = deps.now()
    const days = await reads.intakeDays(account, { fromDay: intakeDay(nowMs - DAY_MS), toDay: intakeDay(nowMs) })
    const last = Math.max(0, ...days.map(({ lastReceivedAtMs }) => lastReceivedAtMs ?? 0))
    if (nowMs - last <= SILENT_AFTER_MS) return false
    const [found, sweep, canary] = await Promise.all([
      reads.findings(account, { fromMs: nowMs - LOSING_WITHIN_MS, toMs: nowMs, cursor: null, limit: 1 }),
      sweepOf(account),
      reads.canaryOf(account),
    ])
    return intakeStanding({
      ...{ nowMs, lastReceivedAtMs: last || null, lastRefusedAtMs: null, openConversations: null },
      ...{ found: 0, lastFoundAtMs: 'badCursor' in found ? null : (found.findings[0]?.atMs ?? null) },
      ...{ sweep, canary, deadLettered: null, behind: false },
    }).silenceProven
  }
}
