/** How an account's intake stands, from what was counted, found and measured. Pure. */

/** Webhooks are not missed before: a quiet quarter of an hour is common. */
export const SILENT_AFTER_MS = 15 * 60_000
/** A sweep is due every five minutes at most: one that is older than this does not go on. */
export const SWEEPING_WITHIN_MS = 15 * 60_000
/** Conversations of which something had to be read, within an hour, that are borne: Chatwoot forgets single events. */
export const LOSING_ABOVE = 3
export const LOSING_WITHIN_MS = 60 * 60_000
export const REFUSING_WITHIN_MS = 15 * 60_000
export const CANARY_SILENT_AFTER_MS = 15 * 60_000
export const CANARY_SLOW_ABOVE_MS = 60_000

/** The worst first. */
export const INTAKE_REASONS = [
  'webhooks_silent',
  'losing',
  'refusing',
  'canary_silent',
  'dead_letters',
  'behind',
  'canary_slow',
] as const
export type IntakeReason = (typeof INTAKE_REASONS)[number]
export type IntakeState = 'ok' | 'degraded' | 'no_data'

export type SweepStanding = {
  /** When Chatwoot was last asked for what changed; null: never. */
  readonly sweptAtMs: number | null
  /** Conversations of which it told what no webhook had told. */
  readonly news: number
}
export type CanaryStanding = {
  /** When it was switched on last. */
  readonly onSinceMs: number
  readonly lastSentAtMs: number | null
  readonly lastHeardAtMs: number | null
  /** From Chatwoot to the bus, of the one heard last. */
  readonly lagMs: number | null
}

export type IntakeFacts = {
  readonly nowMs: number
  /** When the newest webhook was taken that is known; null: none ever. */
  readonly lastReceivedAtMs: number | null
  readonly lastRefusedAtMs: number | null
  /** Null: not known. */
  readonly openConversations: number | null
  /** Within the last hour. */
  readonly found: number
  /** When something was found last. */
  readonly lastFoundAtMs: number | null
  /** Null: this account is not swept. */
  readonly sweep: SweepStanding | null
  /** Null: it has none, or it is switched off. */
  readonly canary: CanaryStanding | null
  readonly deadLettered: number | null
  /** Changes that were received are not shown yet. */
  readonly behind: boolean
}

export type IntakeStanding = {
  readonly state: IntakeState
  /** The worst of `reasons`; null where there is none. */
  readonly reason: IntakeReason | null
  readonly reasons: readonly IntakeReason[]
  /** Chatwoot is asked for what it does not tell, and answers. */
  readonly polling: boolean
  /** Silence that is more than a quiet hour: something that Chatwoot should have told was found missing. */
  readonly silenceProven: boolean
}

export function intakeStanding(facts: IntakeFacts): IntakeStanding {
  const polling = isSweeping(facts)
  const silence = silenceOf(facts, polling)
  const holds: Readonly<Record<IntakeReason, boolean>> = {
    webhooks_silent: silence !== 'none',
    losing: facts.found > LOSING_ABOVE,
    refusing: isWithin(facts.lastRefusedAtMs, REFUSING_WITHIN_MS, facts.nowMs),
    canary_silent: isUnheard(facts),
    dead_letters: (facts.deadLettered ?? 0) > 0,
    behind: facts.behind,
    canary_slow: !isUnheard(facts) && (facts.canary?.lagMs ?? 0) > CANARY_SLOW_ABOVE_MS,
  }
  const reasons = INTAKE_REASONS.filter((reason) => holds[reason])
  const nothing = facts.lastReceivedAtMs === null && facts.sweep?.sweptAtMs == null && facts.lastRefusedAtMs === null
  return {
    state: reasons.length > 0 ? 'degraded' : nothing ? 'no_data' : 'ok',
    reason: reasons[0] ?? null,
    reasons,
    polling,
    silenceProven: silence === 'proven',
  }
}

/**
 * A quiet night cannot be told from a broken webhook by silence alone. Where Chatwoot is swept, what sweeps find tells;
 * where it is not, open conversations make it likely. A canary is a webhook like any other: while it is heard there is no silence.
 */
function silenceOf(facts: IntakeFacts, polling: boolean): 'none' | 'likely' | 'proven' {
  const { lastReceivedAtMs, lastFoundAtMs, nowMs, openConversations, sweep } = facts
  if (isWithin(lastReceivedAtMs, SILENT_AFTER_MS, nowMs)) return 'none'
  if (isUnheard(facts)) return 'proven'
  const isFoundSince = lastFoundAtMs !== null && lastFoundAtMs > (lastReceivedAtMs ?? 0)
  if (polling) return isFoundSince || (sweep?.news ?? 0) > 0 ? 'proven' : 'none'
  return lastReceivedAtMs !== null && (openConversations ?? 0) > 0 ? 'likely' : 'none'
}

const isSweeping = ({ sweep, nowMs }: IntakeFacts): boolean =>
  isWithin(sweep?.sweptAtMs ?? null, SWEEPING_WITHIN_MS, nowMs)

const isUnheard = ({ canary, nowMs }: IntakeFacts): boolean => canary !== null && isCanarySilent(canary, nowMs)

/** One that was switched on a moment ago has its time. */
export const isCanarySilent = ({ onSinceMs, lastHeardAtMs }: CanaryStanding, nowMs: number): boolean =>
  nowMs - Math.max(onSinceMs, lastHeardAtMs ?? 0) > CANARY_SILENT_AFTER_MS

const isWithin = (atMs: number | null, ms: number, nowMs: number): boolean => atMs !== null && nowMs - atMs <= ms
