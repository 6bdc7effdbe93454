/** What a receiver that lost nothing must know in the end, read from the rows of the stand-in. */
import { seconds } from './micro-time.ts'
import type { Conversation, Message, Priority, Status } from './model.ts'
import type { Store } from './store.ts'

export type ExpectedConversation = {
  readonly conversationId: number
  readonly status: Status
  readonly priority: Priority | null
  readonly inboxId: number
  readonly contactId: number
  readonly assignee: { readonly id: number; readonly kind: 'operator' | 'bot' } | null
  readonly teamId: number | null
  /** Sorted. */
  readonly labels: readonly string[]
  /** Whole seconds, in milliseconds: webhooks tell no more. */
  readonly createdAtMs: number
  readonly waitingSinceMs: number | null
  /** To the millisecond. */
  readonly firstReplyAtMs: number | null
  readonly snoozedUntilMs: number | null
  /** Message ids; null: there is none. */
  readonly firstInboundId: number | null
  readonly lastInboundId: number | null
  readonly firstReplyId: number | null
  readonly lastReplyId: number | null
  readonly lastBotReplyId: number | null
  readonly rating: number | null
}

/** One a conversation, by display id. */
export const expectedConversations = (store: Store): ExpectedConversation[] =>
  [...store.conversations.values()].map((row) => expectedConversation(store, row))

export function expectedConversation(store: Store, row: Conversation): ExpectedConversation {
  const messages = store.messagesOf(row)
  const inbound = messages.filter(({ messageType }) => messageType === 'incoming')
  const said = messages.filter((message) => message.messageType === 'outgoing' && !message.private)
  const replies = said.filter(({ sender }) => sender?.type === 'User')
  const rating = [...store.csatResponses.values()].find(({ conversationId }) => conversationId === row.id)?.rating
  return {
    conversationId: row.displayId,
    status: row.status,
    priority: row.priority,
    inboxId: row.inboxId,
    contactId: row.contactId,
    assignee: assigneeOf(row),
    teamId: row.teamId,
    labels: [...row.labelList].sort(),
    createdAtMs: seconds(row.createdAtUs) * 1000,
    waitingSinceMs: row.waitingSinceUs === null ? null : seconds(row.waitingSinceUs) * 1000,
    firstReplyAtMs: msOrNull(row.firstReplyCreatedAtUs),
    snoozedUntilMs: msOrNull(row.snoozedUntilUs),
    firstInboundId: idOrNull(inbound[0]),
    lastInboundId: idOrNull(inbound.at(-1)),
    firstReplyId: idOrNull(replies[0]),
    lastReplyId: idOrNull(replies.at(-1)),
    lastBotReplyId: idOrNull(said.findLast(({ sender }) => sender?.type === 'AgentBot')),
    rating: rating ?? null,
  }
}

function assigneeOf(row: Conversation): ExpectedConversation['assignee'] {
  if (row.assigneeAgentBotId !== null) return { id: row.assigneeAgentBotId, kind: 'bot' }
  return row.assigneeId === null ? null : { id: row.assigneeId, kind: 'operator' }
}

const msOrNull = (us: number | null): number | null => (us === null ? null : Math.floor(us / 1000))
const idOrNull = (message: Message | undefined): number | null => message?.id ?? null
