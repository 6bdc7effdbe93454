/** Which sweeps of an account are due, and which of its steps have to be asked again: pure. */
import { type Checkpoint, LANES, type Lane, type ListAsk, OVERLAP_MS, type Step, type Sweep } from './checkpoint.ts'

const MINUTE_MS = 60_000
/** While webhooks tell all there is. */
export const CALM_MS = 5 * MINUTE_MS
/** While sweeps tell what webhooks did not. */
export const SILENT_MS = MINUTE_MS
/** The clock that wakes us is not exact. */
const EARLY_MS = 5_000
export const HISTORY_MS = 30 * 86_400_000
export const ROUND_EVERY_MS = 86_400_000
/** After this time pages are cheaper than one answer with all changes in it. */
const MOST_CHANGES_MS = 60 * MINUTE_MS
/** A step has this time for its answers: its requests wait their turn behind others of the account. */
export const STEP_MS = 120_000
/** A step that fails waits twice as long each time, up to this. */
const LONGEST_PAUSE_MS = 15 * MINUTE_MS

/** `silent`: webhooks have stopped although somebody is at work. */
export type Circumstances = { readonly nowMs: number; readonly silent: boolean }

/** An account that was silent for longer was given up, or is a quiet one. */
const GIVEN_UP_MS = 86_400_000

/** Whether it is worth asking when the last webhook came. */
export const mayBeSilent = ({ newsAtMs }: Checkpoint, nowMs: number): boolean =>
  newsAtMs !== undefined && nowMs - newsAtMs < GIVEN_UP_MS

/** Sweeps have seen what no webhook told, and none has come since. */
export const isSilent = (checkpoint: Checkpoint, heardAtMs: number | null, nowMs: number): boolean =>
  mayBeSilent(checkpoint, nowMs) && (heardAtMs ?? 0) < (checkpoint.newsAtMs ?? 0)

/** How often changes are asked for now. */
export const intervalMs = ({ news }: Checkpoint, silent: boolean): number => (silent || news > 0 ? SILENT_MS : CALM_MS)

/** The checkpoint with the sweeps that begin and the steps that are asked again, and in which lanes that is so. */
export function withDue(
  checkpoint: Checkpoint,
  circumstances: Circumstances,
): { readonly checkpoint: Checkpoint; readonly asked: readonly Lane[] } {
  let after = checkpoint
  const asked: Lane[] = []
  for (const lane of LANES) {
    const running = after[lane]
    const next = running === undefined ? begun(after, lane, circumstances) : askedAgain(running, circumstances.nowMs)
    if (next === undefined) continue
    asked.push(lane)
    after = { ...after, [lane]: next }
    if (lane === 'changes' && running === undefined) after = withoutHaste({ ...after, sweptAtMs: circumstances.nowMs })
    if (lane === 'long' && next.kind === 'history' && running === undefined) after = withoutWish(after)
  }
  return { checkpoint: after, asked }
}

function begun(checkpoint: Checkpoint, lane: Lane, { nowMs, silent }: Circumstances): Sweep | undefined {
  if (lane === 'long') return longSweep(checkpoint, nowMs)
  const { sweptAtMs, sweptToMs, watchedSinceMs, atOnce } = checkpoint
  const isDue = sweptAtMs === null || nowMs - sweptAtMs >= intervalMs(checkpoint, silent) - EARLY_MS
  if (!isDue && atOnce === undefined) return undefined
  const sinceMs = (sweptToMs ?? watchedSinceMs) - OVERLAP_MS
  const ask: ListAsk =
    nowMs - sinceMs > MOST_CHANGES_MS ? { what: 'pages', order: 'activity', page: 1, afterId: 0 } : { what: 'changes' }
  return sweep({ kind: 'changes', sinceMs, ask }, nowMs)
}

function longSweep({ historyAtMs, wantedSinceMs, roundAtMs, watchedSinceMs }: Checkpoint, nowMs: number) {
  const sinceMs =
    historyAtMs === null ? Math.min(wantedSinceMs ?? Infinity, watchedSinceMs - HISTORY_MS) : wantedSinceMs
  if (sinceMs !== undefined) {
    return sweep({ kind: 'history', sinceMs, ask: { what: 'pages', order: 'activity', page: 1, afterId: 0 } }, nowMs)
  }
  if (roundAtMs !== null && nowMs - roundAtMs < ROUND_EVERY_MS) return undefined
  return sweep({ kind: 'round', sinceMs: 0, ask: { what: 'pages', order: 'created', page: 1, afterId: 0 } }, nowMs)
}

function sweep({ kind, sinceMs, ask }: Pick<Sweep, 'kind' | 'sinceMs'> & Pick<Step, 'ask'>, nowMs: number): Sweep {
  const figures = { listed: 0, total: null, wanted: 0, read: 0, gone: 0, repeated: 0, news: 0 }
  const id = nowMs.toString(36)
  return { kind, id, startedAtMs: nowMs, sinceMs, readAtMs: null, ...figures, step: stepOf(ask, 0, nowMs) }
}

/** A step that nobody has answered anything of yet. */
export const stepOf = (ask: ListAsk, nth: number, nowMs: number): Step => ({
  ask,
  nth,
  tries: 0,
  askedAtMs: nowMs,
  againAtMs: nowMs + STEP_MS,
  parts: null,
  came: [],
  next: null,
  bites: 0,
  open: [],
})

/** From its list: what was read meanwhile is known, and not asked for again. */
function askedAgain(running: Sweep, nowMs: number): Sweep | undefined {
  const { step } = running
  if (nowMs < step.againAtMs) return undefined
  if (step.tries >= MOST_TRIES && step.next !== null) return withoutRest(running, step.next, nowMs)
  const fresh = { ...stepOf(step.ask, step.nth, nowMs), tries: step.tries + 1 }
  const pauseMs = Math.min(LONGEST_PAUSE_MS, STEP_MS * 2 ** Math.min(step.tries, 6))
  return { ...running, repeated: running.repeated + 1, step: { ...fresh, againAtMs: nowMs + pauseMs } }
}

/** What cannot be read must not hold up the rest: the next round comes to it again. */
function withoutRest(running: Sweep, next: ListAsk | 'end', nowMs: number): Sweep {
  const ask: ListAsk = next === 'end' ? { what: 'ratings', page: LAST_PAGE } : next
  return { ...running, repeated: running.repeated + 1, step: stepOf(ask, running.step.nth + 1, nowMs) }
}
/** A page on which there is nothing: the sweep ends with its answer. */
const LAST_PAGE = 1_000_000
/** Within about an hour. */
const MOST_TRIES = 8

const withoutHaste = ({ atOnce: _, ...checkpoint }: Checkpoint): Checkpoint => checkpoint
const withoutWish = ({ wantedSinceMs: _, ...checkpoint }: Checkpoint): Checkpoint => checkpoint
