import { type Approval, isOpenApproval } from '#domain/approval'
import { expire, type Moved, overdue, undue, voidApproval } from '#domain/approval-commands'
import { sendingActionId, sendingOf } from '#domain/approval-sending'
import type { ApprovalDue } from '#domain/review-message'
import { done, type ReviewDeps } from './review-deps.ts'

/** An instant of an approval has come: nobody has decided, or what was approved should be with the customer by now. */
export async function lookAt({ account, conversationId, approvalId }: ApprovalDue, deps: ReviewDeps): Promise<void> {
  const key = { account, conversationId, id: approvalId }
  const approval = await deps.approval(key)
  if (approval === undefined) return
  if (isOpenApproval(approval)) {
    const answered = await deps.isAnswered(approval)
    const stepped = await deps.step(key, (now) => endOrTell(now, { answered, nowMs: deps.now() }))
    return done(stepped)
  }
  if (approval.state === 'approved' || approval.state === 'applied') await lookAfterSending(approval, deps)
}

function endOrTell(approval: Approval, { answered, nowMs }: { answered: boolean; nowMs: number }): Moved {
  const ended = expire(approval, nowMs)
  if (ended.kind === 'moved') return ended
  return answered ? undue(approval, nowMs) : overdue(approval, nowMs)
}

/** Its action may be held, lost on the way to the queue, or have ended without a message. */
async function lookAfterSending(approval: Approval, deps: ReviewDeps): Promise<void> {
  const { account, conversationId, state, expiresAtMs } = approval
  const nowMs = deps.now()
  const action = await deps.actionState({ account, conversationId, id: sendingActionId(approval) })
  if (action === 'failed' || action === 'superseded') {
    const stepped = await deps.step(approval, (now) => voidApproval(now, { code: 'not_sent', nowMs }))
    return done(stepped)
  }
  if (state === 'approved' && nowMs >= expiresAtMs) {
    const stepped = await deps.step(approval, (now) => expire(now, nowMs))
    return done(stepped)
  }
  if (action === 'queued') await deps.sendAction(sendingOf(approval))
}
