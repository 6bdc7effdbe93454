import { answeredSince } from '#domain/answered-since'
import type { Approval } from '#domain/approval'
import { conversationNow } from './conversation-now.ts'

/** Whether a person has answered by hand what a draft answers, as far as we know now. @throws the SDK's errors. */
export function answeredByHand(
  deps: Parameters<typeof conversationNow>[0],
): (approval: Pick<Approval, 'account' | 'conversationId' | 'boundTo'>) => Promise<boolean> {
  const conversationOf = conversationNow(deps)
  return async ({ account, conversationId, boundTo }) => {
    const conversation = await conversationOf(account, conversationId)
    return conversation !== null && answeredSince(boundTo, conversation.state) !== null
  }
}
