/**
 * What reconciliation asks of Chatwoot, by way of `act`, and what it is answered. Requests travel on the queue of actions
 * in a group of their own account, so that they never wait for actions nor these for them; answers come to the queue of
 * `reconcile`. The conversations themselves go on the inbound queue, where webhooks go.
 */
import type { Status } from '#domain/observation'

type Request = {
  readonly kind: 'sweep'
  readonly account: string
  /** The same request again is answered twice, which is harmless. */
  readonly id: string
  readonly requestedAtMs: number
  readonly correlationId: string
}

export const LIST_ORDERS = ['activity', 'created'] as const
/** `activity`: newest first. `created`: oldest first, an order that no change moves. */
export type ListOrder = (typeof LIST_ORDERS)[number]

/** A conversation to read: its row, and the messages after one. */
export type Wanted = {
  readonly conversationId: number
  /** 0: from the first message. */
  readonly afterMessageId: number
  /** The newest messages too, known or not: one of them was changed. */
  readonly newestToo?: true
  /** When the customer gave the rating that Chatwoot lists and we do not know, epoch milliseconds. */
  readonly ratedAtMs?: number
}

export type SweepRequest = Request &
  (
    | { readonly what: 'changes'; readonly sinceMs: number }
    | {
        readonly what: 'pages'
        readonly order: ListOrder
        /** The first page to read, from 1; some more follow in the same answer. */
        readonly page: number
        /** With `activity`: nothing older is wanted. */
        readonly sinceMs: number
      }
    | {
        readonly what: 'conversations'
        readonly conversations: readonly Wanted[]
        /** What changed before is history, and no webhook was lost. */
        readonly lossesSinceMs: number
      }
    | { readonly what: 'ratings'; readonly sinceMs: number; readonly page: number }
  )
export type SweepWhat = SweepRequest['what']

/** As much of a row as tells whether we know it. */
export type SweepRow = {
  readonly conversationId: number
  readonly updatedAtUs: number
  readonly status: Status
  readonly lastActivityAtMs: number
  /** The last message, if it asks or answers; else 0. */
  readonly lastMessageId: number
  /** When the newest messages were last changed, epoch milliseconds. */
  readonly messagesChangedAtMs: number
}

export type SweepRating = {
  readonly conversationId: number
  readonly messageId: number
  readonly rating: number
  /** The first answer; a change of mind does not move it. */
  readonly ratedAtMs: number
}

type Answer = {
  readonly account: string
  readonly requestId: string
  /** When Chatwoot was asked, epoch milliseconds. */
  readonly readAtMs: number
  readonly correlationId: string
}

export type SweepAnswer = Answer &
  (
    | {
        readonly kind: 'sweep_rows'
        readonly rows: readonly SweepRow[]
        /** From 1 to `parts`: an answer may need several messages. */
        readonly part: number
        readonly parts: number
        /** The page to read next; null: there is none. */
        readonly next: number | null
        /** Conversations of the account that the token sees. */
        readonly total: number | null
        /** Whether it sees all. */
        readonly administrator: boolean
      }
    | {
        readonly kind: 'sweep_conversations'
        readonly read: number
        /** Chatwoot does not have them. */
        readonly gone: readonly number[]
        /** Not come to, or not to an end. */
        readonly left: readonly Wanted[]
      }
    | { readonly kind: 'sweep_ratings'; readonly ratings: readonly SweepRating[]; readonly next: number | null }
    | {
        readonly kind: 'sweep_failed'
        readonly code: string
        /** `passing`: ask again. `denied`: nobody may look; a person has to see to it. `refused`: not this way. */
        readonly how: 'passing' | 'denied' | 'refused'
      }
  )
