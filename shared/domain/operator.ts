/** An operator as Chatwoot shows him: what `presence` reads every minute, and whom routing may ask. */

/** Chatwoot's `online`, `busy` and `offline`. Only who is available is given work. */
export const AVAILABILITIES = ['available', 'away', 'offline'] as const
export type Availability = (typeof AVAILABILITIES)[number]

export type Operator = {
  readonly account: string
  /** Chatwoot's user id. */
  readonly operatorId: number
  readonly name: string
  readonly role: 'agent' | 'administrator'
  readonly availability: Availability
  /** Since when, as far as we know, epoch milliseconds: the reading that first showed it. */
  readonly sinceMs: number
  /** Ids, rising. */
  readonly teams: readonly number[]
  readonly inboxes: readonly number[]
  /** No longer among Chatwoot's agents. Kept, because conversations may still be with him. */
  readonly gone?: true
}

/** The stored operator. `version` is 1 for the first write, then +1 a write. */
export type StoredOperator = Operator & {
  readonly version: number
  readonly writtenAtMs: number
  readonly correlationId: string
}

/** What else a reading of an account's Chatwoot tells: where people work. */
export type Directory = {
  readonly account: string
  /** As `GET /api` gives it, e.g. `4.15.1`; null where it gives none. */
  readonly serverVersion: string | null
  readonly teams: readonly { readonly id: number; readonly name: string }[]
  readonly inboxes: readonly DirectoryInbox[]
  readonly readAtMs: number
}
export type DirectoryInbox = {
  readonly id: number
  readonly name: string
  /** Without the vendor's `Channel::` prefix. */
  readonly channel: string
  /** Chatwoot assigns here by itself (CONTRACT (d)). */
  readonly autoAssigns: boolean
}
