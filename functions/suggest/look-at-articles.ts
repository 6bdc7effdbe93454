import type { Action } from '#domain/action'
import type { ArticleHealth } from '#domain/article-health'
import { backTest } from '#domain/article-patch'
import { type ArticleProposal, isToArchive, repeatedIn, rewrittenIn } from '#domain/article-proposals'
import { derivedText } from '#domain/derive-patch'
import type { KnowledgeArticle, UnansweredQuestion } from '#domain/knowledge-article'
import type { LearningSignal } from '#domain/learning-signal'
import { changeOf, type HeldProposal, patchTo } from '#domain/proposal-lifecycle'
import { themesOf } from '#domain/question-themes'

type Key = { readonly account: string; readonly id: string }

export type LookDeps = {
  readonly articles: (account: string) => Promise<readonly KnowledgeArticle[]>
  readonly healthOfArticles: (account: string) => Promise<ReadonlyMap<string, ArticleHealth>>
  readonly signalsBetween: (
    account: string,
    span: { readonly fromMs: number; readonly toMs: number },
  ) => AsyncIterable<LearningSignal>
  readonly unanswered: (account: string) => Promise<readonly UnansweredQuestion[]>
  /** Hashes that stand for a question's words. */
  readonly wordsIn: (features: string) => readonly string[]
  readonly proposals: {
    readonly get: (key: Key) => Promise<HeldProposal | undefined>
    readonly propose: (proposal: HeldProposal) => Promise<'proposed' | 'known'>
    readonly since: (account: string, fromMs: number) => Promise<readonly HeldProposal[]>
    readonly todo: (account: string) => Promise<readonly string[]>
    readonly done: (key: Key) => Promise<void>
    readonly noteEnd: (
      key: Key,
      end: { readonly state: 'refused'; readonly code: string; readonly updatedAt: null },
    ) => Promise<void>
  }
  /** Asks act for a change, and answers how that stands; what is on its way is not asked for again. */
  readonly requestChange: (action: Action) => Promise<string>
  readonly digest: (text: string) => string
  readonly now: () => number
  readonly log: { info(code: string, fields: Readonly<Record<string, string | number>>): void }
}

const DAY_MS = 86_400_000
/** Seven days, and what came late. */
const RECENT_MS = 8 * DAY_MS
/** Replies that a change is tried on. */
const TRIED_MS = 90 * DAY_MS
/** So long nobody is asked twice about the same edits. */
const ASKED_MS = 30 * DAY_MS

/** Looks at what replies, questions and time say of an account's articles, and proposes. The same again changes nothing. */
export async function lookAtArticles(account: string, deps: LookDeps): Promise<void> {
  const nowMs = deps.now()
  const articles = new Map((await deps.articles(account)).map((article) => [String(article.id), article]))
  const recent = await collected(deps.signalsBetween(account, { fromMs: nowMs - RECENT_MS, toMs: nowMs + 1 }))
  const found = [
    ...fromSignals(recent),
    ...themes(account, await deps.unanswered(account), deps.wordsIn),
    ...unused(account, { articles, health: await deps.healthOfArticles(account), nowMs }),
  ]
  if (found.length === 0) return
  const asked = await deps.proposals.since(account, nowMs - ASKED_MS - RECENT_MS)
  let proposed = 0
  for (const one of found) {
    if (isAsked(one, asked)) continue
    const article = one.articleId === null ? undefined : articles.get(one.articleId)
    // of an article that is not published there is nothing to mend
    if (one.articleId !== null && article === undefined) continue
    const held = await heldOf(one, { article, recent, nowMs }, deps)
    if ((await deps.proposals.propose(held)) === 'proposed') proposed += 1
  }
  if (proposed > 0) deps.log.info('articles_proposed', { account, proposed })
}

/** Sends what was approved on its way, and looks how what is on its way has ended. */
export async function sendApproved(account: string, deps: LookDeps): Promise<void> {
  for (const id of await deps.proposals.todo(account)) {
    const key = { account, id }
    const proposal = await deps.proposals.get(key)
    const change = proposal === undefined ? null : changeOf(proposal)
    if (change !== null) {
      const state = await deps.requestChange(change)
      if (state === 'queued' || state === 'held') continue
      // act has told its own reason, if it had one; whoever was switched off or had no token had none
      await deps.proposals.noteEnd(key, { state: 'refused', code: 'not_done', updatedAt: null })
    }
    await deps.proposals.done(key)
  }
}

type Found = ArticleProposal & { readonly sinceMs: number }

function fromSignals(recent: readonly LearningSignal[]): readonly Found[] {
  const endedAt = new Map(recent.map(({ id, endedAtMs }) => [id, endedAtMs]))
  return [...rewrittenIn(recent), ...repeatedIn(recent)].map((proposal) => ({
    ...proposal,
    sinceMs: endedAt.get(proposal.evidence[0] ?? '') ?? proposal.proposedAtMs,
  }))
}

/** One proposal a theme: as it grows it stays the same. */
const themes = (
  account: string,
  asked: readonly UnansweredQuestion[],
  wordsIn: LookDeps['wordsIn'],
): readonly Found[] =>
  themesOf(
    newest(asked).map(({ conversationId, atMs, features }) => ({
      id: String(conversationId),
      atMs,
      words: wordsIn(features),
    })),
  ).map(({ id, questionIds, firstAtMs, lastAtMs }) => ({
    ...{ id, account, kind: 'new_article', articleId: null, why: 'unanswered', evidence: questionIds },
    ...{ sinceMs: firstAtMs, proposedAtMs: lastAtMs },
  }))

/** Each is compared with each: more would take longer than they are worth. */
const COMPARED = 1_000
const newest = (asked: readonly UnansweredQuestion[]): readonly UnansweredQuestion[] =>
  [...asked].sort((a, b) => b.atMs - a.atMs).slice(0, COMPARED)

function unused(
  account: string,
  {
    articles,
    health,
    nowMs,
  }: {
    readonly articles: ReadonlyMap<string, KnowledgeArticle>
    readonly health: ReadonlyMap<string, ArticleHealth>
    readonly nowMs: number
  },
): readonly Found[] {
  return [...health].flatMap(([articleId, of]): Found[] => {
    const publishedAtMs = (articles.get(articleId)?.version ?? 0) * 1_000
    if (!isToArchive(of, { publishedAtMs, nowMs })) return []
    const sinceMs = Math.max(of.lastUsedAtMs ?? 0, publishedAtMs)
    return [
      {
        ...{ id: `unused-${articleId}-${sinceMs}`, account, kind: 'archive_article', articleId, why: 'unused' },
        ...{ evidence: of.flaggedBy.length > 0 ? of.flaggedBy : [`health-${articleId}`], sinceMs, proposedAtMs: nowMs },
      },
    ]
  })
}

/** The first of some edits moves out of sight as days go by; the same edits are no new cause. */
const isAsked = (one: Found, asked: readonly HeldProposal[]): boolean =>
  one.why === 'repeated' &&
  asked.some(({ why, evidence, articleId, state }) => {
    if (why !== 'repeated' || articleId !== one.articleId) return false
    return evidence.some((id) => one.evidence.includes(id)) || (articleId !== null && state === 'proposed')
  })

type Around = {
  readonly article: KnowledgeArticle | undefined
  readonly recent: readonly LearningSignal[]
  readonly nowMs: number
}

async function heldOf(one: Found, { article, recent, nowMs }: Around, deps: LookDeps): Promise<HeldProposal> {
  const { sinceMs, ...proposal } = one
  const triggers = recent.filter(({ id }) => one.evidence.includes(id))
  const after = one.kind === 'update_article' && article !== undefined ? derivedText(article.content, triggers) : null
  const patch = after === null || article === undefined ? null : patchTo(article, after, one.evidence)
  const span = { fromMs: nowMs - TRIED_MS, toMs: nowMs + 1 }
  const past = patch === null ? [] : await collected(ofArticle(deps.signalsBetween(one.account, span), patch.articleId))
  return {
    ...proposal,
    id: `${String(sinceMs).padStart(13, '0')}-${deps.digest(one.id).slice(0, 16)}`,
    sinceMs,
    state: 'proposed',
    article: article === undefined ? null : { title: article.title, url: article.url },
    patch,
    test: patch === null ? null : backTest(patch, past),
    decision: null,
    end: null,
    revision: 1,
  }
}

async function* ofArticle(signals: AsyncIterable<LearningSignal>, articleId: string): AsyncGenerator<LearningSignal> {
  for await (const signal of signals)
    if (signal.evidence.some(({ kind, id }) => kind === 'article' && id === articleId)) yield signal
}

async function collected<One>(all: AsyncIterable<One>): Promise<One[]> {
  const list: One[] = []
  for await (const one of all) list.push(one)
  return list
}
