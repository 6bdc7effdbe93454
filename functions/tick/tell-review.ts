import { HORIZON_MS, isToSend } from '#domain/deadline-message'
import type { ApprovalDue } from '#domain/review-message'

export type ReviewDeps = {
  /** Approvals whose instant is `untilMs` or before, oldest first; so many at most. */
  readonly dueApprovals: (untilMs: number) => Promise<readonly ApprovalDue[]>
  /** Puts them on the queue of reviews, to come up at their instant. */
  readonly tellReview: (due: readonly ApprovalDue[]) => Promise<void>
  readonly log: { fault(code: string, error: unknown, fields: Readonly<Record<string, string | number>>): void }
}

/** Drafts that nobody decides on, and approvals on their way. What this tick cannot tell the next one does. */
export async function tellReview(at: { nowMs: number; lastTickMs: number | null }, deps: ReviewDeps): Promise<void> {
  try {
    const due = await deps.dueApprovals(at.nowMs + HORIZON_MS)
    const told = due.filter(({ atMs }) => isToSend(atMs, at))
    if (told.length > 0) await deps.tellReview(told)
  } catch (error) {
    deps.log.fault('approvals_not_told', error, {})
  }
}
