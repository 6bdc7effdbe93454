import { changeOf } from '#domain/article-changes'
import type { ArticleDraft } from '#domain/article-draft'
import { patchOf } from '#domain/article-patch'
import type { HeldProposal } from '#domain/proposal-lifecycle'

export const FORMER = 'Refunds reach your bank in five days.'
export const BETTER = 'Refunds reach your bank in ten days.'

/** An approved change of article 3, as it was at 1000. */
export const aProposal = (changes: Partial<HeldProposal> = {}): HeldProposal => ({
  id: '1764150000000-0123456789abcdef',
  account: 'shop',
  kind: 'update_article',
  articleId: '3',
  why: 'repeated',
  state: 'approved',
  evidence: ['draft-1', 'draft-2', 'draft-3'],
  sinceMs: 1_764_150_000_000,
  proposedAtMs: 1_764_150_300_000,
  article: { title: 'Refunds', url: 'https://chat.example.com/hc/shop/articles/refunds' },
  patch: patchOf({ id: '3', updatedAt: '1000', content: FORMER }, BETTER, ['draft-1', 'draft-2', 'draft-3']),
  test: { replies: 3, better: ['draft-1', 'draft-2', 'draft-3'], worse: [] },
  draft: null,
  standing: null,
  decision: { by: 'Avery', atMs: 1_764_150_600_000, reason: null },
  end: null,
  revision: 2,
  ...changes,
})

export function aChange(proposal: HeldProposal = aProposal()) {
  const change = changeOf(proposal)
  if (change?.verb !== 'update_article') throw new Error('Nothing is to be changed')
  return change
}

export const aDraft = (changes: Partial<ArticleDraft> = {}): ArticleDraft => ({
  title: 'Where the poles are',
  content: 'Poles lie in the lid of the box.',
  portal: 'shop',
  from: ['draft-1'],
  conversationIds: [7],
  proposed: null,
  ...changes,
})

/** An approved new article. */
export const aNewArticle = (changes: Partial<HeldProposal> = {}): HeldProposal =>
  aProposal({
    ...{ kind: 'new_article', articleId: null, why: 'unanswered', article: null, patch: null, test: null },
    draft: aDraft(),
    ...changes,
  })

/** Article 3, as it was at 1000, is put away. */
export const anArchival = (changes: Partial<HeldProposal> = {}): HeldProposal =>
  aProposal({
    ...{ kind: 'archive_article', why: 'unused', patch: null, test: null },
    standing: { boundTo: '1000', to: 'archived' },
    ...changes,
  })
