import { isUnderWay } from '#domain/action'
import { LOST_AFTER_MS } from '#domain/routing/board'
import { standingOf } from '#domain/routing/waiting'
import { actionIdOf } from './asked-actions.ts'
import { holdFor } from './decide-for.ts'
import type { Held, RouteDeps } from './route-deps.ts'
import type { By, Wanting } from './run-pass.ts'

/** Conversations of these that need somebody now. What only waits for a word, or for Chatwoot, is noted as held. */
export async function waitingNow(
  ids: readonly number[],
  by: By,
  deps: RouteDeps,
): Promise<readonly Wanting[] | 'lost'> {
  const found = await deps.conversations(by.pass.account, [...new Set(ids)])
  const wanting: Wanting[] = []
  for (const held of found.values()) {
    const standing = standingOf(held.conversation, { ...by, document: by.law.document })
    if (standing.kind === 'later' && standing.why === 'greeting') {
      if ((await holdFor(held, { by, why: 'greeting', untilMs: standing.untilMs }, deps)) === 'lost') return 'lost'
    }
    if (standing.kind === 'suggested') wanting.push({ held, routedFor: 'waiting', from: null, isSettled: true })
    if (standing.kind !== 'ready' || (await isOnItsWay(held, deps))) continue
    wanting.push({ held, routedFor: 'waiting', from: null })
  }
  return wanting
}

/**
 * Whether what was asked of Chatwoot may still come: Chatwoot may be down for longer than we like to wait. An action that
 * comes back from the dead letters after that does no harm: it expects who had the conversation then.
 */
export async function isOnItsWay({ conversation }: Held, deps: RouteDeps): Promise<boolean> {
  const { account, conversationId, routing } = conversation
  if (routing?.state !== 'asked' || deps.now() - routing.atMs >= LOST_AFTER_MS) return false
  const id = actionIdOf(conversation, routing)
  return isUnderWay(await deps.actionState({ account, conversationId, id }))
}
