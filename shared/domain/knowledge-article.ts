/** An article of the Help Center as it is searched and shown. */
export type KnowledgeArticle = {
  /** Chatwoot's id. */
  readonly id: number
  /** Its `updated_at`: which state of it this is. */
  readonly version: number
  readonly title: string
  /** Chatwoot calls it description. */
  readonly summary: string
  /** Markdown. */
  readonly content: string
  /** Public address; empty where it is not known. */
  readonly url: string
  /** As the portal says it, `pt_BR` for example. */
  readonly language: string
}

/** A question of a conversation that nothing was suggested to. `features` as below. */
export type UnansweredQuestion = { readonly conversationId: number; readonly atMs: number; readonly features: string }

/**
 * A question somebody asked, and which articles were its answer. `weight`: 2 the answer that solved it, 1 a link that was sent,
 * below 0 where a person said that it does not help. No articles: somebody answered it without any.
 */
export type PastQuestion = {
  readonly id: string
  readonly atMs: number
  /** `packedFeatures` of shared/text/knowledge: hashes, not words. */
  readonly features: string
  readonly answers: readonly { readonly articleId: number; readonly weight: number }[]
}
