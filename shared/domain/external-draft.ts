/** Drafts that others propose, by the API or the bus. */
import type { DraftProposal } from './draft-proposal.ts'

/** What whoever proposes says. */
export type Proposed = Pick<
  DraftProposal,
  'conversationId' | 'text' | 'intent' | 'evidence' | 'impact' | 'risk' | 'rollback' | 'boundTo'
> & {
  readonly id: string
  readonly source: Pick<DraftProposal['source'], 'name' | 'version'>
  /** Known to be wrong, to see whether reviewers look. */
  readonly seeded?: boolean | undefined
}

export type ProposedBy = {
  readonly account: string
  /** Who is known to have handed it in: the token's name, or the source on the bus. It keeps ids of several apart. */
  readonly proposer: string
  readonly nowMs: number
  readonly correlationId: string
  /** SHA-256, in hexadecimal digits. */
  readonly digest: (text: string) => string
}

/** The same proposal of the same proposer and source has the same id, whichever way and however often it comes. */
export function externalDraft(proposed: Proposed, by: ProposedBy): DraftProposal {
  const { account, proposer, nowMs, correlationId, digest } = by
  const { seeded, ...draft } = proposed
  const { conversationId, source } = draft
  const cause = JSON.stringify([account, conversationId, proposer, source.name, draft.id])
  return {
    ...draft,
    id: `ext-${digest(cause).slice(0, 40)}`,
    account,
    source: { kind: seeded === true ? 'seeded' : 'external', ...source },
    affected: [{ kind: 'conversation', id: String(conversationId) }],
    requestedAtMs: nowMs,
    correlationId,
  }
}
