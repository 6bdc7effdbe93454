/** Which conversations of a list have to be read, by what is stored of them: pure. */
import type { ConversationState } from '#domain/conversation'
import { isDeleted } from '#domain/turn'
import type { SweepRating, SweepRow, Wanted } from './sweep-readings.ts'

export type Compared = {
  readonly wanted: readonly Wanted[]
  /** Rows that tell what a webhook should have told by now. */
  readonly news: number
}

export type Comparison = {
  readonly stateOf: (conversationId: number) => ConversationState | undefined
  /** Resolved conversations that have been silent since before are not kept, and not wanted back. */
  readonly keptSinceMs: number
  /** A webhook about what changed later may still be under way. */
  readonly settledMs: number
}

/**
 * A conversation that was ever read up to its row is known, for every change of a message or of the row moves the row's
 * `updated_at`. What webhooks told is no such proof: one of several messages may be missing.
 */
export function compareRows(rows: readonly SweepRow[], { stateOf, keptSinceMs, settledMs }: Comparison): Compared {
  const wanted: Wanted[] = []
  let news = 0
  for (const row of rows) {
    const { conversationId } = row
    const state = stateOf(conversationId)
    if (state === undefined && row.status === 'resolved' && row.lastActivityAtMs < keptSinceMs) continue
    const readTo = state?.readTo
    const isMoved = row.updatedAtUs > (readTo?.updatedAtUs ?? 0)
    const isEdited = readTo !== undefined && row.messagesChangedAtMs > readTo.atMs
    // it is there after all
    const isBack = state !== undefined && isDeleted(state)
    if (!isMoved && !isEdited && !isBack) continue
    const afterMessageId = readTo?.messageId ?? 0
    wanted.push({ conversationId, afterMessageId, ...(isEdited && !isMoved ? { newestToo: true } : {}) })
    if (isNews(row, state) && row.updatedAtUs < settledMs * 1000) news += 1
  }
  return { wanted, news }
}

/** A rough sign, by which sweeps become more frequent; what was lost exactly is found where readings are merged. */
function isNews(row: SweepRow, state: ConversationState | undefined): boolean {
  const snapshot = state?.snapshot
  if (snapshot === undefined) return true
  if (snapshot.updatedAtUs >= row.updatedAtUs) return false
  const { lastInbound, lastReply, lastBotReply } = state ?? {}
  const known = Math.max(lastInbound?.id ?? 0, lastReply?.id ?? 0, lastBotReply?.id ?? 0)
  return snapshot.status !== row.status || row.lastMessageId > known
}

/** A change of mind has no time of its own in the list, so it counts from when it was seen. */
export function compareRatings(
  ratings: readonly SweepRating[],
  { stateOf, readAtMs }: { readonly stateOf: Comparison['stateOf']; readonly readAtMs: number },
): readonly Wanted[] {
  return ratings.flatMap(({ conversationId, messageId, rating, ratedAtMs }) => {
    const state = stateOf(conversationId)
    // Never read: it comes with the conversation's messages.
    if (state === undefined) return []
    const { csat, readTo } = state
    if (csat?.messageId === messageId && csat.rating === rating) return []
    // Surveys are sent once a conversation: an older one than is known was answered, and forgotten.
    if (csat !== undefined && csat.messageId > messageId) return []
    const isChanged = csat?.messageId === messageId
    return [
      {
        conversationId,
        afterMessageId: Math.min(readTo?.messageId ?? 0, messageId - 1),
        ratedAtMs: isChanged ? readAtMs : ratedAtMs,
      },
    ]
  })
}

/** Ids beyond the newest that a list shows, of which some may have been deleted. */
const BEYOND = 50
/** Numbers are given one after the other; a list with more holes is not in their order. */
const MOST_MISSING = 2_000

/**
 * Numbers between the listed ones, of a list that is whole and in the order of creation. `afterId` is the last number of the
 * pages before.
 */
export function missingIds(
  rows: readonly SweepRow[],
  at: { readonly afterId: number; readonly isLast: boolean },
): number[] {
  const listed = new Set(rows.map(({ conversationId }) => conversationId))
  const newest = Math.max(at.afterId, ...listed)
  const until = newest + (at.isLast ? BEYOND : 0)
  if (until - at.afterId > MOST_MISSING + listed.size) return []
  return Array.from({ length: until - at.afterId }, (_, nth) => at.afterId + 1 + nth).filter((id) => !listed.has(id))
}

/** Those among them that we know and take for alive: whether they are gone is asked one by one. */
export const suspects = (ids: readonly number[], stateOf: Comparison['stateOf']): readonly Wanted[] =>
  ids.flatMap((conversationId) => {
    const state = stateOf(conversationId)
    if (state?.snapshot === undefined || isDeleted(state)) return []
    return [{ conversationId, afterMessageId: state.readTo?.messageId ?? 0 }]
  })
