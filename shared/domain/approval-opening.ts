/** How an approval begins: from a proposal, or from a reply that came too late. */
import { REPLY_LENGTH } from './action.ts'
import { APPROVAL_ID, type Approval, isOutdated } from './approval.ts'
import type { Conversation } from './conversation.ts'
import type { Block, DraftProposal } from './draft-proposal.ts'
import { isDeleted } from './turn.ts'

/** A draft that nobody decided on has lost its occasion. */
export const DRAFT_HOLDS_MS = 24 * 3_600_000

export type WhyNotOpen = 'bad_id' | 'text_unusable' | 'no_such_conversation' | 'newer_customer_message'
export type Opened =
  /** `isNew` false: it was opened before, and is as it has become since. */
  | { readonly kind: 'opened'; readonly approval: Approval; readonly isNew: boolean }
  | { readonly kind: 'refused'; readonly code: WhyNotOpen }
/** What proposers, the API and the bus hand a draft to. Faults are thrown. */
export type OpenDraft = (proposal: DraftProposal) => Promise<Opened>

/** Why a proposal is none; null: it is one. `newestFromCustomer`: by what we know; undefined: no such conversation. */
export function whyNotOpen(proposal: DraftProposal, newestFromCustomer: number | null | undefined): WhyNotOpen | null {
  if (!APPROVAL_ID.test(proposal.id)) return 'bad_id'
  if (!isUsableText(proposal.text)) return 'text_unusable'
  if (newestFromCustomer === undefined) return 'no_such_conversation'
  return isOutdated(proposal.boundTo, newestFromCustomer) ? 'newer_customer_message' : null
}

/** The customer's newest message; null: none, undefined: there is no such conversation any more. */
export function newestOf(conversation: Conversation | null): number | null | undefined {
  if (conversation === null || isDeleted(conversation.state)) return undefined
  return conversation.state.lastInbound?.id ?? null
}

export const isUsableText = (text: string): boolean => text.trim() !== '' && text.length <= REPLY_LENGTH

export type Opening = {
  readonly blocks: readonly Block[]
  readonly nowMs: number
  readonly dueAtMs: number | null
  readonly textHash: string
}

/** What the guard has nothing against waits for a person at once. */
export function openedApproval(proposal: DraftProposal, { blocks, nowMs, dueAtMs, textHash }: Opening): Approval {
  return {
    ...proposal,
    state: blocks.length === 0 ? 'pending_review' : 'draft',
    version: 1,
    proposedText: proposal.text,
    textHash,
    blocks,
    openedAtMs: nowMs,
    dueAtMs,
    expiresAtMs: nowMs + DRAFT_HOLDS_MS,
    ...UNDECIDED,
  }
}

const UNDECIDED = {
  overdueAtMs: null,
  seenAtMs: {},
  edits: 0,
  editedBy: null,
  editedAtMs: null,
  decidedBy: null,
  decidedAtMs: null,
  firstSeenAtMs: null,
  grades: null,
  reason: null,
  endedAtMs: null,
  secondLook: null,
  actionId: null,
  messageId: null,
  hash: null,
  previousHash: null,
  from: null,
} as const satisfies Partial<Approval>

/**
 * A reply that was to go out long ago is not sent: the customer has been waiting, may have given up or asked elsewhere. What
 * was approved becomes a draft, and a person decides anew. It stays bound to what was known then.
 */
export function lateDraft(
  late: { readonly id: string; readonly requestedAtMs: number },
  approval: Approval,
  { id, nowMs }: { readonly id: string; readonly nowMs: number },
): Approval {
  const { id: actionId, requestedAtMs } = late
  const { receipt: _, ...written } = approval
  return {
    ...written,
    ...UNDECIDED,
    id,
    state: 'pending_review',
    version: 1,
    proposedText: approval.text,
    openedAtMs: nowMs,
    // the customer waits already
    dueAtMs: nowMs,
    expiresAtMs: nowMs + DRAFT_HOLDS_MS,
    from: { actionId, approvalId: approval.id, requestedAtMs, code: 'too_old' },
  }
}

/** What a guard is asked about: the draft as it reads now. */
export const proposalOf = (approval: Approval): DraftProposal => ({
  id: approval.id,
  account: approval.account,
  conversationId: approval.conversationId,
  text: approval.text,
  source: approval.source,
  intent: approval.intent,
  evidence: approval.evidence,
  impact: approval.impact,
  risk: approval.risk,
  rollback: approval.rollback,
  affected: approval.affected,
  boundTo: approval.boundTo,
  requestedAtMs: approval.requestedAtMs,
  correlationId: approval.correlationId,
})
