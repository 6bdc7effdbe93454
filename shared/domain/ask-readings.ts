/** Whom presence asks about, and what: pure. */
import type { ReadingRequest } from './chatwoot-reading.ts'
import type { PresenceMark } from './presence.ts'

/** Asks presence to have accounts read: all of them, as every minute by the clock, or one at once. */
export type AskMessage = { readonly kind: 'ask'; readonly account?: string }

/** Teams, inboxes and who belongs to them change by the day, and cost a call each. */
export const DIRECTORY_FRESH_MS = 600_000
/** How long an account that could be read before may stay silent. */
const STALE_MS = 600_000
/** One that has been silent for longer was given up, its token taken back: nobody is called about it for ever. */
const GIVEN_UP_MS = 86_400_000

const MINUTE_MS = 60_000
/** By hand it may be asked more often: people wait for it. */
const AT_ONCE_MS = 10_000

/**
 * What has to be asked of an account now, the directory first: whoever is new is known with his teams then. The ids
 * repeat within the minute, or within ten seconds where it is asked `atOnce`, so that asking twice reads once.
 */
export function readingsFor(
  account: string,
  { mark, atOnce }: { readonly mark: PresenceMark | undefined; readonly atOnce: boolean },
  nowMs: number,
): readonly ReadingRequest[] {
  const directoryReadAtMs = mark?.directoryReadAtMs ?? null
  const isDue = directoryReadAtMs === null || nowMs - directoryReadAtMs >= DIRECTORY_FRESH_MS
  const slot = atOnce ? `at-${Math.floor(nowMs / AT_ONCE_MS)}` : Math.floor(nowMs / MINUTE_MS)
  return (isDue ? (['directory', 'operators'] as const) : (['operators'] as const)).map((what) => {
    const id = `${account}/reading/${what}/${slot}`
    return { kind: 'reading', what, account, id, requestedAtMs: nowMs, correlationId: id }
  })
}

/** Was read before, and has not been for a while. */
export function isStale(mark: PresenceMark | undefined, nowMs: number): boolean {
  if (mark === undefined) return false
  const silentMs = nowMs - mark.readAtMs
  return silentMs > STALE_MS && silentMs <= GIVEN_UP_MS
}
