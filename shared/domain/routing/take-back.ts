/** When a conversation is taken from whoever has it and does not answer, so that no customer waits for somebody who is gone. */
import type { Conversation, ConversationState } from '#domain/conversation'
import type { Operator } from '#domain/operator'
import { operatorOf, statusOf, waitingSinceMs } from '#domain/turn'
import { nextDue } from '#domain/watch'
import { followRouting } from './follow-routing.ts'
import type { RoutingDocument } from './routing-policy.ts'
import type { Routing } from './routing-record.ts'
import { isFresh } from './waiting.ts'

export type TakeBack = { readonly routedFor: 'offline' | 'away' | 'idle'; readonly atMs: number }

/**
 * When and why it is taken from `holder` if nothing changes until then: after a share of what was left of its deadline
 * when he went (or was given it, if he is there and silent). Null: never. Only a customer who waits is a reason, and a
 * conversation is taken back so many times at most.
 */
export function takeBackOf(
  conversation: Conversation,
  holder: Pick<Operator, 'operatorId' | 'availability' | 'sinceMs' | 'gone'>,
  { document: { takeBack }, nowMs }: { readonly document: RoutingDocument; readonly nowMs: number },
): TakeBack | null {
  const { state, watch } = conversation
  // what happened a moment ago may not have been followed yet
  const routing = conversation.routing && followRouting(conversation.routing, state, nowMs)
  const waitsMs = waitingSinceMs(state)
  if (statusOf(state) !== 'open' || waitsMs === null || operatorOf(state) !== holder.operatorId) return null
  // what nothing came of took it from nobody
  const inVain = routing?.state === 'asked' && routing.from === holder.operatorId
  if ((routing?.takenBack ?? 0) - Number(inVain) >= takeBack.most) return null
  // asked of somebody else a moment ago: Chatwoot has yet to show it
  if (routing !== undefined && isFresh(routing, nowMs)) return null
  const givenMs = givenAtMs(state, routing)
  const { routedFor, percent, sinceMs } = reasonFor(holder, takeBack, givenMs)
  if (percent === null) return null
  const fromMs = Math.max(sinceMs, waitsMs)
  const dueAtMs = nextDue(watch)?.dueAtMs ?? null
  // whoever is given what is late already has time all the same
  const leftMs = dueAtMs === null || (fromMs === givenMs && dueAtMs <= givenMs) ? null : Math.max(0, dueAtMs - fromMs)
  return {
    routedFor,
    atMs: fromMs + (leftMs === null ? takeBack.withoutDeadlineSeconds * 1000 : Math.floor((leftMs * percent) / 100)),
  }
}

type Reason = {
  readonly routedFor: TakeBack['routedFor']
  readonly percent: number | null
  readonly sinceMs: number
}

function reasonFor(
  { availability, sinceMs, gone }: Pick<Operator, 'availability' | 'sinceMs' | 'gone'>,
  { offlinePercent, awayPercent, idlePercent }: RoutingDocument['takeBack'],
  givenMs: number,
): Reason {
  if (availability === 'offline' || gone === true)
    // whoever was given it while away has had no time to begin with
    return { routedFor: 'offline', percent: offlinePercent, sinceMs: Math.max(sinceMs, givenMs) }
  if (availability === 'away') return { routedFor: 'away', percent: awayPercent, sinceMs: Math.max(sinceMs, givenMs) }
  return { routedFor: 'idle', percent: idlePercent, sinceMs: givenMs }
}

/**
 * When he got it, as far as is known, from the router or from a person: who chooses somebody that is not there, or silent,
 * wants him to have it, and his time begins then. 0: before anything is known of it.
 */
function givenAtMs(state: ConversationState, routing: Routing | undefined): number {
  const holder = operatorOf(state)
  const { handed } = state
  const isHis = routing?.state === 'assigned' || (routing?.state === 'yielded' && routing.yieldedTo === holder)
  return Math.max(isHis ? routing.atMs : 0, handed?.to === holder ? Math.floor(handed.atUs / 1000) : 0)
}
