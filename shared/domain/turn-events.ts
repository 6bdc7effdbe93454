import type { ConversationState, MessageRef } from './conversation.ts'
import type { Draft } from './draft.ts'
import { lastAnswer, rowOf, waitingSinceMs } from './turn.ts'

type Speech = MessageRef & { readonly by: 'customer' | 'operator' | 'bot' }

/**
 * The waits that began and ended, and the replies, between two states. State keeps the first and the last message of
 * each side only, so of several messages learned in one write those between are not told.
 */
export function turnEvents(before: ConversationState, after: ConversationState): Draft[] {
  const waitBefore = waitingSinceMs(before)
  const waitAfter = waitingSinceMs(after)
  const speeches = newSpeeches(before, after)
  const lastReplyId = speeches.findLast((one) => one.by !== 'customer')?.id ?? 0
  const continues = waitBefore !== null && waitAfter !== null && !isLaterTurn(before, after, speeches)
  const drafts: Draft[] = []
  let since = waitBefore

  for (const speech of speeches) {
    if (speech.by === 'customer') {
      // A turn both begun and answered within this write. One that still lasts is told below, by what Chatwoot says of it.
      if (since !== null || speech.id > lastReplyId) continue
      since = speech.atMs
      drafts.push(waiting(since, speech))
      continue
    }
    const ended = since !== null && !continues && isNotBefore(speech.atMs, since)
    const waitedMs = ended && since !== null ? Math.max(0, speech.atMs - since) : null
    drafts.push(speech.by === 'operator' ? replied(speech, waitedMs, after) : botReplied(speech, waitedMs))
    if (ended) since = null
  }

  if (since !== null && !continues) drafts.push(waitEnded(since, after))
  if (waitAfter !== null && !continues) drafts.push(waiting(waitAfter, starterOf(after, waitAfter)))
  return drafts
}

/**
 * Messages learned by this write that are newer than what was known, oldest first. A first message is new only as long
 * as none was known: one that comes after later ones has missed its place in the ledger.
 */
function newSpeeches(before: ConversationState, after: ConversationState): Speech[] {
  const answered = lastAnswer(before)?.id ?? 0
  const customers = newer(before.lastInbound, after.firstInbound, after.lastInbound).filter((one) => one.id > answered)
  return [
    ...customers.map((one): Speech => ({ ...one, by: 'customer' })),
    ...newer(before.lastReply, after.firstReply, after.lastReply).map((one): Speech => ({ ...one, by: 'operator' })),
    ...newer(before.lastBotReply, undefined, after.lastBotReply).map((one): Speech => ({ ...one, by: 'bot' })),
  ].sort((a, b) => a.id - b.id)
}

function newer(known: MessageRef | undefined, first: MessageRef | undefined, last: MessageRef | undefined) {
  if (last === undefined || last.id <= (known?.id ?? 0)) return []
  return known === undefined && first !== undefined && first.id < last.id ? [first, last] : [last]
}

/** Both states wait. Was the one ended and another begun between them, or do we only know its start better? */
function isLaterTurn(before: ConversationState, after: ConversationState, speeches: readonly Speech[]): boolean {
  const from = waitingSinceMs(before)
  const to = waitingSinceMs(after)
  if (from === null || to === null || to <= from) return false
  const bothSaid = from === before.snapshot?.waitingSinceMs && to === after.snapshot?.waitingSinceMs
  return bothSaid || speeches.some((one) => one.by !== 'customer' && isNotBefore(one.atMs, from))
}

const waiting = (sinceMs: number, message: MessageRef | undefined): Draft => ({
  type: 'conversation.customer_waiting.v1',
  occurredAtMs: message?.atMs ?? sinceMs,
  data: { sinceMs, messageId: message?.id ?? null },
})

function waitEnded(sinceMs: number, state: ConversationState): Draft {
  const row = rowOf(state)
  return {
    type: 'conversation.wait_ended.v1',
    occurredAtMs: Math.floor((row?.updatedAtUs ?? 0) / 1000),
    data: { sinceMs, reason: row?.status === 'resolved' || row?.status === 'snoozed' ? 'status' : 'cleared' },
  }
}

const botReplied = (speech: Speech, waitedMs: number | null): Draft => ({
  type: 'conversation.bot_replied.v1',
  occurredAtMs: speech.atMs,
  data: { messageId: speech.id, waitedMs },
})

/**
 * A reply counts as the first only in the write that shows it: one that arrives after later replies finds its place taken.
 */
function replied(speech: Speech, waitedMs: number | null, after: ConversationState): Draft {
  const first = after.firstReply?.id === speech.id && !isAfterFirstReply(speech, after)
  return {
    type: 'conversation.operator_replied.v1',
    occurredAtMs: speech.atMs,
    data: { messageId: speech.id, operatorId: speech.senderId, first, waitedMs },
  }
}

/** Chatwoot knows an earlier first reply: we missed that message, so the first one we saw is not the first. */
const isAfterFirstReply = (speech: Speech, { snapshot }: ConversationState): boolean =>
  snapshot != null && snapshot.firstReplyAtMs !== null && !isNotBefore(snapshot.firstReplyAtMs, speech.atMs)

/** The customer's message that began the wait, if it is one we know. */
const starterOf = ({ firstInbound, lastInbound }: ConversationState, sinceMs: number): MessageRef | undefined =>
  [lastInbound, firstInbound].find((one) => one !== undefined && second(one.atMs) === second(sinceMs))

/** Some times are known to the second only, so the comparison is by whole seconds. */
const isNotBefore = (atMs: number, sinceMs: number): boolean => second(atMs) >= second(sinceMs)
const second = (ms: number): number => Math.floor(ms / 1000)
