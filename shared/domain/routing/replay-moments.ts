/** What of a ledger a replay of routing goes by: when a conversation waited for people, and what it was then. Pure. */
import type { Law } from '#domain/advance-watch'
import { wasAnsweredBefore, writesOf } from '#domain/explain-clocks'
import { type ReplayedRun, replay } from '#domain/replay-policy'
import { after, beforeFirstSight, type Situation, turnIn } from '#domain/situation'
import type { Said } from '#domain/topic'
import type { ConversationEvent } from '#events/conversation-events'

/** A conversation as it was: its moments, oldest first, and what its first messages left. */
export type RoutingStory = {
  readonly conversationId: number
  readonly moments: readonly Moment[]
  readonly said: readonly Said[] | undefined
}

/** A conversation from an instant on, until its next moment. */
export type Moment = {
  readonly atMs: number
  readonly situation: Situation
  /** Flagged, reopened or escalated by then. */
  readonly hard: boolean
  /** Word lists of its newest flagged message. */
  readonly words: readonly string[]
  /** It waits for people; null: it does not. */
  readonly wait: Wait | null
  /** The wait before ended because somebody answered. */
  readonly answered: boolean
  /** Who answered last, and when. */
  readonly lastOperator: { readonly id: number; readonly atMs: number } | null
}

export type Wait = {
  /** Since when; tells one wait from another. */
  readonly sinceMs: number
  /** By the SLA document in force; null: none. */
  readonly dueAtMs: number | null
  /** For the first answer of a person. */
  readonly first: boolean
}

/** One a write of the ledger, oldest first. `law`: whose deadlines count. */
export function momentsOf(
  events: readonly ConversationEvent[],
  { law, untilMs }: { readonly law: Law; readonly untilMs: number },
): readonly Moment[] {
  const { runs } = replay({ events, law, untilMs })
  const moments: Moment[] = []
  let situation = beforeFirstSight(wasAnsweredBefore(events))
  let hard = false
  let words: readonly string[] = []
  let before: Moment | undefined
  for (const write of writesOf(events)) {
    const atMs = Math.max(before?.atMs ?? 0, ...write.map(({ occurredAtMs }) => occurredAtMs))
    if (atMs > untilMs) break
    const answeredBefore = situation.answeredBefore
    for (const event of write) situation = after(situation, event)
    words = wordsIn(write) ?? words
    hard ||= write.some(({ type }) => HARD.has(type))
    before = {
      atMs,
      situation,
      hard,
      words,
      wait: waitIn({ situation, answeredBefore, atMs, runs }, before?.wait ?? null),
      answered: isAnswered(write),
      lastOperator: lastIn(write, before?.lastOperator ?? null),
    }
    moments.push(before)
  }
  return moments
}

const HARD: ReadonlySet<ConversationEvent['type']> = new Set([
  'conversation.message_flagged.v1',
  'conversation.reopened.v1',
  'escalation.raised.v1',
])

const wordsIn = (write: readonly ConversationEvent[]): readonly string[] | undefined =>
  write.flatMap((event) => (event.type === 'conversation.message_flagged.v1' ? [event.data.categories] : [])).at(-1)

type Seen = {
  readonly situation: Situation
  readonly answeredBefore: boolean
  readonly atMs: number
  readonly runs: readonly ReplayedRun[]
}

function waitIn({ situation, answeredBefore, atMs, runs }: Seen, before: Wait | null): Wait | null {
  const turn = turnIn(situation)
  if (turn !== 'queue' && turn !== 'operator') return null
  if (before !== null) return before
  const clock = answeredBefore ? 'next_response' : 'first_response'
  const run = runs.findLast((one) => one.clock === clock && one.startedAtMs <= atMs)
  return { sinceMs: atMs, dueAtMs: run?.dueAtMs ?? null, first: !answeredBefore }
}

const isAnswered = (write: readonly ConversationEvent[]): boolean =>
  write.some((event) => event.type === 'conversation.operator_replied.v1' && event.data.waitedMs !== null)

function lastIn(write: readonly ConversationEvent[], before: Moment['lastOperator']): Moment['lastOperator'] {
  const reply = write.findLast(({ type }) => type === 'conversation.operator_replied.v1')
  if (reply?.type !== 'conversation.operator_replied.v1' || reply.data.operatorId === null) return before
  return { id: reply.data.operatorId, atMs: reply.occurredAtMs }
}
