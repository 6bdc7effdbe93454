import type { Suggested } from '#domain/suggested'
import type { AbstainedFor } from '#domain/suggestion'

type About = {
  /** By itself when a customer began to wait, or by the API. */
  asked: Suggested['asked']
  /** How likely it is that any article answers, 0 to 1. */
  confidence: number
  /** Which state of the index answered. */
  indexVersion: string
}

/** Each domain event of suggestions and its data. Names and shapes are frozen by tests/fixtures/events. */
export type SuggestionEventData = {
  /** Articles were suggested; best first. */
  'suggestion.made.v1': About & { articles: { id: number; version: number; confidence: number }[] }
  /** None was sure enough to be named. */
  'suggestion.abstained.v1': About & { reason: AbstainedFor }
}

/** On the bus like those of conversations. `id` is derived from what asked. */
export type SuggestionEnvelope<Type extends string, Data> = {
  readonly id: string
  readonly type: Type
  readonly account: string
  readonly conversationId: number
  /** When it was suggested, epoch milliseconds. */
  readonly occurredAtMs: number
  readonly observedAtMs: number
  readonly correlationId: string
  readonly source: 'suggest'
  readonly data: Data
}

export type SuggestionEventType = keyof SuggestionEventData
export type SuggestionEvent = {
  [Type in SuggestionEventType]: SuggestionEnvelope<Type, SuggestionEventData[Type]>
}[SuggestionEventType]
