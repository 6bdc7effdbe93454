import type { Conversation } from '#domain/conversation'
import type { ThreadRead, ThreadRequest } from '#domain/quality/thread-reading'
import type { Again, ResolvedEvent } from './open-message.ts'

export type AskDeps = {
  readonly now: () => number
  readonly conversation: (account: string, conversationId: number) => Promise<Conversation | null>
  /** Through act, which alone may ask Chatwoot. */
  readonly request: (request: ThreadRequest) => Promise<void>
  readonly sendLater: (again: Again, delaySeconds: number) => Promise<void>
}

/** Chatwoot is asked again after a quarter of an hour, for as long as an outage may last that nobody has noticed. */
const AGAIN_AFTER_S = 900
const MOST_TRIES = 8

/** Has a conversation read that was resolved, unless it has been opened again by now or was never one with a customer. */
export async function askFor(event: ResolvedEvent, deps: AskDeps): Promise<void> {
  const { account, conversationId, occurredAtMs, correlationId } = event
  const held = await deps.conversation(account, conversationId)
  if (held?.state.snapshot?.status !== 'resolved' || held.state.firstInbound === undefined) return
  if (held.state.canary !== undefined) return
  await deps.request({
    kind: 'thread',
    account,
    conversationId,
    resolvedAtMs: occurredAtMs,
    id: `${account}/${conversationId}/${occurredAtMs}/0`,
    requestedAtMs: deps.now(),
    tries: 0,
    correlationId,
  })
}

/** False: it is of no use. */
export async function askLater(
  { account, conversationId, resolvedAtMs, correlationId, ...failed }: Extract<ThreadRead, { kind: 'thread_failed' }>,
  deps: AskDeps,
): Promise<boolean> {
  const tries = failed.tries + 1
  if (!failed.passing || tries >= MOST_TRIES) return false
  const id = `${account}/${conversationId}/${resolvedAtMs}/${tries}`
  const requestedAtMs = deps.now()
  await deps.sendLater(
    { kind: 'again', account, conversationId, resolvedAtMs, id, requestedAtMs, tries, correlationId },
    AGAIN_AFTER_S,
  )
  return true
}
