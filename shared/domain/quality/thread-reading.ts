/**
 * A resolved conversation as Chatwoot has it: read once to be graded, by way of `act`, and forgotten. It travels on queues
 * alone and is never stored (ADR 0018).
 */
export type ThreadRequest = {
  readonly kind: 'thread'
  readonly account: string
  readonly conversationId: number
  /** Which end of it is graded. */
  readonly resolvedAtMs: number
  /** The same again within the deduplication of the queue is read once. */
  readonly id: string
  readonly requestedAtMs: number
  /** How often it was asked for before. */
  readonly tries: number
  readonly correlationId: string
}

export type ThreadMessage = {
  readonly id: number
  readonly role: 'customer' | 'operator' | 'bot'
  readonly senderId: number | null
  readonly atMs: number
  readonly text: string
}

type Answer = Pick<ThreadRequest, 'account' | 'conversationId' | 'resolvedAtMs' | 'correlationId'> & {
  readonly requestId: string
  readonly readAtMs: number
}
export type ThreadRead = Answer &
  (
    | {
        readonly kind: 'thread_read'
        /** Public messages, oldest first. */
        readonly messages: readonly ThreadMessage[]
        /** False: there are more than were read. */
        readonly complete: boolean
      }
    | { readonly kind: 'thread_gone' }
    | {
        readonly kind: 'thread_failed'
        readonly code: string
        /** It may be asked for again. */
        readonly passing: boolean
        readonly tries: number
      }
  )

/** Nothing of a text beyond this is read. */
export const THREAD_TEXT_CHARACTERS = 4_000
/** What is longer is no conversation to grade at one go. */
export const MOST_THREAD_MESSAGES = 300
