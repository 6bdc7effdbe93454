import type { Observation } from '#domain/observation'

/** What the receipt of a webhook adds to its body. */
export type Stamp = {
  /** Our slug of the account. */
  readonly account: string
  /** The id that payloads of this account carry. */
  readonly chatwootAccountId: number
  /** Epoch milliseconds. */
  readonly receivedAtMs: number
  readonly correlationId: string
}

export type Translation =
  | {
      readonly kind: 'observation'
      readonly event: string
      readonly observation: Observation
      /** Keys no known Chatwoot version sends, e.g. `conversation.cpf`. */
      readonly unknownKeys: readonly string[]
    }
  /** A known event that tells nothing about a conversation's state. */
  | {
      readonly kind: 'ignored'
      readonly event: string
      readonly why: 'typing' | 'contact' | 'inbox' | 'no_conversation'
    }
  | { readonly kind: 'unknown'; readonly event: string }
  /** `detail` is the path of the offending field, never its value. */
  | { readonly kind: 'refused'; readonly reason: 'unparseable' | 'impossible'; readonly detail: string }

/** Being written: signature only. */
export function translate(_raw: unknown, _stamp: Stamp): Translation {
  return { kind: 'refused', reason: 'unparseable', detail: 'event' }
}
