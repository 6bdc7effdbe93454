/** What the API answers about routing and operators, as far as the console reads it. */
import type { Availability } from '#domain/operator'
import type { ChoiceReceipt, Considered } from '#domain/routing/choice-terms'
import type { HeldFor, RoutedFor, Routing } from '#domain/routing/routing-record'
import type { Behind } from '#domain/routing/why-behind'

/** What was asked of Chatwoot. */
export type AskedAction = { readonly verb: string; readonly operatorId?: number | null }

/** `behind`: what put the chosen one before somebody who would have done. */
export type ToldConsidered = Considered & { readonly behind?: Behind | null }
export type ToldChoice = Omit<ChoiceReceipt, 'considered'> & { readonly considered: readonly ToldConsidered[] }

export type Receipt = {
  /** Counts the decisions of a conversation, from 1. */
  readonly decision: number
  readonly atMs: number
  readonly outcome: 'asked' | 'held' | 'returned' | 'yielded'
  readonly why: HeldFor | null
  readonly routedFor: RoutedFor | null
  /** Whom it was taken from; null: nobody had it. */
  readonly from: number | null
  /** `yielded`: whom a person chose; null: nobody. */
  readonly to?: number | null
  readonly policyVersion: number
  /** Of the classifier; null: none. */
  readonly model: string | null
  readonly actions: readonly AskedAction[]
  /** Null where nothing was chosen. */
  readonly choice: ToldChoice | null
}

export type ReceiptsAnswer = {
  /** Null: it was never routed. */
  readonly routing: Routing | null
  /** Newest first. */
  readonly receipts: readonly Receipt[]
  readonly nextCursor: string | null
  /** Those that the receipts name by id. */
  readonly teams: readonly NamedPlace[]
  readonly asOfMs: number
}
export type Receipts = Omit<ReceiptsAnswer, 'nextCursor'> & {
  /** There are decisions before these. */
  readonly hasEarlier: boolean
}

export type NamedPlace = { readonly id: number; readonly name: string | null }

export type ListedOperator = {
  readonly operatorId: number
  readonly name: string
  readonly role: 'agent' | 'administrator'
  readonly availability: Availability
  /** The reading that first showed it. */
  readonly sinceMs: number
  /** No longer among Chatwoot's agents. */
  readonly gone: boolean
  readonly teams: readonly NamedPlace[]
  /** Open conversations that he has, and those of them whose customers wait; null: not counted. */
  readonly open: number | null
  readonly waiting: number | null
  /** Points that these take, of his capacity. */
  readonly points: number
  readonly capacityPoints: number
  /** Of the routing document in force. */
  readonly skills: readonly string[]
}

export type OperatorsAnswer = {
  readonly items: readonly ListedOperator[]
  readonly nextCursor: string | null
  /** When Chatwoot was last asked who is there, and when for teams and inboxes; null: never. */
  readonly readAtMs: number | null
  readonly directoryReadAtMs: number | null
  readonly stale: boolean
  readonly chatwoot: { readonly version: string | null }
  readonly asOfMs: number
}
