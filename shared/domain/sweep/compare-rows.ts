/** Which conversations of a list have to be read, by what is stored of them: pure. */
import type { ConversationState } from '#domain/conversation'
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
    if (!isMoved && !isEdited) continue
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
