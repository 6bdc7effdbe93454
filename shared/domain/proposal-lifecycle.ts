/** What becomes of a proposal about an article: people decide, `act` applies, and what was is kept to be put back. Pure. */
import { type Action, ARTICLE_LENGTH, OF_NO_CONVERSATION } from './action.ts'
import {
  type ArticlePatch,
  type BackTest,
  patchOf,
  rollbackOf,
  type WhyNotPatch,
  whyNotPatch,
} from './article-patch.ts'
import type { ArticleProposal } from './article-proposals.ts'
import type { KnowledgeArticle } from './knowledge-article.ts'
import type { LearningSignal } from './learning-signal.ts'

/**
 * `approved`: of a change, it is on its way to the Help Center; of what is to be written or put away, a person does it.
 * `applied`: Chatwoot has it. `refused`: it could not be applied any more, its end says why.
 */
export const PROPOSAL_STATES = ['proposed', 'approved', 'applied', 'refused', 'rejected'] as const
export type ProposalState = (typeof PROPOSAL_STATES)[number]

export const PROPOSAL_MOVES: Readonly<Record<ProposalState, readonly ProposalState[]>> = {
  proposed: ['approved', 'rejected'],
  approved: ['applied', 'refused'],
  applied: [],
  refused: [],
  rejected: [],
}

export type HeldProposal = Omit<ArticleProposal, 'why'> & {
  /** `rolled_back`: a lead wants the former text again. */
  readonly why: ArticleProposal['why'] | 'rolled_back'
  readonly state: ProposalState
  /** When its first evidence was; proposals are kept in this order. */
  readonly sinceMs: number
  readonly article: { readonly title: string; readonly url: string } | null
  /** Null: nothing could be derived from the edits. A lead writes it. */
  readonly patch: ArticlePatch | null
  readonly test: BackTest | null
  readonly decision: { readonly by: string; readonly atMs: number; readonly reason: string | null } | null
  readonly end: { readonly code: string; readonly atMs: number; readonly updatedAt: string | null } | null
  /** Counts changes: whoever writes shows that nobody was faster. */
  readonly revision: number
}

export type WhyNotApprove = WhyNotPatch | 'no_evidence' | 'no_patch' | 'too_long' | 'no_such_article' | 'not_open'

/** The slug of the portal in an article's public address; null: none can be told. */
export const portalIn = (url: string): string | null => /\/hc\/([^/]+)\/articles\//.exec(url)?.[1] ?? null

/** The patch that makes this text of the article; null where it is too long to be compared, or nothing changes. */
export function patchTo(article: KnowledgeArticle, after: string, triggers: readonly string[]): ArticlePatch | null {
  if (Math.max(article.content.length, after.length) > ARTICLE_LENGTH) return null
  return patchOf(
    { id: String(article.id), updatedAt: String(article.version), content: article.content },
    after,
    triggers,
  )
}

/** Of a change of an article. `known`: the article as it was listed last; act looks again at Chatwoot's right before. */
export function whyNotApprove(
  { state, evidence, patch, test }: Pick<HeldProposal, 'state' | 'evidence' | 'patch' | 'test'>,
  known: KnowledgeArticle | undefined,
): WhyNotApprove | null {
  if (state !== 'proposed') return 'not_open'
  if (evidence.length === 0) return 'no_evidence'
  if (known === undefined || portalIn(known.url) === null) return 'no_such_article'
  if (patch === null || test === null) return 'no_patch'
  if (patch.after.length > ARTICLE_LENGTH) return 'too_long'
  return whyNotPatch(patch, { updatedAt: String(known.version), test })
}

/** What `act` is asked to do for an approved one; null: nothing. */
export function changeOf(proposal: HeldProposal): (Action & { readonly verb: 'update_article' }) | null {
  const { id, account, patch, article, decision, state } = proposal
  const portal = article === null ? null : portalIn(article.url)
  if (state !== 'approved' || patch === null || portal === null || decision === null) return null
  return {
    id: `article/${id}`,
    account,
    conversationId: OF_NO_CONVERSATION,
    reason: `article ${proposal.why}`,
    requestedAtMs: decision.atMs,
    correlationId: `article/${id}`,
    verb: 'update_article',
    portal,
    articleId: Number(patch.articleId),
    content: patch.after,
    proposalId: id,
  }
}

export type WhyNotApply = 'no_approval' | 'other_text' | 'changed_meanwhile'

/** Right before the change: whether it is approved, to the letter, and the article is still what the approval was about. */
export function whyNotApply(
  action: { readonly articleId: number; readonly content: string },
  proposal: HeldProposal | undefined,
  seen: { readonly version: number; readonly content: string },
): WhyNotApply | null {
  const patch = proposal?.patch ?? null
  if (proposal?.state !== 'approved' || patch === null) return 'no_approval'
  if (patch.after !== action.content || patch.articleId !== String(action.articleId)) return 'other_text'
  return String(seen.version) === patch.boundTo && seen.content === patch.before ? null : 'changed_meanwhile'
}

/** The former text again, as a proposal of its own that whoever asked has approved. Null: there is nothing to put back. */
export function rolledBack(proposal: HeldProposal, by: string, nowMs: number): HeldProposal | null {
  const { patch, end, state, id } = proposal
  if (state !== 'applied' || patch === null || end === null || end.updatedAt === null) return null
  return {
    ...proposal,
    id: `${String(nowMs).padStart(13, '0')}-${id.split('-')[1] ?? id}`,
    why: 'rolled_back',
    state: 'approved',
    sinceMs: nowMs,
    proposedAtMs: nowMs,
    evidence: [id],
    patch: rollbackOf(patch, end.updatedAt),
    test: null,
    decision: { by, atMs: nowMs, reason: null },
    end: null,
    revision: 1,
  }
}

/** Texts of replies by their signals, as a lead reads them beside the proposal. Scrubbed since they were captured. */
export const triggersOf = (proposal: HeldProposal, signals: readonly LearningSignal[]) =>
  signals
    .filter(({ id }) => proposal.evidence.includes(id))
    .map(({ id, conversationId, before, after, edit }) => ({
      ...{ id, conversationId, before, after },
      class: edit?.class ?? null,
    }))
