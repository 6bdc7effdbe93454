/** A receipt as it is kept: the choice's own story, and what it was decided by. */
import type { Wish } from '#domain/action'
import type { ChoiceReceipt } from './choice-terms.ts'
import type { HeldFor, RoutedFor } from './routing-record.ts'

export type StoredReceipt = {
  readonly account: string
  readonly conversationId: number
  /** Counts the decisions of a conversation, from 1. */
  readonly decision: number
  readonly atMs: number
  /** `asked`: the chosen operator was asked. `held`: nobody was, for this reason. `returned`: given back to a person's choice. */
  readonly outcome: 'asked' | 'held' | 'returned'
  readonly why: HeldFor | null
  readonly routedFor: RoutedFor | null
  /** Whom it was taken from; null: nobody had it. */
  readonly from: number | null
  readonly policyVersion: number
  /** Of the classifier; null: none. */
  readonly model: string | null
  /** What was asked of Chatwoot, in this order; none has a text. */
  readonly actions: readonly AskedAction[]
  readonly correlationId: string
  /** Null where nothing was chosen: `returned`. */
  readonly choice: ChoiceReceipt | null
}

export type AskedAction = { readonly id: string } & Exclude<Wish, { readonly verb: 'add_note' | 'send_public_reply' }>
