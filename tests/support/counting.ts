/** Counting over a table in memory, with ledgers that are handed in. */
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { type Beside, NOTHING_BESIDE } from '#domain/analytics/beside'
import type { Exclusion } from '#domain/analytics/exclusions'
import { type Fact, type FactKey, isBeyond, type LedgerPlace, type ToCount } from '#domain/analytics/fact'
import type { ConversationEvent } from '#events/conversation-events'
import { countConversations } from '#store/count-conversations'
import { factStore } from '#store/facts'
import { rollupReads } from '#store/rollups'
import { ACCOUNT } from './builders.ts'
import { memoryTable } from './memory-table.ts'

export type CountingDesk = ReturnType<typeof countingDesk>

export function countingDesk({
  timeZone = 'UTC',
  nowMs = 0,
  metered = false,
  client,
}: {
  readonly timeZone?: string
  readonly nowMs?: number
  readonly metered?: boolean
  /** Of a table `insights` on an engine, instead of the one in memory. */
  readonly client?: DynamoDBDocumentClient
} = {}) {
  const table = memoryTable({ metered })
  const clockwork = { now: () => nowMs, random: () => 0.5, wait: async () => undefined }
  const insights = { ...clockwork, client: client ?? table.client, table: 'insights' }
  const ledgers = new Map<number, readonly ConversationEvent[]>()
  const beside = new Map<number, Beside>()
  const excluded = new Map<number, readonly Exclusion[]>()
  const store = factStore({ ...insights, factDays: 800, rollupDays: 800 })
  const deps = {
    load: store.load,
    commit: store.commit,
    ledgerAfter: async ({ conversationId }: FactKey, place: LedgerPlace) =>
      (ledgers.get(conversationId) ?? []).filter((event) => isBeyond(place, event)),
    besideOf: async ({ conversationId }: Fact) => beside.get(conversationId) ?? NOTHING_BESIDE,
    exclusionsOf: async ({ conversationId }: FactKey) => excluded.get(conversationId) ?? [],
    zoneOf: async () => timeZone,
  }
  return {
    table,
    store,
    deps,
    ledgers,
    beside,
    excluded,
    reads: rollupReads(insights),
    /** Counts conversations as far as their ledgers go now. */
    count: (ids: readonly number[], more: Partial<ToCount> = {}) =>
      countConversations(
        ids.map((conversationId) => ({ account: ACCOUNT, conversationId, beside: false, ...more })),
        deps,
      ),
    /** The sums as they lie in the table, without what is no sum. */
    sums: () =>
      table
        .items()
        .filter(({ pk }) => String(pk).startsWith('RU#'))
        .map(({ expiresAt: _at, ...item }) =>
          Object.fromEntries(Object.entries(item).filter(([, value]) => value !== 0)),
        )
        .filter((item) => Object.keys(item).length > 2)
        .sort((a, b) => (`${a.pk} ${a.sk}` < `${b.pk} ${b.sk}` ? -1 : 1)),
  }
}
