/** A promise that an operator made in a reply: remind before it breaks, note whether it was kept. */
import type { ConversationState } from './conversation.ts'
import type { PromiseStage, PromiseWatch } from './watch.ts'

const MINUTE_MS = 60_000
const EARLIEST_REMINDER_MS = 30 * MINUTE_MS
const LATEST_REMINDER_MS = 5 * MINUTE_MS

/** Moves a promise is allowed to make; what is kept, broken or dismissed stays so. */
export const PROMISE_MOVES: Readonly<Record<PromiseStage, readonly PromiseStage[]>> = {
  made: ['reminded', 'kept', 'broken', 'dismissed'],
  reminded: ['kept', 'broken', 'dismissed'],
  kept: [],
  broken: [],
  dismissed: [],
}

/** A quarter of the time before it is due, but at most half an hour and at least five minutes; half of a short one. */
export function reminderMs(madeAtMs: number, dueAtMs: number): number {
  const aheadMs = dueAtMs - madeAtMs
  const beforeMs = Math.min(EARLIEST_REMINDER_MS, Math.max(LATEST_REMINDER_MS, aheadMs / 4), aheadMs / 2)
  return Math.round(dueAtMs - beforeMs)
}

/** What a write shows. `resolvedAtMs`: the write turned the conversation to resolved, at this instant; null: it did not. */
export type Shown = { readonly state: ConversationState; readonly resolvedAtMs: number | null }

/**
 * The promise as it stands at `nowMs`: the newest one takes the place of the one before. A reply that only promises
 * anew keeps nothing: as long as the one before is open and not yet due, the new one is watched by the earlier of both
 * due dates, so that a promise is not put off by repeating it.
 */
export function watchPromise(known: PromiseWatch | undefined, shown: Shown, nowMs: number): PromiseWatch | undefined {
  const { promised } = shown.state
  const promise = promised !== undefined && promised.messageId !== known?.messageId ? fresh(promised, known) : known
  if (promise === undefined) return undefined
  const keptAtMs = keptAt(promise, shown)
  if (keptAtMs !== null && keptAtMs <= promise.dueAtMs) return move(promise, 'kept', keptAtMs)
  if (nowMs >= promise.dueAtMs) return move(promise, 'broken', promise.dueAtMs)
  return nowMs >= promise.remindAtMs ? move(promise, 'reminded', promise.remindAtMs) : promise
}

export const dismissPromise = (promise: PromiseWatch, nowMs: number): PromiseWatch => move(promise, 'dismissed', nowMs)

export const isOpen = ({ stage }: PromiseWatch): boolean => PROMISE_MOVES[stage].length > 0

export function nextPromiseMs(promise: PromiseWatch | undefined): number | undefined {
  if (promise === undefined || !isOpen(promise)) return undefined
  return promise.stage === 'made' ? promise.remindAtMs : promise.dueAtMs
}

const move = (promise: PromiseWatch, stage: PromiseStage, atMs: number): PromiseWatch =>
  PROMISE_MOVES[promise.stage].includes(stage) ? { ...promise, stage, atMs } : promise

function fresh(promised: NonNullable<ConversationState['promised']>, known: PromiseWatch | undefined): PromiseWatch {
  const { messageId, operatorId, madeAtMs } = promised
  const stillOwed = known !== undefined && isOpen(known) && madeAtMs <= known.dueAtMs
  const dueAtMs = stillOwed ? Math.min(known.dueAtMs, promised.dueAtMs) : promised.dueAtMs
  return {
    messageId,
    operatorId,
    madeAtMs,
    dueAtMs,
    remindAtMs: reminderMs(madeAtMs, dueAtMs),
    stage: 'made',
    atMs: madeAtMs,
  }
}

/** By the next public reply, or by resolving the conversation after the promise: one that was resolved before keeps none. */
function keptAt({ messageId, madeAtMs }: PromiseWatch, { state: { lastReply }, resolvedAtMs }: Shown): number | null {
  if (lastReply !== undefined && lastReply.id > messageId) return lastReply.atMs
  return resolvedAtMs !== null && resolvedAtMs > madeAtMs ? resolvedAtMs : null
}
