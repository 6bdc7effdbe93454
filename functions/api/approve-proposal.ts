import type { ArticleHealth } from '#domain/article-health'
import { backTest } from '#domain/article-patch'
import type { KnowledgeArticle } from '#domain/knowledge-article'
import type { LearningSignal } from '#domain/learning-signal'
import {
  type HeldProposal,
  patchTo,
  portalIn,
  type WhyNotApprove,
  whyNotApprove,
  whyNotPutAway,
  whyNotWrite,
} from '#domain/proposal-lifecycle'

export type ApproveDeps = {
  readonly article: (account: string, id: number) => Promise<KnowledgeArticle | undefined>
  readonly articles: (account: string) => Promise<readonly KnowledgeArticle[]>
  readonly healthOfArticles: (account: string) => Promise<ReadonlyMap<string, ArticleHealth>>
  readonly signalsBetween: (
    account: string,
    span: { readonly fromMs: number; readonly toMs: number },
  ) => AsyncIterable<LearningSignal>
  readonly now: () => number
}

/** What the lead gives: of a change the whole text, of a new article its title besides. */
export type Given = {
  readonly title?: string | undefined
  readonly content?: string | undefined
  readonly portal?: string | undefined
}
export type Wanted = {
  readonly proposal: HeldProposal
  readonly why: WhyNotApprove | null
  /** The article as it was listed last. */
  readonly known: KnowledgeArticle | undefined
}

/** The proposal as it would be approved, and why it may not be as things stand. */
export async function wantedOf(proposal: HeldProposal, given: Given, deps: ApproveDeps): Promise<Wanted> {
  const { account, articleId, kind } = proposal
  if (kind === 'new_article') {
    const known = await deps.articles(account)
    const wanted = written(proposal, given, known)
    return { proposal: wanted, why: whyNotWrite(wanted, known), known: undefined }
  }
  const known = articleId === null ? undefined : await deps.article(account, Number(articleId))
  if (kind === 'archive_article') {
    const health = (await deps.healthOfArticles(account)).get(articleId ?? '')
    return { proposal, why: whyNotPutAway(proposal, { known, health, nowMs: deps.now() }), known }
  }
  const { content } = given
  const wanted = content === undefined ? proposal : await withText(proposal, { content, known }, deps)
  return { proposal: wanted, why: whyNotApprove(wanted, known), known }
}

/** A person's own title and text, always: what good replies said is a beginning, and was meant for one customer each. */
function written(
  proposal: HeldProposal,
  { title, content, portal }: Given,
  known: readonly KnowledgeArticle[],
): HeldProposal {
  if (title === undefined || content === undefined) return { ...proposal, draft: null }
  const { draft } = proposal
  const portals = new Set(known.map(({ url }) => portalIn(url)))
  const [only = null] = portals.size === 1 ? portals : []
  return {
    ...proposal,
    draft: {
      title,
      content,
      portal: portal ?? draft?.portal ?? only,
      from: draft?.from ?? [],
      conversationIds: draft?.conversationIds ?? [],
      proposed: draft === null ? null : { title: draft.title, content: draft.content },
    },
  }
}

const TRIED_MS = 90 * 86_400_000
/** A lead's own text of a change stands the same trial. */
async function withText(
  proposal: HeldProposal,
  { content, known }: { readonly content: string; readonly known: KnowledgeArticle | undefined },
  deps: ApproveDeps,
): Promise<HeldProposal> {
  const patch = known === undefined ? null : patchTo(known, content, proposal.evidence)
  if (patch === null) return { ...proposal, patch: null, test: null }
  const nowMs = deps.now()
  const past: LearningSignal[] = []
  for await (const signal of deps.signalsBetween(proposal.account, { fromMs: nowMs - TRIED_MS, toMs: nowMs + 1 }))
    if (signal.evidence.some(({ kind, id }) => kind === 'article' && id === patch.articleId)) past.push(signal)
  return { ...proposal, patch, test: backTest(patch, past) }
}
