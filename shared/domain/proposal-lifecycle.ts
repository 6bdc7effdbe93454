/** What becomes of a proposal about an article: people decide, `act` applies, and what was is kept to be put back. Pure. */
import { ARTICLE_LENGTH } from './action.ts'
import { type ArticleDraft, isScrubbedIn } from './article-draft.ts'
import type { ArticleHealth } from './article-health.ts'
import {
  type ArticlePatch,
  type BackTest,
  patchOf,
  rollbackOf,
  type WhyNotPatch,
  whyNotPatch,
} from './article-patch.ts'
import { type ArticleProposal, isToArchive, PROPOSAL_REASONS } from './article-proposals.ts'
import type { KnowledgeArticle } from './knowledge-article.ts'
import type { LearningSignal } from './learning-signal.ts'

/**
 * `approved`: on its way to the Help Center. `applied`: Chatwoot has it. `refused`: it could not be applied any more, its
 * end says why.
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

export const PROPOSAL_CAUSES = [...PROPOSAL_REASONS, 'rolled_back'] as const
export type ProposalCause = (typeof PROPOSAL_CAUSES)[number]

export type HeldProposal = Omit<ArticleProposal, 'why'> & {
  /** `rolled_back`: a lead wants what was before. */
  readonly why: ProposalCause
  readonly state: ProposalState
  /** When its first evidence was; proposals are kept in this order. */
  readonly sinceMs: number
  readonly article: { readonly title: string; readonly url: string } | null
  /** Null: nothing could be derived from the edits. A lead writes it. */
  readonly patch: ArticlePatch | null
  readonly test: BackTest | null
  /** Of a new article. Null: nothing good was sent that it could be made of. A lead writes it. */
  readonly draft: ArticleDraft | null
  /** Of one that is put away, or brought back: what it shall be, and the `updated_at` it had when that was proposed. */
  readonly standing: { readonly boundTo: string; readonly to: 'archived' | 'published' } | null
  readonly decision: { readonly by: string; readonly atMs: number; readonly reason: string | null } | null
  readonly end: { readonly code: string; readonly atMs: number; readonly updatedAt: string | null } | null
  /** Counts changes: whoever writes shows that nobody was faster. */
  readonly revision: number
}

/** Whether there is a text to approve, or to edit before. */
export const hasText = ({ patch, draft }: Pick<HeldProposal, 'patch' | 'draft'>): boolean =>
  patch !== null || draft !== null

export type WhyNotApprove = WhyNotPatch | WhyNotWrite | 'no_patch' | 'too_long' | 'no_such_article' | 'used_meanwhile'
export type WhyNotWrite = 'not_open' | 'no_evidence' | 'no_text' | 'no_portal' | 'still_scrubbed' | 'such_an_article'

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

/** Of a new article, with the text that a person gives it. */
export function whyNotWrite(
  { state, evidence, draft }: Pick<HeldProposal, 'state' | 'evidence' | 'draft'>,
  known: readonly Pick<KnowledgeArticle, 'title'>[],
): WhyNotWrite | null {
  if (state !== 'proposed') return 'not_open'
  if (evidence.length === 0) return 'no_evidence'
  if (draft === null || draft.title === null) return 'no_text'
  if (isScrubbedIn(`${draft.title}\n${draft.content}`)) return 'still_scrubbed'
  if (draft.portal === null) return 'no_portal'
  const { title } = draft
  return known.some((one) => isSameTitle(one.title, title)) ? 'such_an_article' : null
}

export const isSameTitle = (one: string, other: string): boolean => plain(one) === plain(other)
const plain = (title: string): string => title.normalize('NFC').trim().replaceAll(/\s+/g, ' ').toLowerCase()

/** Of one that nobody needed when it was proposed to put it away. */
export function whyNotPutAway(
  { state, evidence, standing }: Pick<HeldProposal, 'state' | 'evidence' | 'standing'>,
  now: {
    readonly known: KnowledgeArticle | undefined
    readonly health: ArticleHealth | undefined
    readonly nowMs: number
  },
): WhyNotApprove | null {
  const { known, health, nowMs } = now
  if (state !== 'proposed') return 'not_open'
  if (evidence.length === 0) return 'no_evidence'
  if (known === undefined || standing === null || portalIn(known.url) === null) return 'no_such_article'
  if (String(known.version) !== standing.boundTo) return 'changed_meanwhile'
  const isUnused = health !== undefined && isToArchive(health, { publishedAtMs: known.version * 1_000, nowMs })
  return isUnused ? null : 'used_meanwhile'
}

/** What was before, as a proposal of its own that whoever asked has approved. Null: there is nothing to put back. */
export function rolledBack(proposal: HeldProposal, by: string, nowMs: number): HeldProposal | null {
  const { patch, standing, end, state, id } = proposal
  if (state !== 'applied' || end === null || end.updatedAt === null) return null
  const isPutAway = standing?.to === 'archived'
  // a new article is a draft that nobody sees: whoever does not want it deletes it
  if (patch === null && !isPutAway) return null
  return {
    ...proposal,
    id: `${String(nowMs).padStart(13, '0')}-${id.split('-')[1] ?? id}`,
    why: 'rolled_back',
    state: 'approved',
    sinceMs: nowMs,
    proposedAtMs: nowMs,
    evidence: [id],
    patch: patch === null ? null : rollbackOf(patch, end.updatedAt),
    test: null,
    standing: isPutAway ? { boundTo: end.updatedAt, to: 'published' } : null,
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
