import { advance, type LawFor } from '#domain/advance-watch'
import { canonicalText } from '#domain/canonical'
import type { Conversation } from '#domain/conversation'
import { type DeadlineMessage, EARLY_MS } from '#domain/deadline-message'
import type { Watch } from '#domain/watch'
import { fullJitterMs } from '#runtime/retry'
import { type Outcome, RETRY } from '#runtime/sqs-batch'

/** What the store holds of a conversation; `carried` is the store's own and goes back to it untouched. */
export type Held = { readonly conversation: Conversation; readonly carried: Readonly<Record<string, unknown>> }
type Draft = Omit<Conversation, 'version' | 'writtenAtMs'>

export type ReevaluateDeps = {
  readonly commit: (
    draft: Draft,
    over: Held,
  ) => Promise<
    | { readonly kind: 'stored' }
    | { readonly kind: 'lost'; readonly current: Held | undefined }
    | { readonly kind: 'refused'; readonly detail: string }
  >
  readonly lawFor: (account: string, watch: Watch | undefined) => Promise<LawFor>
  readonly announce: (deadlines: readonly DeadlineMessage[]) => Promise<void>
  readonly now: () => number
  readonly random: () => number
  readonly wait: (ms: number) => Promise<void>
  readonly count: (
    name:
      | 'DeadlinesHandled'
      | 'DeadlinesEarly'
      | 'DeadlinesWaiting'
      | 'DeadlinesIdle'
      | 'LostRaces'
      | 'WatchesRefreshed',
    by?: number,
  ) => void
}

const TRIES = 6
const BACKOFF = { baseMs: 20, capMs: 320 }
/** Clocks of machines differ: what comes this much too early is sent again rather than forgotten. */
const MOST_EARLY_MS = 5_000

/** Undefined when all is done: written, or nothing to do. */
export async function reevaluate(
  message: DeadlineMessage,
  held: Held | undefined,
  deps: ReevaluateDeps,
): Promise<Outcome | undefined> {
  const nextAtMs = held?.conversation.watch?.nextAtMs
  const earlyMs = nextAtMs === undefined ? Number.POSITIVE_INFINITY : nextAtMs - deps.now()
  if (held === undefined || nextAtMs === undefined || earlyMs > MOST_EARLY_MS) {
    // handled by an earlier copy of the message, or by a webhook; a later instant has been announced by its own write
    deps.count('DeadlinesIdle')
    return undefined
  }
  if (earlyMs > EARLY_MS) {
    await deps.announce([{ ...message, atMs: nextAtMs }])
    deps.count('DeadlinesEarly')
    return undefined
  }
  if (earlyMs > 0) await deps.wait(earlyMs)
  const correlationId = `deadline-${message.conversationId}-${nextAtMs}`
  const outcome = await moveOn(held, deps, { correlationId, notBeforeMs: nextAtMs })
  if (outcome === undefined) deps.count('DeadlinesHandled')
  return outcome
}

/**
 * Writes the watch as it stands by now, if that is another than is stored. Another writer may have come first; then it
 * is looked at again. `correlationId` names the cause in log and events; timers may end a millisecond early, hence
 * `notBeforeMs`.
 */
export async function moveOn(
  held: Held,
  deps: ReevaluateDeps,
  { correlationId, notBeforeMs = 0 }: { readonly correlationId: string; readonly notBeforeMs?: number },
): Promise<Outcome | undefined> {
  let over: Held | undefined = held
  for (let nth = 0; nth < TRIES && over !== undefined; nth += 1) {
    const { conversation } = over
    const { account, state } = conversation
    const law = await deps.lawFor(account, conversation.watch)
    const watch = advance(conversation.watch, {
      before: state,
      after: state,
      ...law,
      nowMs: Math.max(deps.now(), notBeforeMs),
    })
    if (watch === undefined || canonicalText(watch) === canonicalText(conversation.watch)) return undefined
    const { version: _v, writtenAtMs: _w, ...rest } = conversation
    const committed = await deps.commit({ ...rest, watch, source: 'clock', correlationId }, over)
    if (committed.kind === 'stored') return undefined
    if (committed.kind === 'refused') return { kind: 'dead', reason: 'impossible', detail: committed.detail }
    deps.count('LostRaces')
    over = committed.current
    await deps.wait(fullJitterMs(nth, BACKOFF, deps.random))
  }
  return over === undefined ? undefined : RETRY
}
