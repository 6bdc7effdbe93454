/** Folds the events of a ledger into the fact of their conversation, in the order of the ledger, each once. */
import { after } from '#domain/situation'
import type { ConversationEvent } from '#events/conversation-events'
import { type Fact, isBeyond } from './fact.ts'
import { countReply, dismissHolding, holdReply, owe } from './first-response.ts'
import { REOPEN_WINDOW_MS } from './measures.ts'
import { type Tally, tallyOf } from './tally.ts'

type EventOf<Type extends ConversationEvent['type']> = Extract<ConversationEvent, { readonly type: Type }>

/** Events that move a fact; of others nothing is counted. */
export const COUNTED_EVENTS = [
  'conversation.opened.v1',
  'conversation.reopened.v1',
  'conversation.resolved.v1',
  'conversation.deleted.v1',
  'conversation.status_changed.v1',
  'conversation.customer_waiting.v1',
  'conversation.wait_ended.v1',
  'conversation.operator_replied.v1',
  'conversation.bot_replied.v1',
  'conversation.assigned.v1',
  'conversation.unassigned.v1',
  'conversation.team_changed.v1',
  'conversation.csat_received.v1',
  'conversation.topic_read.v1',
  'sla.breached.v1',
  'sla.met.v1',
  'sla.breach_withdrawn.v1',
  'escalation.raised.v1',
  'promise.made.v1',
  'promise.dismissed.v1',
] as const satisfies readonly ConversationEvent['type'][]

const COUNTED: ReadonlySet<string> = new Set(COUNTED_EVENTS)

/** What was counted before is passed over: the same events, however often and in whatever portions, give the same fact. */
export function countEvents(fact: Fact, events: readonly ConversationEvent[]): Fact {
  const fresh = events.filter((event) => isBeyond(fact.place, event))
  const last = fresh.at(-1)
  if (last === undefined) return fact
  const tally = tallyOf(fact)
  for (const event of fresh) if (COUNTED.has(event.type)) count(event, tally)
  return {
    ...fact,
    place: { version: last.version, n: last.n },
    progress: tally.progress,
    points: tally.points,
    leftOut: tally.leftOut,
    asOfMs: fresh.reduce((newest, { observedAtMs }) => Math.max(newest, observedAtMs), fact.asOfMs),
  }
}

function count(event: ConversationEvent, tally: Tally): void {
  const { progress } = tally
  const before = progress.situation
  progress.situation = after(before, event)
  tally.turn(before, event)
  tell(event, tally)
  owe(before, event.occurredAtMs, tally)
}

function tell(event: ConversationEvent, tally: Tally): void {
  const { occurredAtMs: atMs } = event
  switch (event.type) {
    case 'conversation.opened.v1':
      opened(event, tally)
      return
    case 'conversation.reopened.v1':
      reopened(atMs, tally)
      return
    case 'conversation.resolved.v1':
      resolved(event, tally)
      return
    case 'conversation.deleted.v1':
      deleted(event, tally)
      return
    case 'conversation.customer_waiting.v1':
      tally.put('waits', atMs)
      return
    case 'conversation.operator_replied.v1':
      countReply(event, tally)
      return
    case 'conversation.bot_replied.v1':
      tally.put('bot_replies', atMs)
      return
    case 'conversation.assigned.v1':
      if (event.data.to.kind === 'operator') tally.put('assigned', atMs)
      return
    case 'conversation.csat_received.v1':
      rated(event, tally)
      return
    case 'conversation.topic_read.v1':
      tally.progress.topic = event.data.topic
      return
    case 'sla.met.v1':
      tally.put(`${event.data.clock}_met`, atMs)
      return
    case 'sla.breached.v1': {
      const { clock, run, operatorId, teamId } = event.data
      tally.put(`${clock}_breached`, atMs, { operatorId, teamId, of: breachName(clock, run, atMs) })
      return
    }
    case 'sla.breach_withdrawn.v1':
      tally.withdraw(breachName(event.data.clock, event.data.run, event.data.breachedAtMs))
      return
    case 'escalation.raised.v1':
      escalated(event, tally)
      return
    case 'promise.made.v1':
      holdReply(event, tally)
      return
    case 'promise.dismissed.v1':
      dismissHolding(event.data.messageId, tally)
      return
    default:
      return
  }
}

export const breachName = (clock: string, run: number, breachedAtMs: number): string =>
  `breach:${clock}:${run}:${breachedAtMs}`
export const escalationName = (cause: string, raisedAtMs: number): string => `escalation:${cause}:${raisedAtMs}`
export const resolutionName = (atMs: number): string => `resolved:${atMs}`

function opened({ occurredAtMs, observedAtMs, data }: EventOf<'conversation.opened.v1'>, tally: Tally): void {
  const { progress } = tally
  if (progress.openedAtMs !== null) {
    // it had expired, which only resolved ones do
    progress.countedFromMs = observedAtMs
    tally.put('reopened', observedAtMs)
    tally.put('entered', observedAtMs)
    return
  }
  progress.openedAtMs = data.createdAtMs
  progress.countedFromMs = data.createdAtMs
  tally.put('opened', occurredAtMs)
  tally.put('entered', occurredAtMs)
}

/** A resolution that did not hold is told so on its own day, and took no time: the work was not done. */
function reopened(atMs: number, tally: Tally): void {
  const { progress } = tally
  const { resolvedAtMs } = progress
  tally.put('reopened', atMs)
  tally.put('entered', atMs)
  if (resolvedAtMs === null) return
  progress.resolvedAtMs = null
  if (atMs - resolvedAtMs > REOPEN_WINDOW_MS) {
    progress.countedFromMs = atMs
    return
  }
  const of = resolutionName(resolvedAtMs)
  const known = tally.named(of, 'resolved')
  tally.withdraw(of, 'resolution')
  if (known !== undefined) tally.add({ ...known, measure: 'reopened_7d', of: null })
}

function resolved({ occurredAtMs: atMs, data }: EventOf<'conversation.resolved.v1'>, tally: Tally): void {
  const { progress } = tally
  const { operatorId } = data
  const of = resolutionName(atMs)
  tally.put('left', atMs)
  tally.put('resolved', atMs, { operatorId, of })
  const { countedFromMs } = progress
  if (countedFromMs !== null)
    tally.put('resolution', atMs, { operatorId, of, value: Math.max(0, atMs - countedFromMs) })
  progress.resolvedAtMs = atMs
  progress.owedSinceMs = null
}

/** Of one that was not resolved, the event before this one says that it is now: by nobody's work. */
function deleted({ occurredAtMs, data }: EventOf<'conversation.deleted.v1'>, tally: Tally): void {
  const { progress } = tally
  tally.put('deleted', occurredAtMs)
  if (data.status !== 'resolved' && progress.resolvedAtMs !== null)
    tally.withdraw(resolutionName(progress.resolvedAtMs))
  progress.resolvedAtMs = null
}

const SATISFIED = 4

/** A rating that is changed takes the place of the one before, on the day of the change. */
function rated({ occurredAtMs, data }: EventOf<'conversation.csat_received.v1'>, tally: Tally): void {
  const { messageId, rating, operatorId } = data
  const of = `csat:${messageId}`
  tally.withdraw(of)
  tally.put('csat', occurredAtMs, { operatorId, of, value: rating * 1000 })
  if (rating >= SATISFIED) tally.put('csat_satisfied', occurredAtMs, { operatorId, of })
}

function escalated({ data }: EventOf<'escalation.raised.v1'>, tally: Tally): void {
  const { progress } = tally
  tally.put('escalations', data.raisedAtMs, { of: escalationName(data.cause, data.raisedAtMs) })
  if (progress.escalated || progress.openedAtMs === null) return
  progress.escalated = true
  tally.put('escalated', progress.openedAtMs)
}
