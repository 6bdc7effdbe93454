import type { Action } from '#domain/action'
import { type Approval, isOpenApproval } from '#domain/approval'
import { learn } from '#domain/approval-commands'
import { draftNote, OVERDUE_LABEL } from '#domain/approval-note'
import { sendingActionId, sendingOf } from '#domain/approval-sending'
import { isMissed } from '#domain/approval-vigilance'
import type { ApprovalEvent } from '#events/approval-events'
import { done, type ReviewDeps } from './review-deps.ts'

/** What follows from what happened to an approval. Each step bears being done again. */
export async function followApproval(event: ApprovalEvent, deps: ReviewDeps): Promise<void> {
  const { account, conversationId, approvalId: id } = event
  const approval = await deps.approval({ account, conversationId, id })
  if (approval === undefined) return
  switch (event.type) {
    case 'approval.requested.v1':
      if (event.data.again) return
      deps.count('ApprovalsOpened')
      return (await isAlone(approval, deps)) ? undefined : mirror(approval, deps)
    case 'approval.approved.v1':
      deps.count('ApprovalsApproved')
      if (event.data.hasty) deps.count('ApprovalsHasty')
      await send(approval, deps)
      return unlabel(approval, deps)
    case 'approval.approved_by_policy.v1':
      deps.count('ApprovedAlone')
      return send(approval, deps)
    case 'approval.overdue.v1':
      if (!isOpenApproval(approval)) return
      deps.count('ApprovalsOverdue')
      deps.log.warn('approval_overdue', about(approval))
      await deps.requestAction(labelling(approval, 'add_label'))
      return
    case 'approval.applied.v1':
      await deps.recordSignal(approval)
      return done(await deps.step(approval, learn))
    case 'approval.rejected.v1':
      return end(approval, deps)
    case 'approval.voided.v1':
      deps.count(isMissed(approval) ? 'SeededMissed' : 'ApprovalsVoided')
      return end(approval, deps)
    case 'approval.expired.v1':
      deps.count('ApprovalsExpired')
      return end(approval, deps)
    case 'approval.changes_requested.v1':
      return
  }
}

/** It was stored as queued with the approval; what has ended is known by its item. */
async function send(approval: Approval, deps: ReviewDeps): Promise<void> {
  if (approval.state !== 'approved') return
  const { account, conversationId } = approval
  const state = await deps.actionState({ account, conversationId, id: sendingActionId(approval) })
  if (state === 'queued') await deps.sendAction(sendingOf(approval))
}

async function end(approval: Approval, deps: ReviewDeps): Promise<void> {
  await deps.recordSignal(approval)
  await unlabel(approval, deps)
}

/** What a policy approves needs no eyes before it is sent. */
async function isAlone(approval: Approval, deps: ReviewDeps): Promise<boolean> {
  if (approval.receipt !== undefined) return true
  const answer = await deps.approveAlone(approval)
  if (answer === null) return false
  if (answer.kind === 'person') {
    if (answer.why === 'sampled') deps.count('AutonomySampled')
    deps.log.info('draft_for_a_person', { ...about(approval), why: answer.why })
    return false
  }
  const { intent, writer, policy, graded, lowerBound } = answer.receipt
  deps.log.info('draft_approved_alone', { ...about(approval), intent, writer, policy, graded, lowerBound })
  return true
}

/** For colleagues who work in Chatwoot. What was seeded as wrong stays out of sight: somebody might send it by hand. */
async function mirror(approval: Approval, deps: ReviewDeps): Promise<void> {
  const { account, source } = approval
  if (source.kind === 'seeded' || (await deps.isOff(account, 'review.note'))) return
  const text = draftNote(approval, deps.linkTo(approval))
  await deps.requestAction({ ...base(approval, 'note'), verb: 'add_note', text, mention: null, mentionTeam: null })
}

async function unlabel(approval: Approval, deps: ReviewDeps): Promise<void> {
  if (approval.overdueAtMs !== null) await deps.requestAction(labelling(approval, 'remove_label'))
}

const labelling = (approval: Approval, verb: 'add_label' | 'remove_label'): Action => ({
  ...base(approval, verb),
  verb,
  label: OVERDUE_LABEL,
})

const base = (approval: Approval, what: string) => {
  const { account, conversationId, id, correlationId, openedAtMs, overdueAtMs, endedAtMs, decidedAtMs } = approval
  return {
    id: `${account}/${conversationId}/approval/${id}/${what}`,
    ...{ account, conversationId, correlationId },
    reason: 'approval',
    requestedAtMs: endedAtMs ?? decidedAtMs ?? overdueAtMs ?? openedAtMs,
  }
}

const about = ({ account, conversationId, id }: Approval) => ({ account, conversationId, approvalId: id })
