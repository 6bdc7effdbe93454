/** A receipt as it is kept: the choice's own story, and what it was decided by. */
import type { ArticleVerb, Wish } from '#domain/action'
import type { ChoiceReceipt } from './choice-terms.ts'
import type { HeldFor, RoutedFor } from './routing-record.ts'

export type StoredReceipt = {
  readonly account: string
  readonly conversationId: number
  /** Counts the decisions of a conversation, from 1. */
  readonly decision: number
  readonly atMs: number
  /**
   * `asked`: the chosen operator was asked. `held`: nobody was, for this reason. `returned`: given back to a person's choice.
   * `yielded`: a person decided otherwise than the decision of this number.
   */
  readonly outcome: 'asked' | 'held' | 'returned' | 'yielded'
  readonly why: HeldFor | null
  readonly routedFor: RoutedFor | null
  /** Whom it was taken from; null: nobody had it. `yielded`: whom routing had chosen. */
  readonly from: number | null
  /** `yielded`: whom the person chose; null: nobody. */
  readonly to?: number | null
  readonly policyVersion: number
  /** Of the classifier; null: none. */
  readonly model: string | null
  /** What was asked of Chatwoot, in this order; none has a text. */
  readonly actions: readonly AskedAction[]
  readonly correlationId: string
  /** Null where routing chose nobody anew: `returned`, `yielded`. */
  readonly choice: ChoiceReceipt | null
}

/** A desk of three hundred would fill 50 KB with each receipt. */
const CONSIDERED_KEPT = 50

/** The story of a choice as it is kept: all who would do before who would not, and of these the nearest. */
export function keptOf(receipt: ChoiceReceipt): ChoiceReceipt {
  const leftOut = receipt.considered.length - CONSIDERED_KEPT
  if (leftOut <= 0) return receipt
  const nearest = receipt.considered.toSorted((a, b) => a.unfit.length - b.unfit.length)
  return { ...receipt, considered: nearest.slice(0, CONSIDERED_KEPT), leftOut }
}

export type AskedAction = { readonly id: string } & Exclude<
  Wish,
  { readonly verb: 'add_note' | 'send_public_reply' | ArticleVerb }
>
