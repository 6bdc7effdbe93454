import type { ConversationState } from '#domain/conversation'
import type { ExpectedConversation } from '#infra/local/chatwoot/expected'

/** What a state says of a conversation, in the words of the stand-in's own rows. */
export function toldOf(conversationId: number, state: ConversationState | undefined): ExpectedConversation | undefined {
  const snapshot = state?.snapshot
  if (state === undefined || snapshot === undefined) return undefined
  const { status, priority, inboxId, contactId, assignee, team, labels, createdAtMs, snoozedUntilMs } = snapshot
  return {
    conversationId,
    status,
    priority,
    inboxId,
    contactId: contactId ?? 0,
    assignee: assignee === null ? null : { id: assignee.id, kind: assignee.kind },
    teamId: team?.id ?? null,
    labels,
    createdAtMs,
    // taken back without a webhook when a conversation is resolved
    waitingSinceMs: status === 'resolved' ? null : snapshot.waitingSinceMs,
    firstReplyAtMs: wholeSeconds(snapshot.firstReplyAtMs),
    snoozedUntilMs,
    firstInboundId: state.firstInbound?.id ?? null,
    lastInboundId: state.lastInbound?.id ?? null,
    firstReplyId: state.firstReply?.id ?? null,
    lastReplyId: state.lastReply?.id ?? null,
    lastBotReplyId: state.lastBotReply?.id ?? null,
    rating: state.csat?.rating ?? null,
  }
}

/** The API knows first replies to the second. */
export const expectedToTheSecond = (expected: ExpectedConversation): ExpectedConversation => ({
  ...expected,
  waitingSinceMs: expected.status === 'resolved' ? null : expected.waitingSinceMs,
  firstReplyAtMs: wholeSeconds(expected.firstReplyAtMs),
})

const wholeSeconds = (ms: number | null): number | null => (ms === null ? null : Math.floor(ms / 1000) * 1000)
