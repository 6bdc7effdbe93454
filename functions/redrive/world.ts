import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import type { ChatwootReads } from '#chatwoot/paper-chatwoot'
import type { PaperTable } from '#store/paper-table'
import type { Watching } from './seen.ts'

/** What a rehearsal may look at. It is given nothing to write with. */
export type World = {
  readonly client: Pick<DynamoDBDocumentClient, 'send'>
  readonly table: string
  readonly now: () => number
  readonly retentionDays: number
  readonly ledgerDays: number
  readonly contactAttributes: readonly string[]
  readonly replyMaxAgeMs: number
  readonly bodies: {
    readonly bucket: string
    readonly get: (
      key: string,
    ) => Promise<{ readonly body: string; readonly metadata: Readonly<Record<string, string>> } | undefined>
  }
  /**
   * How an account's Chatwoot is looked at; `known` answers from what Backdesk has stored, for who holds no token.
   * `undefined`: the account has given none.
   */
  readonly chatwoot: (account: string, known: ChatwootReads) => Promise<ChatwootReads | undefined>
}

/** A rehearsal's means: the world, paper to write on, and eyes. */
export type Stage = World & { readonly paper: PaperTable; readonly watch: Watching }

/** Of a store, on paper. */
export const onPaper = ({ paper, table, now, retentionDays }: Stage) => ({
  client: paper.client,
  table,
  now,
  retentionDays,
  ...CALM,
})

/** Nothing is random on paper, and nobody waits: there are no other writers. */
export const CALM = { random: () => 0, wait: async () => undefined, sleep: async () => undefined } as const
