import type { ArticleEvent } from '#events/article-events'
import type { ArticleFlag } from './article-health.ts'
import { type HeldProposal, hasText } from './proposal-lifecycle.ts'

/** The event of a flag. Flags are written once and never again. */
export function deriveFlagEvents(flag: ArticleFlag): ArticleEvent[] {
  const { account, articleId, approvalId, conversationId, confidence, band } = flag
  return [
    {
      id: `${account}/article/${articleId}/${conversationId}/${approvalId}/flagged`,
      type: 'article.flagged.v1',
      account,
      articleId,
      occurredAtMs: flag.flaggedAtMs,
      observedAtMs: flag.recordedAtMs,
      correlationId: flag.correlationId,
      source: 'article',
      data: { conversationId, approvalId, confidence, band },
    },
  ]
}

/**
 * What a proposal as it was written tells. It is in each state once, so there is no need to know what it was before:
 * people's decisions are told by nobody, what Chatwoot has of them is.
 */
export function deriveProposalEvents(proposal: HeldProposal): ArticleEvent[] {
  const { id, account, articleId, kind, why, state, end, test } = proposal
  const told = { account, articleId, correlationId: `article/${id}`, source: 'article' as const }
  const about = { proposalId: id, kind, why }
  if (state === 'proposed') {
    return [
      {
        ...told,
        id: `${account}/proposal/${id}/proposed`,
        type: 'article.proposed.v1',
        occurredAtMs: proposal.proposedAtMs,
        observedAtMs: proposal.proposedAtMs,
        data: {
          ...about,
          evidence: [...proposal.evidence],
          hasText: hasText(proposal),
          test: test === null ? null : { replies: test.replies, better: test.better.length, worse: test.worse.length },
        },
      },
    ]
  }
  if (state !== 'applied' || end === null) return []
  return [
    {
      ...told,
      id: `${account}/proposal/${id}/applied`,
      type: 'article.updated.v1',
      occurredAtMs: end.atMs,
      observedAtMs: end.atMs,
      data: { ...about, updatedAt: end.updatedAt },
    },
  ]
}
