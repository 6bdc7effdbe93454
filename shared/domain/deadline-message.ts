/** What the deadline queue carries, and how far ahead it is filled. */

/**
 * Ticks come by the minute; each looks two and a half minutes ahead, so that one that fails to come delays nothing. A
 * write whose next instant is nearer than that announces it itself.
 */
export const HORIZON_MS = 150_000

export type DeadlineMessage = {
  readonly kind: 'deadline'
  readonly account: string
  readonly conversationId: number
  /** The instant, epoch milliseconds. */
  readonly atMs: number
}

/** Goes through the conversations of an account after a document was activated, a page a message. */
export type RefreshMessage = {
  readonly kind: 'refresh'
  readonly account: string
  readonly status: 'open' | 'pending' | 'snoozed'
  readonly cursor: string | null
}

/** SQS delays by whole seconds, 900 at most. Never early: a message that comes too soon would have to wait again. */
export const delaySeconds = (atMs: number, nowMs: number): number =>
  Math.min(900, Math.max(0, Math.ceil((atMs - nowMs) / 1000)))

/**
 * The delay of a deadline: as above, but up to a quarter of a second before it, which the worker waits out. Rounded up
 * alone, one in a hundred would come more than a second late.
 */
export const EARLY_MS = 250
export const deadlineDelaySeconds = (atMs: number, nowMs: number): number => delaySeconds(atMs - EARLY_MS, nowMs)

const MINUTE_MS = 60_000
/** Minutes for which every tick sends an overdue instant again. */
const EACH_TICK = 3

/**
 * Whether a tick sends an instant. What ticks before have announced already is sent again at growing ages alone: a queue
 * that nobody works on must not fill with copies. `lastTickMs`: the tick before that got through; null: none did.
 */
export function isToSend(atMs: number, { nowMs, lastTickMs }: { nowMs: number; lastTickMs: number | null }): boolean {
  if (lastTickMs === null || atMs > lastTickMs + HORIZON_MS) return true
  const minutes = Math.floor((nowMs - atMs) / MINUTE_MS)
  return minutes <= EACH_TICK || (minutes & (minutes - 1)) === 0 || minutes % 60 === 0
}

/** The instant to announce after a write; null when there is none, it is known already, or a tick will see it. */
export function instantToAnnounce(before: number | undefined, after: number | undefined, nowMs: number): number | null {
  if (after === undefined || after === before || after > nowMs + HORIZON_MS) return null
  return after
}
