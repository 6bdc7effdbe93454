/**
 * How an account's articles are brought here: page by page, by way of `act`, which alone may ask Chatwoot. No webhook tells of
 * articles (CONTRACT), so all of them are listed every hour; what is unchanged is not written again, and what is no longer
 * listed, or no longer published, goes.
 */
import type { KnowledgeArticle } from './knowledge-article.ts'

/** Where the next step begins. `portal` null: with the first. `skip`: of the page so many were read already. */
export type ArticleCursor = { readonly portal: string | null; readonly page: number; readonly skip: number }

export type ArticlesRequest = {
  readonly kind: 'articles'
  readonly account: string
  readonly id: string
  readonly requestedAtMs: number
  readonly correlationId: string
  readonly from: ArticleCursor
}

type Answer = {
  readonly account: string
  readonly requestId: string
  readonly readAtMs: number
  readonly correlationId: string
}
export type ArticlesAnswer = Answer &
  (
    | {
        readonly kind: 'articles_read'
        /** Published ones alone. */
        readonly articles: readonly KnowledgeArticle[]
        /** Null: these were the last. */
        readonly next: ArticleCursor | null
      }
    | {
        readonly kind: 'articles_failed'
        readonly code: string
        /** `passing`: ask again. `denied`: a person has to see to the token. `refused`: not this way. */
        readonly how: 'passing' | 'denied' | 'refused'
      }
  )

export type KnowledgeSync = {
  readonly account: string
  /** The run that goes on; null: none. */
  readonly run: {
    readonly beganAtMs: number
    readonly requestId: string
    readonly askedAtMs: number
    readonly from: ArticleCursor
    /** Ids of the articles that were listed so far. */
    readonly seen: readonly number[]
  } | null
  /** When the last run came to its end, epoch milliseconds; null: none ever did. */
  readonly endedAtMs: number | null
  readonly articles: number
  /** Stored, but not listed by the last run. They go if the next does not list them either: pages move while they are read. */
  readonly missing: readonly number[]
  readonly failure: { readonly code: string; readonly atMs: number } | null
  /** When an article, or what is known of past answers, changed last. */
  readonly changedAtMs: number
  /** The index that answers now; null: none was built yet. */
  readonly index: {
    readonly version: string
    readonly builtAtMs: number
    readonly kilobytes: number
    readonly past: number
  } | null
  /** When it was looked last what should be written, mended or put away; absent: never. */
  readonly lookedAtMs?: number
}

export type SyncMove = { readonly sync: KnowledgeSync; readonly request: ArticlesRequest | null }

const HOUR_MS = 3_600_000
const EVERY_MS = HOUR_MS
const CONFIRM_AFTER_MS = 60_000
/** An answer that has not come by then does not come. */
const PATIENCE_MS = 600_000
/** What is learned of answers shows after so long; a build takes seconds. */
const REBUILD_AFTER_MS = 600_000
/** How old an answer is counts, so an index grows old by itself. */
const REBUILD_AT_LATEST_MS = 24 * HOUR_MS

export const newSync = (account: string): KnowledgeSync => ({
  account,
  run: null,
  endedAtMs: null,
  articles: 0,
  missing: [],
  failure: null,
  changedAtMs: 0,
  index: null,
})

const FIRST: ArticleCursor = { portal: null, page: 1, skip: 0 }

/** Begins a run that is due or asked for, and asks again where no answer came; null: there is nothing to ask. */
export function dueSync(sync: KnowledgeSync, nowMs: number, atOnce: boolean): SyncMove | null {
  const { run, endedAtMs, failure, missing } = sync
  if (run !== null) return nowMs - run.askedAtMs < PATIENCE_MS ? null : asked(sync, run, nowMs)
  const lastMs = Math.max(endedAtMs ?? 0, failure?.atMs ?? 0)
  const everyMs = missing.length > 0 ? CONFIRM_AFTER_MS : EVERY_MS
  if (!atOnce && nowMs - lastMs < everyMs) return null
  return asked(sync, { beganAtMs: nowMs, from: FIRST, seen: [] }, nowMs)
}

function asked(
  sync: KnowledgeSync,
  run: Pick<NonNullable<KnowledgeSync['run']>, 'beganAtMs' | 'from' | 'seen'>,
  nowMs: number,
): SyncMove {
  const { account } = sync
  const { portal, page, skip } = run.from
  // An ask anew is another request: the queue would take the same one for a repetition.
  const id = `articles#${account}#${run.beganAtMs}#${portal ?? ''}#${page}#${skip}#${nowMs}`
  return {
    sync: {
      ...sync,
      run: { beganAtMs: run.beganAtMs, from: run.from, seen: run.seen, requestId: id, askedAtMs: nowMs },
    },
    request: { kind: 'articles', account, id, requestedAtMs: nowMs, correlationId: id, from: run.from },
  }
}

/** What an answer moves; null: nobody waits for it any more. `ended`: all have been listed, these. */
export function takeArticles(
  sync: KnowledgeSync,
  answer: ArticlesAnswer,
  nowMs: number,
): (SyncMove & { readonly ended: readonly number[] | null }) | null {
  const { run } = sync
  if (run === null || run.requestId !== answer.requestId) return null
  if (answer.kind === 'articles_failed') {
    // Half a list says nothing of what is gone: the next hour begins anew.
    return { sync: { ...sync, run: null, failure: { code: answer.code, atMs: nowMs } }, request: null, ended: null }
  }
  const seen = [...new Set([...run.seen, ...answer.articles.map(({ id }) => id)])]
  if (answer.next !== null) {
    const move = asked(sync, { beganAtMs: run.beganAtMs, from: answer.next, seen }, nowMs)
    return { ...move, ended: null }
  }
  return {
    sync: { ...sync, run: null, endedAtMs: nowMs, articles: seen.length, failure: null },
    request: null,
    ended: seen,
  }
}

/** Which stored articles are gone: those that two runs in a row did not list. */
export function withoutGone(
  sync: KnowledgeSync,
  { stored, listed }: { readonly stored: readonly number[]; readonly listed: readonly number[] },
): { readonly sync: KnowledgeSync; readonly gone: readonly number[] } {
  const seen = new Set(listed)
  const missing = stored.filter((id) => !seen.has(id))
  const gone = missing.filter((id) => sync.missing.includes(id))
  return { sync: { ...sync, missing: missing.filter((id) => !gone.includes(id)) }, gone }
}

export function isIndexDue({ index, changedAtMs, endedAtMs }: KnowledgeSync, nowMs: number): boolean {
  if (endedAtMs === null) return false
  if (index === null) return true
  const ageMs = nowMs - index.builtAtMs
  return ageMs >= REBUILD_AT_LATEST_MS || (changedAtMs > index.builtAtMs && ageMs >= REBUILD_AFTER_MS)
}

export const isLookDue = ({ lookedAtMs = 0, endedAtMs }: KnowledgeSync, nowMs: number): boolean =>
  endedAtMs !== null && nowMs - lookedAtMs >= EVERY_MS

/** Where an account's index lies in the bucket of bodies. */
export const KNOWLEDGE_PREFIX = 'knowledge/'
export const indexKey = (account: string): string => `${KNOWLEDGE_PREFIX}${account}/index.json`
