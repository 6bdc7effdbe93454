/**
 * What the figures of a month are, by brute force: every number from the events themselves, all of them in memory, sorted
 * and looked through anew. Shares nothing with the counting that it judges but the words.
 */
import type { ConversationEvent } from '#events/conversation-events'
import type { Ledger } from './event-month.ts'

const DAY_MS = 86_400_000
const WEEK_MS = 7 * DAY_MS

/** One number that was measured, and whose it is. */
export type Measured = {
  readonly name: string
  readonly atMs: number
  readonly value: number
  readonly inbox: string
  readonly team: string
  readonly operator: string | null
  readonly topic: string
}

type EventOf<Type extends ConversationEvent['type']> = Extract<ConversationEvent, { readonly type: Type }>

export function measuredOf({ events }: Ledger): Measured[] {
  const of = <Type extends ConversationEvent['type']>(type: Type): EventOf<Type>[] =>
    events.filter((event): event is EventOf<Type> => event.type === type)
  const [opened] = of('conversation.opened.v1')
  if (opened === undefined) throw new Error('a ledger without a beginning')
  const topic = of('conversation.topic_read.v1').at(-1)?.data.topic ?? 'none'
  const found: Measured[] = []
  const put = (name: string, event: ConversationEvent, more: Partial<Measured> = {}): void => {
    const place = events.indexOf(event)
    found.push({
      name,
      atMs: event.occurredAtMs,
      value: 1,
      inbox: String(opened.data.inboxId),
      team: teamAt(events, place),
      operator: operatorAt(events, place),
      topic,
      ...more,
    })
  }
  const deleted = of('conversation.deleted.v1')
  const resolutions = of('conversation.resolved.v1')
  const reopenings = of('conversation.reopened.v1')

  put('opened', opened)
  for (const one of reopenings) put('reopened', one)
  for (const one of deleted) put('deleted', one)
  for (const one of of('conversation.customer_waiting.v1')) put('waits', one)
  for (const one of of('conversation.bot_replied.v1')) put('bot_replies', one)
  for (const one of of('promise.made.v1')) put('holding_replies', one, { operator: text(one.data.operatorId) })
  for (const one of of('conversation.operator_replied.v1')) put('replies', one, { operator: text(one.data.operatorId) })
  for (const one of of('sla.met.v1')) put(`${one.data.clock}_met`, one)
  const withdrawn = of('sla.breach_withdrawn.v1').map(({ data }) => data.run)
  for (const one of of('sla.breached.v1'))
    if (!withdrawn.includes(one.data.run))
      put(`${one.data.clock}_breached`, one, {
        operator: text(one.data.operatorId),
        team: String(one.data.teamId ?? 'none'),
      })
  const [escalation] = of('escalation.raised.v1')
  if (escalation !== undefined) {
    put('escalations', escalation)
    put('escalated', escalation, { atMs: opened.occurredAtMs })
  }

  let fromMs = opened.data.createdAtMs
  for (const one of resolutions) {
    if (deleted.length > 0) continue
    const operator = text(one.data.operatorId)
    const next = reopenings.find(({ occurredAtMs }) => occurredAtMs >= one.occurredAtMs)
    const didNotHold = next !== undefined && next.occurredAtMs - one.occurredAtMs <= WEEK_MS
    put('resolved', one, { operator })
    if (didNotHold) put('reopened_7d', one, { operator })
    else put('resolution', one, { operator, value: one.occurredAtMs - fromMs })
    if (next !== undefined && !didNotHold) fromMs = next.occurredAtMs
  }

  const ratings = new Map(of('conversation.csat_received.v1').map((one) => [one.data.messageId, one]))
  for (const one of ratings.values()) {
    put('csat', one, { value: one.data.rating, operator: text(one.data.operatorId) })
  }
  for (const one of responses(events))
    put(one.name, one.reply, { value: one.value, operator: text(one.reply.data.operatorId) })
  return found
}

type Response = {
  readonly name: string
  readonly value: number
  readonly reply: EventOf<'conversation.operator_replied.v1'>
}

/** The first reply that is more than a promise answers first, from when people owed it; later ones end their own waits. */
function responses(events: readonly ConversationEvent[]): Response[] {
  const dismissed = events.flatMap((one) => (one.type === 'promise.dismissed.v1' ? [one.data.messageId] : []))
  const promises = events.flatMap((one) => (one.type === 'promise.made.v1' ? [one.data.messageId] : []))
  const replies = events.filter(
    (event): event is EventOf<'conversation.operator_replied.v1'> => event.type === 'conversation.operator_replied.v1',
  )
  const isHolding = ({ data }: (typeof replies)[number]): boolean =>
    promises.includes(data.messageId) && !dismissed.includes(data.messageId)
  const first = replies.find((reply) => !isHolding(reply))
  const owed = first === undefined ? null : owedSince(events.slice(0, events.indexOf(first)))
  return replies.flatMap((reply): Response[] => {
    if (reply === first)
      return owed === null ? [] : [{ name: 'first_response', value: reply.occurredAtMs - owed, reply }]
    const isLater = first !== undefined && replies.indexOf(reply) > replies.indexOf(first)
    return isLater && reply.data.waitedMs !== null ? [{ name: 'next_response', value: reply.data.waitedMs, reply }] : []
  })
}

/** With a bot: from the hand-over on. Otherwise from the first wait; what was resolved unanswered is owed anew. */
function owedSince(all: readonly ConversationEvent[]): number | null {
  const events = all.slice(all.findLastIndex((one) => one.type === 'conversation.resolved.v1') + 1)
  const handedOver = events.find((one) => one.type === 'conversation.status_changed.v1' && one.data.from === 'pending')
  const wait = events.find((one) => one.type === 'conversation.customer_waiting.v1')
  return handedOver?.occurredAtMs ?? wait?.occurredAtMs ?? null
}

const text = (id: number | null): string | null => (id === null ? null : String(id))

function teamAt(events: readonly ConversationEvent[], place: number): string {
  const changes = events.slice(0, place + 1).filter((one) => one.type === 'conversation.team_changed.v1')
  return String(changes.at(-1)?.data.to?.id ?? 'none')
}

function operatorAt(events: readonly ConversationEvent[], place: number): string | null {
  const given = events.slice(0, place + 1).filter((one) => one.type === 'conversation.assigned.v1')
  return text(given.at(-1)?.data.to.id ?? null)
}

/** The day by UTC: the oracle's account lives there. */
export const dayOf = ({ atMs }: Measured): string => new Date(atMs).toISOString().slice(0, 10)

/** By the nearest rank below, as sketches tell it. */
export function exactQuantile(values: readonly number[], q: number): number | null {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(q * (sorted.length - 1))] ?? null
}
