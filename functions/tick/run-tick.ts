import { type DeadlineMessage, HORIZON_MS, isToSend } from '#domain/deadline-message'
import { OUTAGE } from '#domain/switches'
import { eachLimited } from '#runtime/retry'
import { DEADLINE_SHARDS } from '#store/keys'
import { type DrainDeps, drainHeld } from './drain-held.ts'
import { markOutages, readSwitches, type SwitchDeps, type Switches } from './note-switches.ts'
import { type ForecastDeps, tellForecasts } from './tell-forecasts.ts'
import { type ReviewDeps, tellReview } from './tell-review.ts'

type DueKey = Omit<DeadlineMessage, 'kind'>
type After = Record<string, unknown> | undefined

export type TickDeps = Omit<ForecastDeps, 'count'> &
  Omit<DrainDeps, 'count' | 'gauge'> &
  ReviewDeps &
  SwitchDeps & {
    readonly duePage: (
      shard: number,
      page: { readonly untilMs: number; readonly after: After },
    ) => Promise<{ readonly due: readonly DueKey[]; readonly after: After }>
    readonly announce: (deadlines: readonly DeadlineMessage[]) => Promise<void>
    readonly lastTickMs: () => Promise<number | null>
    readonly noteTick: (atMs: number) => Promise<void>
    /** Records that nothing was looked at in this time. */
    readonly noteOutage: (outage: { readonly fromMs: number; readonly toMs: number }) => Promise<void>
    readonly counts: (account: string) => Promise<{ warned: number; breached: number; escalated: number } | null>
    readonly oldestUnassignedSinceMs: (account: string) => Promise<number | null>
    /** When a page or a drill last got through to whoever is on call; null: never. */
    readonly pageProvenMs: () => Promise<number | null>
    readonly now: () => number
    readonly count: (name: 'TickRuns' | 'DeadlinesSent' | 'Forecasts' | 'ActionsReleased', by?: number) => void
    readonly gauge: (
      name:
        | 'ActionsWaiting'
        | 'SlaAtRisk'
        | 'SlaBreached'
        | 'BreachesPredicted'
        | 'EscalationsActive'
        | 'UnassignedOldestSeconds'
        | 'DeadlineBacklogSeconds'
        | 'TickGapSeconds'
        | 'PageProofAgeSeconds',
      value: number,
    ) => void
  }

/** Ticks come by the minute: three of them missing is an outage of ours, which clocks and excusals know. */
const OUTAGE_MS = 3 * 60_000
/** One tick sends so many of a shard at most; the next goes on, and what is late is sent again anyway. */
const MOST_PAGES = 20
const SHARDS = Array.from({ length: DEADLINE_SHARDS }, (_, shard) => shard)

/**
 * The minute tick. Sends what is due within the horizon to the deadline queue, oldest first, to come up at its instant;
 * then measures how each account stands. Costs by what is due, not by what is open. A tick that runs twice sends twice,
 * which is harmless.
 */
export async function runTick(deps: TickDeps): Promise<void> {
  const nowMs = deps.now()
  const lastMs = await deps.lastTickMs()
  if (lastMs !== null && nowMs - lastMs > OUTAGE_MS) {
    await deps.noteOutage({ fromMs: lastMs, toMs: nowMs })
    deps.log.warn('ticks_missed', { gapSeconds: seconds(nowMs - lastMs) })
  }
  deps.gauge('TickGapSeconds', lastMs === null ? 0 : seconds(nowMs - lastMs))
  const switches = await readSwitches(deps)
  const isOff = (account: string): boolean => switches?.isOff(account, 'sla') === true
  let oldestMs = nowMs
  await eachLimited(SHARDS, DEADLINE_SHARDS, async (shard) => {
    oldestMs = Math.min(oldestMs, await sendShard(shard, { nowMs, lastTickMs: lastMs, isOff }, deps))
  })
  deps.gauge('DeadlineBacklogSeconds', seconds(nowMs - oldestMs))
  await tellReview({ nowMs, lastTickMs: lastMs }, deps)
  await deps.noteTick(nowMs)
  deps.count('TickRuns')
  if (switches !== undefined) await tend(switches, deps)
  await measure(nowMs, deps)
}

/** Outages and held actions: the next tick does what this one cannot. */
async function tend(switches: Switches, deps: TickDeps): Promise<void> {
  try {
    await markOutages(switches, deps)
    await drainHeld(switches.accounts, (account) => switches.isOff(account, OUTAGE), deps)
  } catch (error) {
    deps.log.fault('switches_not_tended', error, {})
  }
}

type At = {
  readonly nowMs: number
  readonly lastTickMs: number | null
  /** Clocks of the account are not announced for now. */
  readonly isOff: (account: string) => boolean
}

/** What is later than that was announced before: the message waits until clocks are announced again. */
const ANNOUNCED_MS = 2 * 60_000

/** Gives the oldest instant of the shard, or infinity. */
async function sendShard(shard: number, at: At, deps: TickDeps): Promise<number> {
  const { nowMs } = at
  const untilMs = nowMs + HORIZON_MS
  let oldestMs = Number.POSITIVE_INFINITY
  let after: After
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const read = await deps.duePage(shard, { untilMs, after })
    const first = read.due.find(({ account }) => !at.isOff(account))
    if (first !== undefined) oldestMs = Math.min(oldestMs, first.atMs)
    const due = read.due.filter(
      ({ account, atMs }) => isToSend(atMs, at) && !(at.isOff(account) && nowMs - atMs > ANNOUNCED_MS),
    )
    if (due.length > 0) {
      await deps.announce(due.map((one): DeadlineMessage => ({ kind: 'deadline', ...one })))
      deps.count('DeadlinesSent', due.length)
    }
    after = read.after
    if (after === undefined) break
  }
  return oldestMs
}

type Standing = {
  readonly warned: number
  readonly breached: number
  readonly predicted: number
  readonly escalated: number
  readonly unassignedS: number
}

/** An account whose figures cannot be read must not hide the others, nor the clocks' own work. */
async function measure(nowMs: number, deps: TickDeps): Promise<void> {
  const standings = await Promise.all((await deps.accounts()).map((account) => standingOf(account, nowMs, deps)))
  const known = standings.filter((one) => one !== null)
  const sum = (of: (one: Standing) => number): number => known.reduce((total, one) => total + of(one), 0)
  deps.gauge(
    'SlaAtRisk',
    sum(({ warned }) => warned),
  )
  deps.gauge(
    'SlaBreached',
    sum(({ breached }) => breached),
  )
  deps.gauge(
    'BreachesPredicted',
    sum(({ predicted }) => predicted),
  )
  deps.gauge(
    'EscalationsActive',
    sum(({ escalated }) => escalated),
  )
  deps.gauge('UnassignedOldestSeconds', Math.max(0, ...known.map(({ unassignedS }) => unassignedS)))
  const provenMs = await deps.pageProvenMs()
  // never proven is no age: the first drill comes within a week, and the console says so until then
  if (provenMs !== null) deps.gauge('PageProofAgeSeconds', seconds(nowMs - provenMs))
}

async function standingOf(account: string, nowMs: number, deps: TickDeps): Promise<Standing | null> {
  try {
    const [counts, sinceMs, predicted] = await Promise.all([
      deps.counts(account),
      deps.oldestUnassignedSinceMs(account),
      tellForecasts(account, nowMs, deps),
    ])
    const { warned = 0, breached = 0, escalated = 0 } = counts ?? {}
    return { warned, breached, predicted, escalated, unassignedS: sinceMs === null ? 0 : seconds(nowMs - sinceMs) }
  } catch (error) {
    deps.log.fault('standing_unreadable', error, { account })
    return null
  }
}

const seconds = (ms: number): number => Math.max(0, Math.floor(ms / 1000))
