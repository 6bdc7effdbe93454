import type { Availability } from '#domain/operator'

/** How an operator stands now, and how he stood before: null at first sight. Ids are rising. */
type OperatorStanding = { name: string; from: Availability | null; teams: number[]; inboxes: number[] }

/** Each domain event of an operator and its data. Names and shapes are frozen by tests/fixtures/events. */
export type OperatorEventData = {
  /** He may be given work: came, or belongs elsewhere than before while available (`from` is `available` then). */
  'operator.available.v1': OperatorStanding
  'operator.away.v1': OperatorStanding
  /** `gone`: no longer among Chatwoot's agents. */
  'operator.offline.v1': OperatorStanding & { gone: boolean }
}

/**
 * What every event of an operator carries. On the bus like those of conversations: source `backdesk`, detail-type =
 * `type`, detail = this. `id` is derived from (account, operator, version).
 */
export type OperatorEnvelope<Type extends string, Data> = {
  readonly id: string
  readonly type: Type
  readonly account: string
  readonly operatorId: number
  /** Version of the operator whose write caused the event; it orders his ledger. */
  readonly version: number
  /** When the reading that first showed it was asked for, epoch milliseconds: up to a minute after it happened. */
  readonly occurredAtMs: number
  /** When we wrote it, epoch milliseconds. */
  readonly observedAtMs: number
  readonly correlationId: string
  /** Chatwoot sends no webhook about its operators: they are read. */
  readonly source: 'reading'
  readonly data: Data
}

export type OperatorEventType = keyof OperatorEventData
export type OperatorEvent = {
  [Type in OperatorEventType]: OperatorEnvelope<Type, OperatorEventData[Type]>
}[OperatorEventType]
