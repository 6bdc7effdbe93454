import type { Action } from '#domain/action'
import type { ArticleHealth } from '#domain/article-health'
import { type ArticleProposal, isToArchive, repeatedIn, rewrittenIn } from '#domain/article-proposals'
import type { KnowledgeArticle, UnansweredQuestion } from '#domain/knowledge-article'
import type { LearningSignal } from '#domain/learning-signal'
import type { HeldProposal } from '#domain/proposal-lifecycle'
import { themesOf } from '#domain/question-themes'
import { collected } from './collected.ts'
import { heldOf, onlyPortal } from './hold-proposal.ts'

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
  const portal = onlyPortal([...articles.values()])
  let proposed = 0
  for (const one of found) {
    if (isAsked(one, asked)) continue
    const article = one.articleId === null ? undefined : articles.get(one.articleId)
    // of an article that is not published there is nothing to mend
    if (one.articleId !== null && article === undefined) continue
    const held = await heldOf(one, { article, portal, recent, nowMs }, deps)
    if ((await deps.proposals.propose(held)) === 'proposed') proposed += 1
  }
  if (proposed > 0) deps.log.info('articles_proposed', { account, proposed })
}

export type Found = ArticleProposal & { readonly sinceMs: number }

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
