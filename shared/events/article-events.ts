import type { HealthBand } from '#domain/article-health'
import type { ProposalKind } from '#domain/article-proposals'
import type { HeldProposal } from '#domain/proposal-lifecycle'

/** Each domain event of articles and its data. Names and shapes are frozen by tests/fixtures/events. */
export type ArticleEventData = {
  /** A reply that rested on it was graded badly. */
  'article.flagged.v1': {
    conversationId: number
    approvalId: string
    /** With that reply counted, 0 to 1. */
    confidence: number
    band: HealthBand
  }
  /** Something should be written, mended or put away. */
  'article.proposed.v1': Proposed & {
    /** Of the signals or conversations it rests on. */
    evidence: string[]
    /** There is a text to approve or to edit; where there is none, a person writes it. */
    hasText: boolean
    /** What past replies say of it; null where nothing was tried. */
    test: { replies: number; better: number; worse: number } | null
  }
  /** Chatwoot has what a person approved. */
  'article.updated.v1': Proposed & {
    /** The article's `updated_at` from then on, in seconds. */
    updatedAt: string | null
  }
}
type Proposed = { proposalId: string; kind: ProposalKind; why: HeldProposal['why'] }

/** On the bus like those of conversations. `id` is derived from what it tells of: the same is told by the same id. */
export type ArticleEnvelope<Type extends string, Data> = {
  readonly id: string
  readonly type: Type
  readonly account: string
  /** Chatwoot's; null: it is still to be written. */
  readonly articleId: string | null
  readonly occurredAtMs: number
  readonly observedAtMs: number
  readonly correlationId: string
  readonly source: 'article'
  readonly data: Data
}

export type ArticleEventType = keyof ArticleEventData
export type ArticleEvent = {
  [Type in ArticleEventType]: ArticleEnvelope<Type, ArticleEventData[Type]>
}[ArticleEventType]
