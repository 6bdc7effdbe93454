import { type Finding, type IntakeDay, intakeDay } from '#domain/intake'
import {
  type CanaryStanding,
  type IntakeFacts,
  intakeStanding,
  LOSING_ABOVE,
  LOSING_WITHIN_MS,
  type SweepStanding,
} from '#domain/intake-health'
import { remember } from '#domain/remember'
import type { Log } from '#runtime/log'
import type { BadCursor, Depth, ReadDepth, Reads, Tallies } from './reads.ts'
import { type TileIntake, tileOf } from './tile.ts'

export type IntakeStandingDeps = {
  readonly reads: Pick<Reads, 'tallies' | 'newestWriteAtMs'>
  readonly readDepth: ReadDepth
  readonly intakeDays: (
    account: string,
    span: { readonly fromDay: string; readonly toDay: string },
  ) => Promise<readonly IntakeDay[]>
  /** Newest first. */
  readonly findings: (
    account: string,
    asked: { readonly fromMs: number; readonly toMs: number; readonly cursor: string | null; readonly limit: number },
  ) => Promise<{ readonly findings: readonly Finding[]; readonly nextCursor: string | null } | BadCursor>
  /** Null: this account is not swept. */
  readonly sweepOf: (account: string) => Promise<SweepStanding | null>
  /** Null: it has none, or it is switched off. */
  readonly canaryOf: (account: string) => Promise<CanaryStanding | null>
  readonly now: () => number
}

const DAY_MS = 86_400_000

export type IntakeNow = Awaited<ReturnType<typeof readIntakeStanding>>

/** How an account's intake stands now, with what that follows from. */
export async function readIntakeStanding(account: string, deps: IntakeStandingDeps) {
  const nowMs = deps.now()
  const lately = { fromMs: nowMs - LOSING_WITHIN_MS, toMs: nowMs, cursor: null, limit: LOSING_ABOVE + 1 }
  const [tallies, newestWriteAtMs, depth, days, found, sweep, canary] = await Promise.all([
    deps.reads.tallies(account),
    deps.reads.newestWriteAtMs(account),
    deps.readDepth(),
    deps.intakeDays(account, { fromDay: intakeDay(nowMs - DAY_MS), toDay: intakeDay(nowMs) }),
    deps.findings(account, lately),
    deps.sweepOf(account),
    deps.canaryOf(account),
  ])
  const findings = 'badCursor' in found ? [] : found.findings
  const facts: IntakeFacts = {
    nowMs,
    lastReceivedAtMs: newest([...days.map((day) => day.lastReceivedAtMs), tallies.intake?.lastReceivedAtMs ?? null]),
    lastRefusedAtMs: newest(days.map((day) => day.lastRefusedAtMs)),
    openConversations: tallies.counts?.open ?? null,
    found: findings.length,
    lastFoundAtMs: findings[0]?.atMs ?? null,
    sweep,
    canary,
    deadLettered: depth?.deadLettered ?? null,
    behind: isBehind({ tallies, newestWriteAtMs, depth, nowMs }),
  }
  return {
    ...intakeStanding(facts),
    lastReceivedAtMs: facts.lastReceivedAtMs,
    lastRefusedAtMs: facts.lastRefusedAtMs,
    /** Of all accounts together. */
    deadLettersNow: facts.deadLettered,
    inQueue: depth?.inQueue ?? null,
    sweep,
    canary,
  }
}

const newest = (instants: readonly (number | null)[]): number | null =>
  instants.reduce((a, b) => (a === null || (b !== null && b > a) ? b : a), null)

/** As the tile sees it. */
const isBehind = (of: {
  readonly tallies: Tallies
  readonly newestWriteAtMs: number | null
  readonly depth: Depth | null
  readonly nowMs: number
}): boolean => tileOf({ ...of, oldestWaitingSinceMs: null }).reason === 'behind'

/** The tile is asked for every few seconds, by everybody. */
const KEPT_MS = 10_000
const ACCOUNTS_KEPT = 100

/** The standing as the tile tells it, read every ten seconds an account at most. Null when it cannot be read just now. */
export function intakeForTile(deps: IntakeStandingDeps & { readonly log: Pick<Log, 'fault'> }) {
  const kept = new Map<string, { readonly atMs: number; readonly told: Promise<TileIntake | null> }>()
  const read = async (account: string): Promise<TileIntake | null> => {
    try {
      const { state, reason, polling } = await readIntakeStanding(account, deps)
      return { state, reason, polling }
    } catch (error) {
      deps.log.fault('api.intake_unreadable', error, { account })
      return null
    }
  }
  return (account: string): Promise<TileIntake | null> => {
    const nowMs = deps.now()
    const known = kept.get(account)
    if (known !== undefined && nowMs - known.atMs < KEPT_MS) return known.told
    return remember(kept, [account, { atMs: nowMs, told: read(account) }], ACCOUNTS_KEPT).told
  }
}
