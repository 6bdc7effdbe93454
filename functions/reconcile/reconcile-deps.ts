import type { ConversationState } from '#domain/conversation'
import type { Checkpoint } from '#domain/sweep/checkpoint'
import type { SweepRequest } from '#domain/sweep/sweep-readings'
import type { Random } from '#runtime/retry'

type Fields = Readonly<Record<string, string | number>>
type Held = { readonly checkpoint: Checkpoint; readonly revision: number }

export type ReconcileDeps = {
  /** Accounts that were ever heard of. */
  readonly accounts: () => Promise<readonly string[]>
  readonly isOff: (account: string, name: string) => Promise<boolean>
  readonly read: (account: string) => Promise<Held | undefined>
  readonly write: (checkpoint: Checkpoint, over: Held | undefined) => Promise<'written' | 'contended'>
  /** When the last webhook of an account came; null: not for days. */
  readonly heardAtMs: (account: string) => Promise<number | null>
  /** What is stored of conversations, by id. */
  readonly statesOf: (account: string, ids: readonly number[]) => Promise<ReadonlyMap<number, ConversationState>>
  /** Asks act, which answers on our own queue. */
  readonly request: (request: SweepRequest) => Promise<void>
  /** Days a resolved conversation is kept. */
  readonly retentionDays: number
  readonly now: () => number
  readonly random: Random
  readonly wait: (ms: number) => Promise<void>
  /** Whether webhooks of the account have stopped, although Chatwoot had something to tell. */
  readonly isSilent: (account: string) => Promise<boolean>
  readonly count: (name: 'ReconcileRuns' | 'SweepsEnded') => void
  readonly gauge: (name: 'IntakeSilentAccounts', value: number) => void
  readonly log: {
    info(code: string, fields: Fields): void
    warn(code: string, fields: Fields): void
    fault(code: string, error: unknown, fields: Fields): void
  }
}
