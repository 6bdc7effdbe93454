/**
 * A month of a busy desk as ledgers: each conversation with bots, hand-overs, holding replies, reopenings, late facts,
 * deletions, ratings, clocks and escalations as they come in life. The same seed gives the same month.
 */
import type { ConversationEvent, ConversationEventData, ConversationEventType } from '#events/conversation-events'
import { seededRandom } from '#text/topics/seeded-random'
import { ACCOUNT } from './builders.ts'

export type MonthAsked = {
  readonly seed: number
  readonly conversations: number
  readonly fromMs: number
  readonly days?: number
}
export type Ledger = { readonly conversationId: number; readonly events: readonly ConversationEvent[] }

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000
const TOPICS = ['refund', 'delivery', 'login', 'invoice', null] as const
const INBOXES = [
  { id: 11, channel: 'Channel::WebWidget' },
  { id: 12, channel: 'Channel::Email' },
  { id: 13, channel: 'Channel::Whatsapp' },
  { id: 14, channel: 'Channel::Email' },
] as const
const TEAMS = [null, { id: 3, name: 'Billing' }, { id: 4, name: 'Shipping' }] as const
const OPERATORS = 12

export function* eventMonth({ seed, conversations, fromMs, days = 30 }: MonthAsked): Generator<Ledger> {
  const random = seededRandom(seed)
  for (let nth = 0; nth < conversations; nth++) {
    const createdAtMs = fromMs + Math.floor(random() * days * DAY_MS)
    yield { conversationId: nth + 1, events: conversation({ conversationId: nth + 1, createdAtMs, random }) }
  }
}

type Of = { readonly conversationId: number; readonly createdAtMs: number; readonly random: () => number }

function conversation({ conversationId, createdAtMs, random }: Of): ConversationEvent[] {
  const events: ConversationEvent[] = []
  let version = 0
  let n = 0
  let messageId = conversationId * 100
  let nowMs = createdAtMs
  const chance = (share: number): boolean => random() < share
  const pick = <One>(all: readonly One[]): One => all[Math.floor(random() * all.length)] as One
  /** Log-normal, from seconds to days. */
  const pass = (medianMs: number): number => {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
    nowMs += Math.max(1_000, Math.round(medianMs * Math.exp(0.9 * normal)))
    return nowMs
  }
  const write = (): void => {
    version += 1 + (chance(0.3) ? 1 : 0)
    n = 0
  }
  const tell = <Type extends ConversationEventType>(
    type: Type,
    data: ConversationEventData[Type],
    occurredAtMs = nowMs,
  ): void => {
    const id = `${ACCOUNT}/${conversationId}/${version}/${n}`
    const about = { account: ACCOUNT, conversationId, version, n, correlationId: 'month', source: 'webhook' as const }
    const observedAtMs = Math.max(nowMs, occurredAtMs) + 1_500
    events.push({ id, type, occurredAtMs, observedAtMs, data, ...about } as unknown as ConversationEvent)
    n += 1
  }

  const inbox = pick(INBOXES)
  const withBot = chance(0.25)
  const operatorId = 1 + Math.floor(random() * OPERATORS)
  const operator = { id: operatorId, kind: 'operator', name: `Operator ${operatorId}` } as const
  let team: (typeof TEAMS)[number] = null
  let waitingSinceMs: number | null = null
  let answered = false
  let run = 0

  const ask = (): void => {
    messageId += 1
    if (waitingSinceMs !== null) return
    waitingSinceMs = nowMs
    tell('conversation.customer_waiting.v1', { sinceMs: nowMs, messageId })
  }
  const clock = (startedAtMs: number, targetMs: number): void => {
    run += 1
    const name = answered ? ('next_response' as const) : ('first_response' as const)
    const about = { clock: name, run, policyId: 'standard', slaVersion: 1 }
    if (nowMs - startedAtMs <= targetMs) {
      tell('sla.met.v1', { ...about, startedAtMs, targetMs, countedMs: nowMs - startedAtMs })
      return
    }
    const breachedAtMs = startedAtMs + targetMs
    const whose = { turn: 'operator', operatorId, teamId: team?.id ?? null, inboxId: inbox.id } as const
    tell('sla.breached.v1', { ...about, startedAtMs, targetMs, ...whose, lateMs: 0, lateBy: null }, breachedAtMs)
    if (chance(0.1)) tell('sla.breach_withdrawn.v1', { ...about, breachedAtMs })
  }
  const reply = (): void => {
    write()
    messageId += 1
    const waitedMs = waitingSinceMs === null ? null : nowMs - waitingSinceMs
    const startedAtMs = waitingSinceMs
    tell('conversation.operator_replied.v1', { messageId, operatorId, first: !answered, waitedMs })
    waitingSinceMs = null
    if (startedAtMs !== null) clock(startedAtMs, answered ? 4 * HOUR_MS : HOUR_MS)
    if (chance(0.12)) {
      const promise = { messageId, operatorId, dueAtMs: nowMs + DAY_MS }
      tell('promise.made.v1', { ...promise, kind: 'time', remindAtMs: nowMs + 23 * HOUR_MS })
      if (chance(0.15)) {
        write()
        tell('promise.dismissed.v1', promise)
      }
    }
    answered = true
  }
  const resolve = (): void => {
    write()
    tell('conversation.status_changed.v1', { from: 'open', to: 'resolved', snoozedUntilMs: null })
    if (waitingSinceMs !== null) tell('conversation.wait_ended.v1', { sinceMs: waitingSinceMs, reason: 'status' })
    waitingSinceMs = null
    tell('conversation.resolved.v1', { operatorId, openForMs: nowMs - createdAtMs })
  }

  write()
  const status = withBot ? 'pending' : 'open'
  tell('conversation.opened.v1', { status, inboxId: inbox.id, channel: inbox.channel, contactId: 5, createdAtMs })
  ask()
  const topic = pick(TOPICS)
  tell('conversation.topic_read.v1', {
    messageId,
    language: 'en',
    topic,
    confidencePercent: topic === null ? null : 80,
  })
  if (withBot) {
    pass(5_000)
    write()
    messageId += 1
    tell('conversation.bot_replied.v1', { messageId, waitedMs: nowMs - (waitingSinceMs ?? nowMs) })
    waitingSinceMs = null
    pass(2 * MINUTE_MS)
    write()
    ask()
    pass(MINUTE_MS)
    write()
    tell('conversation.status_changed.v1', { from: 'pending', to: 'open', snoozedUntilMs: null })
  }
  if (chance(0.6)) {
    pass(2 * MINUTE_MS)
    write()
    const from = team
    team = pick(TEAMS)
    if (team !== from) tell('conversation.team_changed.v1', { from, to: team })
    tell('conversation.assigned.v1', { from: null, to: operator })
  }
  if (chance(0.06)) {
    pass(30 * MINUTE_MS)
    write()
    const about = { cause: 'late', raisedAtMs: nowMs, escalationVersion: 1 }
    tell('escalation.raised.v1', { ...about, ruleId: 'late', clock: 'first_response' })
  }
  for (let round = 0; round < 6 && chance(round === 0 ? 0.96 : 0.55); round++) {
    pass(round === 0 ? 25 * MINUTE_MS : 40 * MINUTE_MS)
    reply()
    if (chance(0.5)) {
      pass(3 * HOUR_MS)
      write()
      ask()
      if (chance(0.1)) {
        const other = pick(TOPICS)
        const confidencePercent = other === null ? null : 70
        tell('conversation.topic_read.v1', { messageId, language: 'en', topic: other, confidencePercent })
      }
    }
  }
  if (chance(0.02)) {
    pass(DAY_MS)
    write()
    tell('conversation.status_changed.v1', { from: 'open', to: 'resolved', snoozedUntilMs: null })
    tell('conversation.resolved.v1', { operatorId, openForMs: nowMs - createdAtMs })
    tell('conversation.deleted.v1', { status: 'open' })
    return events
  }
  if (chance(0.93)) {
    pass(5 * HOUR_MS)
    resolve()
    if (chance(0.3)) {
      pass(HOUR_MS)
      write()
      messageId += 1
      const rating = 1 + Math.floor(random() * 5)
      tell('conversation.csat_received.v1', { messageId, rating, previousRating: null, operatorId })
      if (chance(0.1)) {
        pass(HOUR_MS)
        write()
        const changed = (rating % 5) + 1
        tell('conversation.csat_received.v1', { messageId, rating: changed, previousRating: rating, operatorId })
      }
    }
    if (chance(0.1)) {
      nowMs += Math.floor(random() * 12 * DAY_MS) + 1
      write()
      tell('conversation.reopened.v1', { status: 'open' })
      tell('conversation.status_changed.v1', { from: 'resolved', to: 'open', snoozedUntilMs: null })
      ask()
      pass(HOUR_MS)
      reply()
      if (chance(0.9)) {
        pass(2 * HOUR_MS)
        resolve()
      }
    }
  }
  return events
}
