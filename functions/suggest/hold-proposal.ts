import { draftOf } from '#domain/article-draft'
import { backTest } from '#domain/article-patch'
import { derivedText } from '#domain/derive-patch'
import type { KnowledgeArticle } from '#domain/knowledge-article'
import type { LearningSignal } from '#domain/learning-signal'
import { type HeldProposal, patchTo, portalIn } from '#domain/proposal-lifecycle'
import { collected } from './collected.ts'
import type { Found, LookDeps } from './look-at-articles.ts'

/** Replies that a change is tried on. */
const TRIED_MS = 90 * 86_400_000

export type Around = {
  readonly article: KnowledgeArticle | undefined
  readonly portal: string | null
  readonly recent: readonly LearningSignal[]
  readonly nowMs: number
}

/** The proposal as it is kept, with the text that can be told, and what past replies say of it. */
export async function heldOf(
  one: Found,
  { article, portal, recent, nowMs }: Around,
  deps: LookDeps,
): Promise<HeldProposal> {
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
    draft: one.kind === 'new_article' ? draftOf(one.evidence, await told(one, { recent, nowMs }, deps), portal) : null,
    standing:
      one.kind === 'archive_article' && article !== undefined
        ? { boundTo: String(article.version), to: 'archived' }
        : null,
    decision: null,
    end: null,
    revision: 1,
  }
}

/** What was sent to those who asked: questions without an answer are kept longer than what is recent. */
async function told(
  { account, why, evidence, sinceMs }: Found,
  { recent, nowMs }: Pick<Around, 'recent' | 'nowMs'>,
  { signalsBetween }: LookDeps,
): Promise<readonly LearningSignal[]> {
  if (why !== 'unanswered') return recent
  const asked = new Set(evidence)
  const of: LearningSignal[] = []
  for await (const signal of signalsBetween(account, { fromMs: sinceMs, toMs: nowMs + 1 }))
    if (asked.has(String(signal.conversationId))) of.push(signal)
  return of
}

/** Where a new article belongs, if there is only one place. */
export function onlyPortal(articles: readonly KnowledgeArticle[]): string | null {
  const portals = new Set(articles.map(({ url }) => portalIn(url)))
  const [first = null] = portals
  return portals.size === 1 ? first : null
}

async function* ofArticle(signals: AsyncIterable<LearningSignal>, articleId: string): AsyncGenerator<LearningSignal> {
  for await (const signal of signals)
    if (signal.evidence.some(({ kind, id }) => kind === 'article' && id === articleId)) yield signal
}
