/** What an answer makes of a sweep: pure. An answer to another try, or one that came already, changes nothing. */
import { biteId, type Checkpoint, LANES, type Lane, type ListAsk, listId, type Step, type Sweep } from './checkpoint.ts'
import { stepOf } from './due-sweeps.ts'
import type { SweepAnswer, Wanted } from './sweep-readings.ts'

/** Conversations a request: small bites, so that nobody's action waits for long behind one. */
export const BITE = 8
/** After a passing failure: others need the time too. */
const PAUSE_MS = 30_000
/** Until somebody has seen to a token that may not look. */
const DENIED_MS = 600_000

export type Place = { readonly lane: Lane; readonly sweep: Sweep; readonly of: 'list' | number }

/** Which question an answer belongs to; undefined: to none that is still open. */
export function placeOf(checkpoint: Checkpoint, requestId: string): Place | undefined {
  for (const lane of LANES) {
    const sweep = checkpoint[lane]
    if (sweep === undefined) continue
    if (requestId === listId(sweep, checkpoint.account)) return { lane, sweep, of: 'list' }
    const nth = sweep.step.open.find((one) => requestId === biteId(sweep, checkpoint.account, one))
    if (nth !== undefined) return { lane, sweep, of: nth }
  }
  return undefined
}

/** Of an answer that lists something: what was compared by it. */
export type Listed = { readonly wanted: readonly Wanted[]; readonly news: number }

/** Bites of the conversations wanted, by number. */
export type Bite = { readonly nth: number; readonly conversations: readonly Wanted[] }
export type Taken = { readonly sweep: Sweep; readonly bites: readonly Bite[] }

/** True if this part of a list came before. */
export const isRepeated = ({ sweep: { step }, of }: Place, answer: SweepAnswer): boolean =>
  of === 'list' && (answer.kind === 'sweep_rows' ? step.came.includes(answer.part) : step.parts !== null)

export function takeListed(place: Place, answer: SweepAnswer, { wanted, news }: Listed): Taken {
  const { sweep } = place
  const { step } = sweep
  const isRows = answer.kind === 'sweep_rows'
  const bites = bitesOf(wanted, step.bites)
  return {
    bites,
    sweep: {
      ...sweep,
      readAtMs: sweep.readAtMs ?? answer.readAtMs,
      listed: sweep.listed + (isRows ? answer.rows.length : 0),
      total: isRows ? (answer.total ?? sweep.total) : sweep.total,
      wanted: sweep.wanted + wanted.length,
      news: sweep.news + news,
      step: {
        ...step,
        parts: isRows ? answer.parts : 1,
        came: [...step.came, isRows ? answer.part : 1],
        next: nextOf(sweep, answer) ?? step.next,
        bites: step.bites + bites.length,
        open: [...step.open, ...bites.map(({ nth }) => nth)],
      },
    },
  }
}

function nextOf({ step: { ask } }: Sweep, answer: SweepAnswer): ListAsk | 'end' | null {
  if (answer.kind === 'sweep_ratings') return answer.next === null ? 'end' : { what: 'ratings', page: answer.next }
  if (answer.kind !== 'sweep_rows') return null
  if (answer.next !== null && ask.what === 'pages') {
    const afterId = Math.max(ask.afterId, ...answer.rows.map(({ conversationId }) => conversationId))
    return { ...ask, page: answer.next, afterId }
  }
  return { what: 'ratings', page: 1 }
}

const bitesOf = (wanted: readonly Wanted[], from: number): Bite[] =>
  Array.from({ length: Math.ceil(wanted.length / BITE) }, (_, nth) => ({
    nth: from + nth,
    conversations: wanted.slice(nth * BITE, (nth + 1) * BITE),
  }))

/** What a bite left undone is asked for again, by a bite of its own. */
export function takeRead(place: Place, answer: SweepAnswer & { readonly kind: 'sweep_conversations' }): Taken {
  const { sweep, of } = place
  const { step } = sweep
  const bites = bitesOf(answer.left, step.bites)
  const open = [...step.open.filter((nth) => nth !== of), ...bites.map(({ nth }) => nth)]
  return {
    bites,
    sweep: {
      ...sweep,
      read: sweep.read + answer.read,
      gone: sweep.gone + answer.gone.length,
      step: { ...step, open, bites: step.bites + bites.length },
    },
  }
}

/** The next step, or that the sweep has come to its end; undefined while answers of this one are missing. */
export function stepAfter({ step }: Sweep, nowMs: number): Step | 'end' | undefined {
  const { parts, came, open, next, nth } = step
  if (parts === null || came.length < parts || open.length > 0 || next === null) return undefined
  return next === 'end' ? 'end' : stepOf(next, nth + 1, nowMs)
}

/** What the account's checkpoint says once a sweep has come to its end. */
export function ended(
  checkpoint: Checkpoint,
  { lane, sweep }: Pick<Place, 'lane' | 'sweep'>,
  nowMs: number,
): Checkpoint {
  const { kind, startedAtMs, readAtMs, news, sinceMs } = sweep
  const { listed, total, wanted, read, gone, repeated } = sweep
  const { [lane]: _, trouble: __, ...rest } = checkpoint
  const finished = { listed, total, wanted, read, gone, repeated, startedAtMs, endedAtMs: nowMs }
  const after: Checkpoint = { ...rest, done: { ...rest.done, [kind]: finished } }
  const toMs = readAtMs ?? sinceMs
  if (kind === 'changes')
    return { ...after, sweptToMs: toMs, ratedToMs: toMs, news, ...(news > 0 ? { newsAtMs: toMs } : {}) }
  return kind === 'history' ? { ...after, historyAtMs: nowMs } : { ...after, roundAtMs: nowMs }
}

/**
 * A step that failed is asked again a while later. What Chatwoot will never answer this way is asked another way: changes
 * by pages, and ratings, which only administrators may see, not at all.
 */
export function takeFailure(
  { sweep }: Place,
  { code, how }: { readonly code: string; readonly how: 'passing' | 'denied' | 'refused' },
  nowMs: number,
): Sweep {
  const { step } = sweep
  if (step.ask.what === 'ratings' && how !== 'passing') {
    return { ...sweep, step: { ...step, parts: 1, came: [1], next: 'end', open: [] } }
  }
  if (step.ask.what === 'changes' && (how === 'refused' || TOO_MUCH.has(code))) {
    return { ...sweep, step: stepOf({ what: 'pages', order: 'activity', page: 1, afterId: 0 }, step.nth + 1, nowMs) }
  }
  const pauseMs = how === 'denied' ? DENIED_MS : PAUSE_MS
  return { ...sweep, step: { ...step, againAtMs: nowMs + pauseMs } }
}
const TOO_MUCH: ReadonlySet<string> = new Set(['answer_too_large', 'timed_out'])
