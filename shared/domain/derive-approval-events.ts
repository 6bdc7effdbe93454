import type { ApprovalEnvelope, ApprovalEvent } from '#events/approval-events'
import { type Approval, isOpenApproval } from './approval.ts'
import { isHasty } from './approval-vigilance.ts'

type Draft = {
  [Type in ApprovalEvent['type']]: Pick<Extract<ApprovalEvent, { type: Type }>, 'type' | 'data'>
}[ApprovalEvent['type']]

/**
 * What happened between two writes of an approval: one event at most. That somebody looked, graded a second time, or that
 * it was given to its action, is none.
 */
export function deriveApprovalEvents(before: Approval | undefined, after: Approval): ApprovalEvent[] {
  const draft = happened(before, after)
  if (draft === null) return []
  const { account, conversationId, id: approvalId, version, correlationId } = after
  const atMs = instantOf(draft, after)
  const envelope: Omit<ApprovalEnvelope<string, unknown>, 'type' | 'data'> = {
    id: `${account}/${conversationId}/approval/${approvalId}/${version}`,
    ...{ account, conversationId, approvalId, version },
    occurredAtMs: atMs,
    observedAtMs: atMs,
    correlationId,
    source: 'approval',
  }
  return [{ ...envelope, ...draft }]
}

function happened(before: Approval | undefined, after: Approval): Draft | null {
  if (before?.version === after.version) return null
  if (before !== undefined && before.state === after.state) return stayed(before, after)
  const { hash, decidedBy: by } = after
  switch (after.state) {
    case 'draft':
    case 'pending_review':
      return { type: 'approval.requested.v1', data: requested(after, before !== undefined) }
    case 'changes_requested':
      return { type: 'approval.changes_requested.v1', data: { by: by ?? '', hash } }
    case 'approved':
      return approved(after)
    case 'rejected':
      return { type: 'approval.rejected.v1', data: { by: by ?? '', hash } }
    case 'voided':
      // of one that somebody had approved, that was another event
      return {
        type: 'approval.voided.v1',
        data: {
          code: after.reason ?? '',
          by: before !== undefined && isOpenApproval(before) && after.grades !== null ? by : null,
          hash,
        },
      }
    case 'expired':
      return { type: 'approval.expired.v1', data: { hash } }
    case 'audited':
      return { type: 'approval.applied.v1', data: { actionId: after.actionId, messageId: after.messageId ?? 0 } }
    case 'applied':
    case 'learned':
      return null
  }
}

/** Edited, and what the guard has against it has changed; or too late. */
function stayed(before: Approval, after: Approval): Draft | null {
  const { overdueAtMs, dueAtMs, risk } = after
  if (overdueAtMs !== null && before.overdueAtMs === null) {
    return { type: 'approval.overdue.v1', data: { dueAtMs: dueAtMs ?? overdueAtMs, risk } }
  }
  const isEdited = before.textHash !== after.textHash && isOpenApproval(after)
  return isEdited ? { type: 'approval.requested.v1', data: requested(after, true) } : null
}

function requested(approval: Approval, again: boolean) {
  const { source, intent, risk, boundTo, dueAtMs, expiresAtMs, blocks } = approval
  return {
    ...{ source: source.kind, sourceName: source.name, sourceVersion: source.version },
    ...{ intent, risk, boundTo: { ...boundTo }, dueAtMs, expiresAtMs },
    blocks: blocks.map(({ code }) => code),
    again,
  }
}

function approved(approval: Approval): Draft | null {
  const { decidedBy, decidedAtMs, grades, hash, actionId, openedAtMs, proposedText, text, receipt } = approval
  if (decidedBy !== null && receipt !== undefined) {
    const { policy, intent, writer, graded, lowerBound, above } = receipt
    const data = { by: decidedBy, hash, actionId, policy, intent, writer, graded, lowerBound, above }
    return { type: 'approval.approved_by_policy.v1', data }
  }
  if (decidedBy === null || decidedAtMs === null || grades === null) return null
  const { tone, accuracy, policy } = grades
  return {
    type: 'approval.approved.v1',
    data: {
      by: decidedBy,
      hash,
      actionId,
      grades: { tone, accuracy, policy },
      edited: proposedText !== text,
      waitedMs: Math.max(0, decidedAtMs - openedAtMs),
      hasty: isHasty(approval),
    },
  }
}

function instantOf({ type }: Draft, approval: Approval): number {
  const { openedAtMs, decidedAtMs, endedAtMs, overdueAtMs, editedAtMs } = approval
  switch (type) {
    case 'approval.requested.v1':
      return editedAtMs ?? openedAtMs
    case 'approval.overdue.v1':
      return overdueAtMs ?? openedAtMs
    case 'approval.approved.v1':
    case 'approval.approved_by_policy.v1':
    case 'approval.changes_requested.v1':
      return decidedAtMs ?? openedAtMs
    default:
      return endedAtMs ?? openedAtMs
  }
}
