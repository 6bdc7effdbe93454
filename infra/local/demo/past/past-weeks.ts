/**
 * What happened at the shop before the story began, as ledgers: so many days of conversations by the shop's own people, busy
 * by day and quiet at night, with one operator who surely takes longer and one topic that grows. The same seed gives the
 * same past. Nothing of it is in Chatwoot, nor in the queue: it is there to be counted.
 */
import type { ConversationEvent, ConversationEventData, ConversationEventType } from '#events/conversation-events'
import { type Random, seededRandom } from '../../chatwoot/random.ts'
import type { Shop } from '../../chatwoot/seed-shop.ts'

export type PastTerms = {
  readonly account: string
  readonly shop: Pick<Shop, 'operators' | 'inboxes' | 'teams'>
  /** From when, and up to when: nothing happens later. */
  readonly fromMs: number
  readonly toMs: number
  readonly perDay: number
}
export type PastLedger = { readonly conversationId: number; readonly events: readonly ConversationEvent[] }

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
/** Beyond whatever the story will number. */
const FIRST_ID = 40_001
const SEED = 7
/** By how often people write about them. `delivery` doubles in the last week. */
const TOPICS = [
  { topic: 'delivery', weight: 5, team: 'shipping' },
  { topic: 'return', weight: 4, team: 'shipping' },
  { topic: 'refund', weight: 3, team: 'billing' },
  { topic: 'sizing', weight: 3, team: 'support' },
  { topic: 'damaged', weight: 2, team: 'shipping' },
  { topic: 'payment', weight: 2, team: 'billing' },
  { topic: null, weight: 2, team: 'support' },
] as const
const BY_WEEKDAY = [0.45, 1.15, 1.05, 1, 1, 0.95, 0.6] as const
/** Of the eight, in their order: how long they take beside others. */
const PACE = [1, 0.95, 1, 1.75, 1.05, 1, 0.9, 1.05] as const
const FIRST_WITHIN_MS = HOUR_MS
const NEXT_WITHIN_MS = 4 * HOUR_MS

export function* pastWeeks(terms: PastTerms): Generator<PastLedger> {
  const random = seededRandom(SEED).fork('past')
  let conversationId = FIRST_ID
  for (let dayMs = terms.fromMs; dayMs < terms.toMs; dayMs += DAY_MS) {
    const weekday = new Date(dayMs + DAY_MS / 2).getUTCDay()
    const opened = Math.round(terms.perDay * (BY_WEEKDAY[weekday] ?? 1) * (0.85 + 0.3 * random.next()))
    for (let nth = 0; nth < opened; nth += 1) {
      const createdAtMs = dayMs + hourOf(random) * HOUR_MS + random.between(0, 3_599) * 1_000
      const events = conversation({ terms, random, conversationId, createdAtMs })
      yield { conversationId, events: events.filter(({ occurredAtMs }) => occurredAtMs < terms.toMs) }
      conversationId += 1
    }
  }
}

/** Most of it from eight to eighteen, with a peak before noon. */
function hourOf(random: Random): number {
  for (;;) {
    const hour = random.between(0, 23)
    const wanted = 0.06 + Math.exp(-((hour - 10) ** 2) / 14) + 0.55 * Math.exp(-((hour - 16) ** 2) / 8)
    if (random.next() < wanted) return hour
  }
}

type Of = {
  readonly terms: PastTerms
  readonly random: Random
  readonly conversationId: number
  readonly createdAtMs: number
}

function conversation({ terms, random, conversationId, createdAtMs }: Of): ConversationEvent[] {
  const { account, shop } = terms
  const events: ConversationEvent[] = []
  let version = 0
  let messageId = conversationId * 100
  let nowMs = createdAtMs
  let waitingSinceMs: number | null = null
  let run = 0
  const pass = (medianMs: number): void => {
    // log-normal, as waits are
    const normal = Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next())
    nowMs += Math.max(5_000, Math.round(medianMs * Math.exp(0.8 * normal)))
  }
  const tell = <Type extends ConversationEventType>(
    type: Type,
    data: ConversationEventData[Type],
    occurredAtMs = nowMs,
  ): void => {
    version += 1
    const about = { account, conversationId, version, n: 0, correlationId: 'past', source: 'webhook' as const }
    const id = `${account}/${conversationId}/${version}/0`
    events.push({ id, type, occurredAtMs, observedAtMs: nowMs + 1_200, data, ...about } as unknown as ConversationEvent)
  }

  const isLastWeek = terms.toMs - createdAtMs < 7 * DAY_MS
  const said = pickTopic(random, isLastWeek)
  const team = shop.teams[said.team]
  const inbox = random.pick([shop.inboxes.website, shop.inboxes.website, shop.inboxes.email, shop.inboxes.messenger])
  const nth = random.between(0, shop.operators.length - 1)
  const operator = shop.operators[nth]
  if (operator === undefined) return []
  const operatorId = operator.id
  const pace = PACE[nth] ?? 1
  const ask = (): void => {
    messageId += 1
    if (waitingSinceMs !== null) return
    waitingSinceMs = nowMs
    tell('conversation.customer_waiting.v1', { sinceMs: nowMs, messageId })
  }
  const reply = (isFirst: boolean): void => {
    messageId += 1
    const sinceMs = waitingSinceMs ?? nowMs
    tell('conversation.operator_replied.v1', { messageId, operatorId, first: isFirst, waitedMs: nowMs - sinceMs })
    waitingSinceMs = null
    run += 1
    const targetMs = isFirst ? FIRST_WITHIN_MS : NEXT_WITHIN_MS
    const clock = isFirst ? ('first_response' as const) : ('next_response' as const)
    const about = { clock, run, policyId: 'standard', slaVersion: 1, startedAtMs: sinceMs, targetMs }
    if (nowMs - sinceMs <= targetMs) {
      tell('sla.met.v1', { ...about, countedMs: nowMs - sinceMs })
      return
    }
    const whose = { turn: 'operator', operatorId, teamId: team.id, inboxId: inbox.id } as const
    tell('sla.breached.v1', { ...about, ...whose, lateMs: 0, lateBy: null }, sinceMs + targetMs)
  }
  const resolve = (): void => {
    tell('conversation.status_changed.v1', { from: 'open', to: 'resolved', snoozedUntilMs: null })
    if (waitingSinceMs !== null) tell('conversation.wait_ended.v1', { sinceMs: waitingSinceMs, reason: 'status' })
    waitingSinceMs = null
    tell('conversation.resolved.v1', { operatorId, openForMs: nowMs - createdAtMs })
  }

  const channel = inbox.channel
  tell('conversation.opened.v1', { status: 'open', inboxId: inbox.id, channel, contactId: 1, createdAtMs })
  ask()
  const confidencePercent = said.topic === null ? null : 85
  tell('conversation.topic_read.v1', { messageId, language: 'en', topic: said.topic, confidencePercent })
  pass(4 * MINUTE_MS)
  tell('conversation.team_changed.v1', { from: null, to: { id: team.id, name: team.name } })
  tell('conversation.assigned.v1', { from: null, to: { id: operatorId, kind: 'operator', name: operator.name } })
  for (let round = 0; round < 4 && (round === 0 || random.chance(0.5)); round += 1) {
    pass((round === 0 ? 11 : 24) * MINUTE_MS * pace)
    reply(round === 0)
    if (!random.chance(0.55)) continue
    pass(50 * MINUTE_MS)
    ask()
  }
  if (random.chance(0.05))
    tell('escalation.raised.v1', {
      ...{ cause: 'late', raisedAtMs: nowMs, escalationVersion: 1, ruleId: 'late', clock: 'first_response' },
    })
  if (waitingSinceMs !== null) {
    pass(20 * MINUTE_MS * pace)
    reply(false)
  }
  pass(2 * HOUR_MS)
  resolve()
  if (random.chance(0.35)) {
    pass(HOUR_MS)
    messageId += 1
    const rating = random.pick([5, 5, 5, 4, 4, 3, 2, 1])
    tell('conversation.csat_received.v1', { messageId, rating, previousRating: null, operatorId })
  }
  if (random.chance(0.07)) {
    pass(DAY_MS)
    tell('conversation.reopened.v1', { status: 'open' })
    tell('conversation.status_changed.v1', { from: 'resolved', to: 'open', snoozedUntilMs: null })
    ask()
    pass(40 * MINUTE_MS * pace)
    reply(false)
    pass(HOUR_MS)
    resolve()
  }
  return events
}

function pickTopic(random: Random, isLastWeek: boolean): (typeof TOPICS)[number] {
  const weightOf = ({ topic, weight }: (typeof TOPICS)[number]): number =>
    topic === 'delivery' && isLastWeek ? 2 * weight : weight
  let draw = random.next() * TOPICS.reduce((sum, one) => sum + weightOf(one), 0)
  for (const one of TOPICS) {
    draw -= weightOf(one)
    if (draw < 0) return one
  }
  return TOPICS[0]
}
