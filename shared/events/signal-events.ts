import type { EditClass } from '#domain/edit-class'
import type { SignalOutcome } from '#domain/learning-signal'

/** What was learned of an approval, without its texts: those are read by `GET /v1/signals`. */
type Learned = {
  outcome: SignalOutcome
  /** Of who proposed it: `canned`, `bedrock`, `external` ... */
  source: { kind: string; name: string; version: string }
  intent: string | null
  grades: { tone: number; accuracy: number; policy: number } | null
  /** Words changed of the words of the longer text, 0 to 1; null where nothing was approved. */
  editRatio: number | null
  editClass: EditClass | null
  /** From the opening until somebody decided; null where nobody did. */
  waitedMs: number | null
  waitedBusinessMs: number | null
  articles: { id: string; version: string | null }[]
  seeded: boolean
}

/** Of one writer's drafts about one intent. */
type Turned = {
  intent: string
  writer: string
  /** As it stood then: since autonomy was last lost. */
  graded: number
  rejected: number
  lowerBound: number
}

/** Each domain event of learning and its data. Names and shapes are frozen by tests/fixtures/events. */
export type SignalEventData = {
  /** An approval has ended, and what it teaches is recorded. */
  'signal.recorded.v1': Learned
  /** A policy has approved one of these drafts by itself, for the first time or the first time since that was lost. */
  'autonomy.granted.v1': Turned & { policy: string; above: number }
  /** A person decides on these again: a low grade for policy was given, or too few of the newest were good. */
  'autonomy.revoked.v1': Turned & { code: 'policy_grade' | 'below_the_bar' }
}

/** On the bus like those of conversations. `id` is derived from (account, conversation, approval). */
export type SignalEnvelope<Type extends string, Data> = {
  readonly id: string
  readonly type: Type
  readonly account: string
  readonly conversationId: number
  readonly approvalId: string
  /** When the approval ended, epoch milliseconds. */
  readonly occurredAtMs: number
  /** When its signal was recorded. */
  readonly observedAtMs: number
  readonly correlationId: string
  readonly source: 'signal'
  readonly data: Data
}

export type SignalEventType = keyof SignalEventData
export type SignalEvent = {
  [Type in SignalEventType]: SignalEnvelope<Type, SignalEventData[Type]>
}[SignalEventType]
