/** Hand-made ledgers for replays of routing: minutes of a morning, one website inbox (11), answers due within ten minutes. */
import type { Law } from '#domain/advance-watch'
import type { Draft } from '#domain/draft'
import { momentsOf, type RoutingStory } from '#domain/routing/replay-moments'
import type { OperatorStory } from '#domain/routing/replay-operators'
import type { RoutingReplay } from '#domain/routing/replay-routing'
import type { ConversationEvent } from '#events/conversation-events'
import { ACCOUNT, SHIPPED_LAW, START_MS } from './builders.ts'
import { aRoutingDocument } from './choosing.ts'
import { anOperator } from './operators.ts'

export const minute = (minutes: number): number => START_MS + minutes * 60_000
export const HOUR = { fromMs: minute(0), toMs: minute(60) }

type Told = { [Type in Draft['type']]: { type: Type; data: Extract<Draft, { type: Type }>['data'] } }[Draft['type']]
/** What happened in one write, by minute. */
export type Write = readonly [minutes: number, ...events: Told[]]

export const aLedger = (conversationId: number, ...writes: readonly Write[]): readonly ConversationEvent[] =>
  writes.flatMap(([minutes, ...events], nth) =>
    events.map(
      (event, n) =>
        ({
          ...event,
          id: `${ACCOUNT}/${conversationId}/${nth + 1}/${n}`,
          account: ACCOUNT,
          conversationId,
          version: nth + 1,
          n,
          occurredAtMs: minute(minutes),
          observedAtMs: minute(minutes),
          correlationId: 'corr-1',
          source: 'webhook',
        }) as ConversationEvent,
    ),
  )

/** A customer writes through the website. */
export const opens = (minutes: number, ...more: readonly Told[]): Write => [
  minutes,
  {
    type: 'conversation.opened.v1',
    data: { status: 'open', inboxId: 11, channel: 'WebWidget', contactId: 905, createdAtMs: minute(minutes) },
  },
  ...more,
  { type: 'conversation.customer_waiting.v1', data: { sinceMs: minute(minutes), messageId: null } },
]
export const labelled = (...labels: string[]): Told => ({
  type: 'conversation.labels_changed.v1',
  data: { added: labels, removed: [], labels },
})
export const assigned = (operatorId: number): Told => ({
  type: 'conversation.assigned.v1',
  data: { from: null, to: { kind: 'operator', id: operatorId, name: `Operator ${operatorId}` } },
})
export const replied = (operatorId: number, waitedMs: number | null = 60_000): Told => ({
  type: 'conversation.operator_replied.v1',
  data: { messageId: 1, operatorId, first: true, waitedMs },
})
export const resolved = (): Told => ({
  type: 'conversation.resolved.v1',
  data: { operatorId: null, openForMs: 60_000 },
})
export const flagged = (): Told => ({
  type: 'conversation.message_flagged.v1',
  data: { messageId: 1, categories: ['legal'], tone: 0 },
})

const TEN_MINUTES = { calendar: 'always', urgent: 600, high: 600, normal: 600, low: 600 }
export const TEN_MINUTE_LAW: Law = {
  ...SHIPPED_LAW,
  sla: {
    ...SHIPPED_LAW.sla,
    document: {
      ...SHIPPED_LAW.sla.document,
      policies: SHIPPED_LAW.sla.document.policies.map((policy) => ({
        ...policy,
        targets: { first_response: TEN_MINUTES, next_response: TEN_MINUTES },
      })),
    },
  },
}

export const aStory = (conversationId: number, ...writes: readonly Write[]): RoutingStory => ({
  conversationId,
  moments: momentsOf(aLedger(conversationId, ...writes), { law: TEN_MINUTE_LAW, untilMs: HOUR.toMs }),
  said: undefined,
})

/** There all the time, unless he comes and goes. */
export const aWorker = (operatorId: number, ...turns: OperatorStory['turns']): OperatorStory => ({
  operator: anOperator({ operatorId, name: `Operator ${operatorId}`, teams: [], inboxes: [11] }),
  atFirst: turns[0]?.availability === 'available' ? 'offline' : 'available',
  turns,
})

/** An answer on the website takes three minutes, and there is room for many. */
export function aReplay(changes: Partial<RoutingReplay> = {}): RoutingReplay {
  const document = aRoutingDocument({ capacityPoints: 50, channels: { WebWidget: { points: 1, minutes: 9 } } })
  return {
    stories: [],
    operators: [aWorker(41), aWorker(42)],
    document,
    efforts: document,
    span: HOUR,
    ...changes,
  }
}
