/**
 * What the customer's first messages are about. Texts are read and forgotten (ADR 0018): each message leaves the few best
 * scores of the account's classifier, which add up over messages, because its model is linear.
 */
export type Said = {
  readonly messageId: number
  /** False: a greeting, thanks, or too little to tell anything by. */
  readonly substantive: boolean
  /** ISO 639-1, e.g. `de`; null where it cannot be told. */
  readonly language: string | null
  /** Version of the model, and its best topics with their scores in thousandths; absent: no classifier. */
  readonly scored?: { readonly model: string; readonly topics: readonly (readonly [topic: string, milli: number])[] }
}

/** The customer's first messages of a conversation, by message id, at most so many. */
export const SAID_KEPT = 3

export type Topic = { readonly name: string /** 0 to 100. */; readonly confidencePercent: number }
