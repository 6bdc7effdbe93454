/** What whoever writes a reply for a person to approve hands in: a proposer of ours, an API client, the bus, an operator. */

/** `seeded`: known to be wrong, to see whether reviewers look; nothing sends it. */
export const DRAFT_SOURCES = ['canned', 'extract', 'bedrock', 'external', 'operator', 'seeded'] as const
export type DraftSourceKind = (typeof DRAFT_SOURCES)[number]
export type DraftSource = {
  readonly kind: DraftSourceKind
  /** Who wrote it: a proposer, a model, a client of the API, an operator. */
  readonly name: string
  readonly version: string
}

export const EVIDENCE_KINDS = ['article', 'message', 'canned_response', 'past_answer'] as const
/** What a draft says it is true by. */
export type Evidence = {
  readonly kind: (typeof EVIDENCE_KINDS)[number]
  readonly id: string
  readonly title: string | null
  readonly url: string | null
  readonly excerpt: string | null
}

export const RISKS = ['low', 'medium', 'high'] as const
export type Risk = (typeof RISKS)[number]
export const AFFECTED_KINDS = ['conversation', 'contact', 'article'] as const
export type Affected = { readonly kind: (typeof AFFECTED_KINDS)[number]; readonly id: string }

/** What was known of the conversation when the draft was written. */
export type BoundTo = {
  readonly conversationVersion: number
  /** Chatwoot's id of the newest message; null where there was none. */
  readonly lastMessageId: number | null
}

export type DraftProposal = {
  /** Derived from its cause: the same cause gives the same draft. `APPROVAL_ID` of approval.ts tells how it may look. */
  readonly id: string
  readonly account: string
  readonly conversationId: number
  /** What the customer would read, to the letter. */
  readonly text: string
  readonly source: DraftSource
  readonly intent: string | null
  readonly evidence: readonly Evidence[]
  /** What sending it is expected to do, for whoever decides. */
  readonly impact: string
  readonly risk: Risk
  /** What to do if it turns out wrong. */
  readonly rollback: string
  readonly affected: readonly Affected[]
  readonly boundTo: BoundTo
  readonly requestedAtMs: number
  readonly correlationId: string
}

/** Why a draft may not be approved as it is. Never throws away the draft: a person can edit it. */
export type Block = {
  /** Stable, e.g. `promises_money`. */
  readonly code: string
  /** The words that are meant; null where it is something that lacks. */
  readonly excerpt: string | null
}
/** Looks for reasons why a draft must not reach a customer. None: it passes. */
export type DraftGuard = (draft: DraftProposal) => Promise<readonly Block[]>
