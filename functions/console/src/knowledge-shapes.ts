/** Answers about articles and what is proposed of them, as docs/api/article-proposals.md and suggestions.md tell them. */

export type ProposalKind = 'new_article' | 'update_article' | 'archive_article'
export type ProposalState = 'proposed' | 'approved' | 'applied' | 'refused' | 'rejected'
export type ProposalWhy = 'rewritten' | 'repeated' | 'unanswered' | 'unused' | 'rolled_back'
export type ProposalTest = {
  readonly replies: number
  readonly better: readonly string[]
  readonly worse: readonly string[]
}

export type ListedProposal = {
  readonly id: string
  readonly kind: ProposalKind
  readonly articleId: string | null
  readonly why: ProposalWhy
  readonly state: ProposalState
  /** Ids of approvals; of `unanswered`, of conversations. */
  readonly evidence: readonly string[]
  readonly sinceMs: number
  readonly proposedAtMs: number
  readonly article: { readonly title: string; readonly url: string } | null
  readonly test: ProposalTest | null
  readonly decision: { readonly by: string; readonly atMs: number; readonly reason: string | null } | null
  readonly end: { readonly code: string; readonly atMs: number } | null
  readonly hasText: boolean
}

export type LineChange = {
  readonly at: number
  readonly removed: readonly string[]
  readonly added: readonly string[]
}
export type Trigger = {
  readonly id: string
  readonly conversationId: number
  readonly before: string
  readonly after: string | null
  readonly class: string | null
}
export type ProposalAnswer = ListedProposal & {
  readonly triggers: readonly Trigger[]
  readonly patch: {
    readonly before: string
    readonly after: string
    readonly changes: readonly LineChange[]
  } | null
  readonly draft: { readonly title: string | null; readonly content: string; readonly portal: string | null } | null
  readonly standing: { readonly to: 'archived' | 'published' } | null
  /** The article's text as it was listed last. */
  readonly content: string | null
  readonly refusedNowAs: string | null
}
export type ProposalsAnswer = { readonly items: readonly ListedProposal[]; readonly nextCursor: string | null }

export const BANDS = ['trusted', 'fair', 'weak', 'poor'] as const
export type Band = (typeof BANDS)[number]
export type ListedArticle = {
  readonly id: number
  readonly updatedAtMs: number
  readonly title: string
  readonly url: string
  readonly confidence: number
  readonly band: Band
  readonly replies: number
  readonly flaggedBy: readonly string[]
  readonly lastUsedAtMs: number | null
}
export type ArticlesAnswer = { readonly items: readonly ListedArticle[]; readonly nextCursor: string | null }

export type SignalsAnswer = {
  readonly items: readonly {
    readonly id: string
    readonly outcome: string
    readonly seeded: boolean
    readonly edit: { readonly ratio: number; readonly class: string | null } | null
  }[]
  readonly completeness: { readonly share: number | null; readonly ended: number; readonly missing: number }
  readonly fromMs: number
  readonly toMs: number
  readonly nextCursor: string | null
}
