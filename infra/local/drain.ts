import { setTimeout as sleep } from 'node:timers/promises'
import type { Activity } from './activity.ts'
import type { Clock } from './clock.ts'
import type { Pool } from './lambda/pool.ts'
import type { EventSources } from './wiring/event-sources.ts'

/** Work was still going on when the limit was reached, or only time can end it. */
export class DrainError extends Error {
  override name = 'DrainError'
  constructor(
    message: string,
    readonly busy: readonly string[],
    /** Nothing is at work: what is left comes when its time has come. */
    readonly isForTime = false,
  ) {
    super(`${message}: ${busy.join('; ')}`)
  }
}

export type DrainLimits = {
  /** Real milliseconds. */
  limitMs: number
  /** Whoever asks moves the clock himself: what only time can end is told at once, though time also goes by itself. */
  movesTime?: boolean
}

export type Drainable = { clock: Clock; activity: Activity; pool: Pool; sources: EventSources }

/** Checks in a row that must find nothing, each a full turn of the event loop or more apart. */
const QUIET_CHECKS = 3
/** Checks in a row that must find nothing but waiting before time is not waited for. */
const STUCK_CHECKS = 40
const PAUSE_MS = 2

/**
 * Resolves when everything that was started has ended: no requests, no running functions, queues with a consumer empty,
 * streams read, no retries due. Delayed messages are not waited for: they are due when they are due.
 * Open batching windows are closed.
 * @throws DrainError saying what is still busy.
 */
export const drain = async (parts: Drainable, { limitMs, movesTime = false }: DrainLimits): Promise<void> => {
  const waitsInVain = movesTime || 'advance' in parts.clock
  const endsAt = performance.now() + limitMs
  let quiet = 0
  let stuck = 0
  while (quiet < QUIET_CHECKS) {
    parts.sources.flush()
    const working = atWork(parts)
    const waiting = waitingForTime(parts)
    const busy = [...working, ...waiting]
    quiet = busy.length === 0 ? quiet + 1 : 0
    stuck = working.length === 0 && waiting.length > 0 ? stuck + 1 : 0
    if (waitsInVain && stuck >= STUCK_CHECKS)
      throw new DrainError('Only the clock can end this; move it', waiting, true)
    if (performance.now() > endsAt) throw new DrainError(`Still busy after ${limitMs} ms`, busy)
    await sleep(PAUSE_MS)
  }
}

const atWork = ({ activity, pool, sources }: Drainable): string[] => {
  const busy = activity.running()
  if (pool.running() > 0) {
    const running = pool.all().filter((fn) => fn.stats.running > 0)
    busy.push(...running.map((fn) => `${fn.name} runs ${fn.stats.running} times`))
  }
  for (const source of sources.queues) {
    const { visible } = source.pending()
    if (visible > 0) busy.push(`${source.label}: ${visible} waiting`)
  }
  for (const source of sources.streams) {
    if (source.pending() > 0 && !source.paused) busy.push(`${source.label}: ${source.pending()} records`)
  }
  return busy
}

const waitingForTime = ({ activity, sources }: Drainable): string[] => {
  const waiting = activity.waitingForTime()
  for (const source of sources.queues) {
    const { inFlight } = source.pending()
    if (inFlight > 0) waiting.push(`${source.label}: ${inFlight} in flight until their visibility ends`)
  }
  return waiting
}
