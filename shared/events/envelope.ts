import type { WriteSource } from '#domain/conversation'

/**
 * What every domain event carries. On the bus: source `backdesk`, detail-type = `type`, detail = this.
 * `id` is derived from (account, conversation, version, n), so a redelivered stream record gives the same event.
 */
export type Envelope<Type extends string, Data> = {
  readonly id: string
  readonly type: Type
  readonly account: string
  readonly conversationId: number
  /** Version of the conversation whose write caused the event; with `n` it orders the ledger. */
  readonly version: number
  readonly n: number
  /** When it happened by Chatwoot's clock, epoch milliseconds. */
  readonly occurredAtMs: number
  /** When we learned of it, epoch milliseconds. */
  readonly observedAtMs: number
  readonly correlationId: string
  /** What caused the write: a webhook, a reading of the API, a deadline that was reached, a person's command, a decision of routing. */
  readonly source: WriteSource
  readonly data: Data
}
