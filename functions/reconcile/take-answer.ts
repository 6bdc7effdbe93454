import { biteId, type Checkpoint, listRequest, type Sweep } from '#domain/sweep/checkpoint'
import { type Compared, compareRatings, compareRows, missingIds, suspects } from '#domain/sweep/compare-rows'
import type { SweepAnswer, SweepRequest } from '#domain/sweep/sweep-readings'
import {
  type Bite,
  ended,
  isRepeated,
  type Place,
  placeOf,
  stepAfter,
  type Taken,
  takeFailure,
  takeListed,
  takeRead,
} from '#domain/sweep/take-answer'
import type { Move } from './perform-reconcile.ts'
import type { ReconcileDeps } from './reconcile-deps.ts'

/** A webhook needs no longer than this, or it is late enough to be looked after. */
const SETTLED_MS = 120_000
const DAY_MS = 86_400_000

/** Goes on with the sweep that was answered. */
export async function takeAnswer(
  checkpoint: Checkpoint | undefined,
  answer: SweepAnswer,
  deps: ReconcileDeps,
): Promise<Move> {
  const place = checkpoint === undefined ? undefined : placeOf(checkpoint, answer.requestId)
  if (checkpoint === undefined || place === undefined || isRepeated(place, answer)) return null
  if (answer.kind === 'sweep_failed') return failed(checkpoint, { place, answer }, deps)
  const { sweep, bites } = await takenFrom(place, answer, deps)
  const after = { ...checkpoint, [place.lane]: sweep }
  const requests = bites.map((bite) => biteRequest(after, { sweep, bite }, deps.now()))
  return onward(after, { place: { ...place, sweep }, requests }, deps)
}

type Failed = SweepAnswer & { readonly kind: 'sweep_failed' }

async function takenFrom(place: Place, answer: Exclude<SweepAnswer, Failed>, deps: ReconcileDeps): Promise<Taken> {
  if (answer.kind === 'sweep_conversations') return takeRead(place, answer)
  return takeListed(place, answer, await compared(place, answer, deps))
}

async function compared(
  place: Place,
  answer: SweepAnswer & { readonly kind: 'sweep_rows' | 'sweep_ratings' },
  deps: ReconcileDeps,
): Promise<Compared> {
  const { account, readAtMs } = answer
  const listed = answer.kind === 'sweep_rows' ? answer.rows : answer.ratings
  const missing = missingIn(place, answer)
  const ids = [...listed.map(({ conversationId }) => conversationId), ...missing]
  const states = await deps.statesOf(account, [...new Set(ids)])
  const stateOf = (conversationId: number) => states.get(conversationId)
  if (answer.kind === 'sweep_ratings') {
    return { wanted: compareRatings(answer.ratings, { stateOf, readAtMs }), news: 0 }
  }
  const keptSinceMs = deps.now() - deps.retentionDays * DAY_MS
  const { wanted, news } = compareRows(answer.rows, { stateOf, keptSinceMs, settledMs: readAtMs - SETTLED_MS })
  return { wanted: [...wanted, ...suspects(missing, stateOf)], news }
}

/** Only a list of everything, asked for by somebody who sees everything, tells what is missing. */
function missingIn({ sweep }: Place, answer: SweepAnswer): readonly number[] {
  const { ask } = sweep.step
  if (ask.what !== 'pages' || ask.order !== 'created') return []
  if (answer.kind !== 'sweep_rows' || !answer.administrator || answer.parts > 1) return []
  return missingIds(answer.rows, { afterId: ask.afterId, isLast: answer.next === null })
}

/** To the next step once all of this one is answered, or to the sweep's end. */
function onward(
  checkpoint: Checkpoint,
  { place, requests }: { readonly place: Place; readonly requests: readonly SweepRequest[] },
  deps: ReconcileDeps,
): Move {
  const { lane, sweep } = place
  const nowMs = deps.now()
  const next = stepAfter(sweep, nowMs)
  if (next === undefined) return { checkpoint, requests }
  if (next === 'end') {
    deps.count('SweepsEnded')
    const { kind, listed, wanted, read, gone, repeated, startedAtMs } = sweep
    const figures = { listed, wanted, read, gone, repeated, tookMs: nowMs - startedAtMs }
    deps.log.info('sweep_ended', { account: checkpoint.account, sweep: kind, ...figures })
    return { checkpoint: ended(checkpoint, place, nowMs), requests }
  }
  const going = { ...sweep, step: next }
  const after = { ...checkpoint, [lane]: going }
  return { checkpoint: after, requests: [...requests, listRequest(going, after, nowMs)] }
}

function failed(
  checkpoint: Checkpoint,
  { place, answer }: { readonly place: Place; readonly answer: Failed },
  deps: ReconcileDeps,
): Move {
  const nowMs = deps.now()
  const { account } = checkpoint
  const { code, how, requestId, correlationId } = answer
  deps.log.warn('sweep_step_failed', { account, sweep: place.sweep.kind, requestId, correlationId, error: code, how })
  const sweep = takeFailure(place, answer, nowMs)
  const after: Checkpoint = { ...checkpoint, [place.lane]: sweep, trouble: { code, atMs: nowMs } }
  const isOtherWay = sweep.step.nth !== place.sweep.step.nth
  const requests = isOtherWay ? [listRequest(sweep, after, nowMs)] : []
  return onward(after, { place: { ...place, sweep }, requests }, deps)
}

function biteRequest(
  { account, watchedSinceMs }: Checkpoint,
  { sweep, bite }: { readonly sweep: Sweep; readonly bite: Bite },
  nowMs: number,
): SweepRequest {
  const id = biteId(sweep, account, bite.nth)
  return {
    kind: 'sweep',
    what: 'conversations',
    account,
    id,
    requestedAtMs: nowMs,
    correlationId: id,
    conversations: bite.conversations,
    lossesSinceMs: watchedSinceMs,
  }
}
