import { patchOf } from '#domain/article-patch'
import { changeOf, type HeldProposal } from '#domain/proposal-lifecycle'

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
  decision: { by: 'Avery', atMs: 1_764_150_600_000, reason: null },
  end: null,
  revision: 2,
  ...changes,
})

export function aChange(proposal: HeldProposal = aProposal()) {
  const change = changeOf(proposal)
  if (change === null) throw new Error('Nothing is to be changed')
  return change
}
