/** An approval as the API shows it. */
import { answeredSince } from '#domain/answered-since'
import type { Approval } from '#domain/approval'
import { isOpenApproval } from '#domain/approval'
import { isSentAlone } from '#domain/approval-commands'
import { approvalAddress } from '#domain/approval-id'
import { isDrawn, isHasty } from '#domain/approval-vigilance'
import type { AutonomyReceipt } from '#domain/autonomy'
import { type ChatwootLinks, conversationUrl } from '#domain/chatwoot-links'
import type { ConversationState } from '#domain/conversation'

export type ApprovalView = Omit<Approval, 'id' | 'seenAtMs' | 'grades' | 'secondLook' | 'receipt'> & {
  /** For the routes under /v1/approvals. */
  readonly id: string
  readonly approvalId: string
  readonly chatwootUrl: string | null
  /** Somebody may still decide. */
  readonly open: boolean
  readonly grades: Approval['grades']
  readonly secondLook: Approval['secondLook']
  /** What a policy has approved it by; null: a person decides, or has decided. */
  readonly receipt: AutonomyReceipt | null
  /** A person's public reply after what an open draft answers; null: none that is known. */
  readonly answered: { readonly atMs: number; readonly operatorId: number | null } | null
  /** A second reviewer is wanted, and may be whoever asks. */
  readonly secondLookWanted: boolean
  readonly hasty: boolean
}

/**
 * To whoever could still give a second look, the first grades and the hurry are not told. A seeded draft looks like any
 * other until it is decided on.
 */
export function approvalView(
  approval: Approval,
  { by, links, state }: { by: string; links: ChatwootLinks; state?: ConversationState | undefined },
): ApprovalView {
  const { seenAtMs: _, id: approvalId, account, conversationId, grades, secondLook, decidedBy, source } = approval
  const open = isOpenApproval(approval)
  const reply = open && state !== undefined ? answeredSince(approval.boundTo, state) : null
  const isWanted = isDrawn(approval) || isSentAlone(approval)
  const secondLookWanted = isWanted && secondLook === null && decidedBy !== by
  return {
    ...withoutSeen(approval),
    id: approvalAddress({ account, conversationId, id: approvalId }),
    approvalId,
    chatwootUrl: conversationUrl(links, account, conversationId),
    open,
    source: open && source.kind === 'seeded' ? { ...source, kind: 'external' } : source,
    grades: secondLookWanted ? null : grades,
    secondLook,
    receipt: approval.receipt ?? null,
    answered: reply === null ? null : { atMs: reply.atMs, operatorId: reply.senderId },
    secondLookWanted,
    hasty: !secondLookWanted && isHasty(approval),
  }
}

function withoutSeen({ seenAtMs: _, ...approval }: Approval) {
  return approval
}
