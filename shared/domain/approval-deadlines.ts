/** When an approval has to be looked at again if nobody does anything. */
import { type Approval, isOpenApproval } from './approval.ts'
import { workingTime } from './calendar.ts'
import { own } from './own.ts'
import type { SlaDocument } from './sla-policy.ts'

/** What was approved should be with the customer by then. */
export const SENT_WITHIN_MS = 2 * 60_000

/** Null: never. */
export function nextApprovalMs(approval: Approval): number | null {
  const { state, dueAtMs, overdueAtMs, expiresAtMs, decidedAtMs } = approval
  if (isOpenApproval(approval)) {
    return overdueAtMs === null && dueAtMs !== null ? Math.min(dueAtMs, expiresAtMs) : expiresAtMs
  }
  if (state === 'approved' || state === 'applied') return (decidedAtMs ?? 0) + SENT_WITHIN_MS
  return null
}

/** When somebody should have decided, by the open time that the account's document gives; null: its calendar never opens. */
export function approvalDueMs({ approvals, calendars }: SlaDocument, fromMs: number): number | null {
  const calendar = own(calendars, approvals.calendar)
  return calendar === undefined ? null : workingTime(calendar).add(fromMs, approvals.targetSeconds * 1000)
}
