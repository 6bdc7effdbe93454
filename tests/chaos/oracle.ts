/** What the desk knows beside what is true: the rows of the Chatwoot stand-in. */
import type { Conversation } from '#domain/conversation'
import { waitingSinceMs } from '#domain/turn'
import { type ExpectedConversation, expectedConversations } from '#infra/local/chatwoot/expected'
import type { Store } from '#infra/local/chatwoot/store'

export type Difference = {
  readonly conversationId: number
  readonly field: string
  readonly known: unknown
  readonly truth: unknown
}

/** Every fact in which the two differ; a conversation that only one of them has differs in `exists`. */
export function differences(known: ReadonlyMap<number, Conversation>, store: Store): Difference[] {
  const expected = expectedConversations(store)
  const truths = new Set(expected.map(({ conversationId }) => conversationId))
  const surplus = [...known.values()].filter((one) => !truths.has(one.conversationId) && !isGone(one))
  return [
    ...expected.flatMap((truth) => differencesOf(known.get(truth.conversationId), truth)),
    ...surplus.map(({ conversationId }) => ({ conversationId, field: 'exists', known: true, truth: false })),
  ]
}

function differencesOf(conversation: Conversation | undefined, truth: ExpectedConversation): Difference[] {
  const { conversationId } = truth
  if (conversation === undefined || isGone(conversation))
    return [{ conversationId, field: 'exists', known: false, truth: true }]
  const known = factsOf(conversation)
  return Object.entries(factsExpected(truth)).flatMap(([field, wanted]) =>
    JSON.stringify(known[field]) === JSON.stringify(wanted)
      ? []
      : [{ conversationId, field, known: known[field], truth: wanted }],
  )
}

/** A deletion was noticed, and nothing was read of the conversation since. */
const isGone = ({ state: { deleted, readTo } }: Conversation): boolean =>
  deleted !== undefined && deleted.atMs >= (readTo?.atMs ?? 0)

type Facts = Readonly<Record<string, unknown>>

function factsOf({ state }: Conversation): Facts {
  const { snapshot } = state
  return {
    status: snapshot?.status,
    priority: snapshot?.priority,
    inboxId: snapshot?.inboxId,
    contactId: snapshot?.contactId,
    assignee: snapshot?.assignee ? { id: snapshot.assignee.id, kind: snapshot.assignee.kind } : null,
    teamId: snapshot?.team?.id ?? null,
    labels: snapshot?.labels,
    createdAtMs: snapshot?.createdAtMs,
    firstReplyAtS: secondsOf(snapshot?.firstReplyAtMs ?? null),
    snoozedUntilMs: snapshot?.snoozedUntilMs ?? null,
    firstInboundId: state.firstInbound?.id ?? null,
    lastInboundId: state.lastInbound?.id ?? null,
    firstReplyId: state.firstReply?.id ?? null,
    lastReplyId: state.lastReply?.id ?? null,
    lastBotReplyId: state.lastBotReply?.id ?? null,
    rating: state.csat?.rating ?? null,
    waits: waitingSinceMs(state) !== null,
  }
}

/**
 * `waiting_since` is cleared without a webhook when Chatwoot resolves, so what is compared is whether someone waits; and the
 * API knows first replies to the second.
 */
function factsExpected({
  conversationId: _,
  waitingSinceMs: waitingSince,
  firstReplyAtMs,
  ...facts
}: ExpectedConversation): Facts {
  const { status } = facts
  const waits = waitingSince !== null && status !== 'resolved' && status !== 'snoozed'
  return { ...facts, firstReplyAtS: secondsOf(firstReplyAtMs), waits }
}

const secondsOf = (ms: number | null): number | null => (ms === null ? null : Math.floor(ms / 1000))
