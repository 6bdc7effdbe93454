import { isOpenApproval } from '#domain/approval'
import { isOvertaken, voidApproval } from '#domain/approval-commands'
import type { CustomerWrote } from '#domain/review-message'
import type { ConversationGone } from './open-message.ts'
import { done, type ReviewDeps } from './review-deps.ts'

/** Ends every draft and approval that answers another moment than this one. */
export async function voidOvertaken(message: CustomerWrote | ConversationGone, deps: ReviewDeps): Promise<void> {
  const { account, conversationId } = message
  for (const { id } of await deps.approvalsOf(account, conversationId)) {
    const stepped = await deps.step({ account, conversationId, id }, (approval) => {
      const nowMs = deps.now()
      if (message.kind === 'gone') {
        const ends = isOpenApproval(approval) || approval.state === 'approved'
        return ends ? voidApproval(approval, { code: 'conversation_deleted', nowMs }) : LEAVE
      }
      return isOvertaken(approval, message.messageId)
        ? voidApproval(approval, { code: 'newer_customer_message', nowMs })
        : LEAVE
    })
    done(stepped)
  }
}

const LEAVE = { kind: 'refused', code: 'not_open' } as const
