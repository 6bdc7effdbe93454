/**
 * Where reconciliation of an account stands. All that a sweep needs to go on from is here: after a crash, a lost answer
 * or a restart its step is asked anew, and what was read meanwhile is known and not read again.
 */
import type { ListOrder, SweepRequest } from './sweep-readings.ts'

/** What went wrong last; a stable code. */
export type Trouble = { readonly code: string; readonly atMs: number }

export type Checkpoint = {
  readonly account: string
  /** What changed before was not watched: no webhook of it is missed. */
  readonly watchedSinceMs: number
  /** All that changed until then was compared; null: nothing yet. */
  readonly sweptToMs: number | null
  /** When the last sweep of changes began. */
  readonly sweptAtMs: number | null
  /** Ratings given until then were compared. */
  readonly ratedToMs: number | null
  /** What webhooks should have told, as the last sweep of changes saw it. */
  readonly news: number
  /** When a sweep last saw any. */
  readonly newsAtMs?: number
  /** The history before the first sweep is in. */
  readonly historyAtMs: number | null
  /** When a round over all conversations last came to its end. */
  readonly roundAtMs: number | null
  /** History that somebody asked for, and that no sweep has begun with. */
  readonly wantedSinceMs?: number
  /** Asked for now, whatever the hour. */
  readonly atOnce?: true
  /** The sweep of changes that is under way. */
  readonly changes?: Sweep
  /** A long one beside it: history, or a round. */
  readonly long?: Sweep
  /** The last of each kind that came to its end. */
  readonly done: Partial<Readonly<Record<SweepKind, Finished>>>
  readonly trouble?: Trouble
}

/**
 * `changes`: what changed since the last one. `history`: back to an instant, newest first. `round`: all conversations, to
 * notice those that are gone and what moves no `updated_at`.
 */
export type SweepKind = 'changes' | 'history' | 'round'

export type Figures = {
  /** Rows that Chatwoot listed. */
  readonly listed: number
  /** Conversations of the account that the token sees; null: not told. */
  readonly total: number | null
  /** Conversations that had to be read, and those that were. */
  readonly wanted: number
  readonly read: number
  readonly gone: number
  /** Steps that had to be asked again. */
  readonly repeated: number
}

export type Sweep = Figures & {
  readonly kind: SweepKind
  readonly id: string
  readonly startedAtMs: number
  /** What is older is not looked at. */
  readonly sinceMs: number
  /** When Chatwoot was first asked. */
  readonly readAtMs: number | null
  readonly news: number
  readonly step: Step
}
export type Finished = Figures & { readonly startedAtMs: number; readonly endedAtMs: number }

/** One question about a list, and the conversations that have to be read by its answer. */
export type Step = {
  readonly ask: ListAsk
  /** From 0; with `tries` it names the step's requests. */
  readonly nth: number
  readonly tries: number
  readonly askedAtMs: number
  /** When it may be asked again if it stays unanswered. */
  readonly againAtMs: number
  /** Parts of the answer that came; null: how many there are is not known yet. */
  readonly parts: number | null
  readonly came: readonly number[]
  /** After its last part. */
  readonly next: ListAsk | 'end' | null
  /** Requests for conversations, by number: how many were made, and which are unanswered. */
  readonly bites: number
  readonly open: readonly number[]
}

export type ListAsk =
  | { readonly what: 'changes' }
  | {
      readonly what: 'pages'
      readonly order: ListOrder
      readonly page: number
      /** The greatest number on the pages before. */
      readonly afterId: number
    }
  | { readonly what: 'ratings'; readonly page: number }

export type Lane = 'changes' | 'long'
export const LANES: readonly Lane[] = ['changes', 'long']

export const beginning = (account: string, nowMs: number): Checkpoint => ({
  account,
  watchedSinceMs: nowMs,
  sweptToMs: null,
  sweptAtMs: null,
  ratedToMs: null,
  news: 0,
  historyAtMs: null,
  roundAtMs: null,
  done: {},
})

const stepId = (sweep: Sweep, account: string): string =>
  `${account}/sweep/${sweep.kind}/${sweep.id}/${sweep.step.nth}.${sweep.step.tries}`

/** Ids name their step and try: an answer to an earlier try is told apart. */
export const listId = (sweep: Sweep, account: string): string => stepId(sweep, account)
export const biteId = (sweep: Sweep, account: string, nth: number): string => `${stepId(sweep, account)}/${nth}`

/** The request that a step begins with. */
export function listRequest(sweep: Sweep, { account, ratedToMs }: Checkpoint, nowMs: number): SweepRequest {
  const { ask } = sweep.step
  const id = listId(sweep, account)
  const request = { kind: 'sweep', account, id, requestedAtMs: nowMs, correlationId: id } as const
  switch (ask.what) {
    case 'changes':
      return { ...request, what: 'changes', sinceMs: sweep.sinceMs }
    case 'pages':
      return { ...request, what: 'pages', order: ask.order, page: ask.page, sinceMs: sweep.sinceMs }
    case 'ratings':
      return { ...request, what: 'ratings', page: ask.page, sinceMs: ratingsSinceMs(sweep, ratedToMs) }
  }
}

/** A rating can be changed for two weeks after it was given, and the list goes by when it was given. */
const RATING_OPEN_MS = 15 * 86_400_000
export const OVERLAP_MS = 180_000

function ratingsSinceMs({ kind, startedAtMs, sinceMs }: Sweep, ratedToMs: number | null): number {
  if (kind === 'history') return sinceMs
  if (kind === 'round') return startedAtMs - RATING_OPEN_MS
  return (ratedToMs ?? sinceMs) - OVERLAP_MS
}
