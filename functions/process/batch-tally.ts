import { ACCOUNT_SLUG } from '#domain/account'
import {
  addCounts,
  type IntakeCounts,
  type IntakeLags,
  type IntakeReasons,
  intakeDay,
  lagBoundMs,
} from '#domain/intake'
import type { Outcome, Outcomes, TextAttributes } from '#runtime/sqs-batch'

/** A webhook that came to process, as far as it is counted. */
export type Arrival = {
  readonly account: string
  /** When ingest took it. */
  readonly receivedAtMs: number
  /** When Chatwoot sent it, in whole seconds; null where that is not known. */
  readonly sentAtMs: number | null
  readonly unsigned: boolean
}
/** A webhook that ingest turned away; nothing of it is kept. */
export type Refusal = {
  readonly account: string
  readonly reason: string
  readonly atMs: number
  /** So many with this reason: in a flood not each is told of. */
  readonly times: number
}

/** What a batch adds to one day of an account. */
export type DayTally = {
  readonly account: string
  readonly day: string
  readonly counts: IntakeCounts
  readonly reasons: IntakeReasons
  readonly lags: IntakeLags
  readonly lastReceivedAtMs?: number
  readonly lastRefusedAtMs?: number
}

export type BatchTally = {
  arrived(messageId: string, arrival: Arrival): void
  /** Once a message. */
  was(messageId: string, what: 'repeated' | 'ignored' | 'unknown'): void
  refused(refusal: Refusal): void
  /** One for each account and day of receipt. What is received again is counted when it is done with. */
  days(outcomes: Outcomes, nowMs: number): readonly DayTally[]
}

export function batchTally(): BatchTally {
  const arrivals = new Map<string, Arrival>()
  const was = new Map<string, 'repeated' | 'ignored' | 'unknown'>()
  const refusals: Refusal[] = []
  return {
    arrived: (messageId, arrival) => void arrivals.set(messageId, arrival),
    was: (messageId, what) => void was.set(messageId, what),
    refused: (refusal) => void refusals.push(refusal),
    days(outcomes, nowMs) {
      const told: DayTally[] = refusals.map(tallyOfRefusal)
      for (const [messageId, arrival] of arrivals) {
        const outcome = outcomes.get(messageId)
        if (outcome === undefined || outcome.kind === 'retry') continue
        told.push(tallyOf(arrival, { outcome, what: was.get(messageId), nowMs }))
      }
      const byDay = new Map<string, DayTally[]>()
      for (const one of told) {
        const key = `${one.account} ${one.day}`
        const known = byDay.get(key)
        if (known === undefined) byDay.set(key, [one])
        else known.push(one)
      }
      return [...byDay.values()].map(sumOf)
    },
  }
}

type Ended = {
  readonly outcome: Exclude<Outcome, { kind: 'retry' }>
  readonly what: 'repeated' | 'ignored' | 'unknown' | undefined
  readonly nowMs: number
}

function tallyOf({ account, receivedAtMs, sentAtMs, unsigned }: Arrival, { outcome, what, nowMs }: Ended): DayTally {
  const dead = outcome.kind === 'dead' ? outcome.reason : undefined
  return {
    account,
    day: intakeDay(receivedAtMs),
    counts: {
      received: 1,
      ...(unsigned ? { unsigned: 1 } : {}),
      ...(dead === undefined ? (what === undefined ? {} : { [what]: 1 }) : { deadLettered: 1 }),
    },
    reasons: dead === undefined ? {} : { deadLettered: { [dead]: 1 } },
    lags: {
      ...(sentAtMs === null ? {} : { delivery: { [lagBoundMs(receivedAtMs - sentAtMs)]: 1 } }),
      ...(dead === undefined ? { applying: { [lagBoundMs(nowMs - receivedAtMs)]: 1 } } : {}),
    },
    lastReceivedAtMs: receivedAtMs,
  }
}

const tallyOfRefusal = ({ account, reason, atMs, times }: Refusal): DayTally => ({
  account,
  day: intakeDay(atMs),
  counts: { refused: times },
  reasons: { refused: { [reason]: times } },
  lags: {},
  lastRefusedAtMs: atMs,
})

function sumOf(tallies: readonly DayTally[]): DayTally {
  const [{ account, day }] = tallies as readonly [DayTally]
  const received = tallies.flatMap(({ lastReceivedAtMs }) => lastReceivedAtMs ?? [])
  const refused = tallies.flatMap(({ lastRefusedAtMs }) => lastRefusedAtMs ?? [])
  return {
    account,
    day,
    counts: addCounts(...tallies.map(({ counts }) => counts)),
    reasons: {
      deadLettered: addCounts(...tallies.map(({ reasons }) => reasons.deadLettered ?? {})),
      refused: addCounts(...tallies.map(({ reasons }) => reasons.refused ?? {})),
    },
    lags: {
      delivery: addCounts(...tallies.map(({ lags }) => lags.delivery ?? {})),
      applying: addCounts(...tallies.map(({ lags }) => lags.applying ?? {})),
    },
    ...(received.length === 0 ? {} : { lastReceivedAtMs: Math.max(...received) }),
    ...(refused.length === 0 ? {} : { lastRefusedAtMs: Math.max(...refused) }),
  }
}

const REASON = /^[a-z_]{1,40}$/
const MOST_TIMES = 1_000_000

/**
 * A note of ingest about webhooks that it refused. Undefined for any other message, and for a note that is ill-formed,
 * which is no webhook either. Attributes come from ingest alone: no webhook passes itself off as a note.
 */
export function refusalIn({
  form,
  account = '',
  reason = '',
  receivedAtMs,
  times,
}: TextAttributes): Refusal | undefined {
  if (form !== 'refusal') return undefined
  const refusal = { account, reason, atMs: Number(receivedAtMs), times: Number(times) }
  const { atMs, times: n } = refusal
  const isWhole = Number.isSafeInteger(atMs) && atMs > 0 && Number.isSafeInteger(n) && n > 0 && n <= MOST_TIMES
  return isWhole && ACCOUNT_SLUG.test(account) && REASON.test(reason) ? refusal : undefined
}
