import type { Action, ActionKey, ActionState } from '#domain/action'
import type { Conversation } from '#domain/conversation'
import type { Directory, Operator } from '#domain/operator'
import type { Board } from '#domain/routing/board'
import type { HardCases } from '#domain/routing/hard-cases'
import type { OpenEntry } from '#domain/routing/open-entry'
import type { RoutingDocument } from '#domain/routing/routing-policy'
import type { StoredReceipt } from '#domain/routing/stored-receipt'
import type { Activated } from '#domain/sla-policy'

/** What the store holds of a conversation; `carried` is the store's own and goes back to it untouched. */
export type Held = { readonly conversation: Conversation; readonly carried: Readonly<Record<string, unknown>> }
export type Draft = Omit<Conversation, 'version' | 'writtenAtMs'>

export type Decision = {
  readonly draft: Draft
  readonly over: Held
  readonly receipt: StoredReceipt
  readonly actions: readonly Action[]
  readonly board?: { readonly before: Board; readonly after: Board }
  readonly hardCases?: { readonly operatorId: number; readonly days: HardCases }
}

/** Open conversations of one operator that are looked at: nobody has so many that the rest matters. */
export const MOST_OPEN = 100
/** Operators looked at at a time. */
export const READS_AT_ONCE = 8

type Fields = Readonly<Record<string, string | number | boolean | null>>

export type RouteDeps = {
  readonly routing: (account: string) => Promise<Activated<RoutingDocument>>
  readonly isOff: (account: string) => Promise<boolean>
  readonly accounts: () => Promise<readonly string[]>
  readonly operators: (account: string) => Promise<readonly Operator[]>
  readonly directory: (account: string) => Promise<Directory | null>
  /** By conversation id; reads what was written an instant ago. */
  readonly conversations: (account: string, ids: readonly number[]) => Promise<ReadonlyMap<number, Held>>
  readonly unassigned: (account: string, most: number) => Promise<readonly number[]>
  readonly openOf: (account: string, operatorId: number, most: number) => Promise<readonly OpenEntry[]>
  readonly board: (account: string) => Promise<Board>
  readonly hardCases: (account: string) => Promise<ReadonlyMap<number, HardCases>>
  readonly receipts: (account: string, conversationId: number, most: number) => Promise<readonly StoredReceipt[]>
  /** Undefined: there is no such action. */
  readonly actionState: (key: ActionKey) => Promise<ActionState | undefined>
  readonly decide: (
    decision: Decision,
  ) => Promise<{ readonly kind: 'stored'; readonly conversation: Conversation } | { readonly kind: 'lost' }>
  readonly commit: (
    draft: Draft,
    over: Held,
  ) => Promise<
    { readonly kind: 'stored' } | { readonly kind: 'lost' } | { readonly kind: 'refused'; readonly detail: string }
  >
  /** Sends a stored action on its way; again is harmless. */
  readonly send: (action: Action) => Promise<void>
  /** Stores and sends one; a known one is left alone. */
  readonly request: (action: Action) => Promise<void>
  readonly now: () => number
  readonly random: () => number
  readonly wait: (ms: number) => Promise<void>
  readonly count: (
    name:
      | 'RoutingPasses'
      | 'RoutingAsked'
      | 'RoutingHeld'
      | 'RoutingYielded'
      | 'RoutingTakenBack'
      | 'RoutingReturned'
      | 'HandOversProposed'
      | 'LostRaces',
    by?: number,
  ) => void
  readonly log: {
    info(code: string, fields: Fields): void
    fault(code: string, error: unknown, fields: Fields): void
  }
}
